//! Lines of invoices, and lines that no invoice has yet.

use std::future::Future;

use seatwright_documents::{Beside, Source};
use seatwright_domain::billing::charge::InvoiceFamily;
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::billing::invoicing::invoice_date;
use seatwright_domain::calendar::day_of;
use seatwright_domain::catalogue::{Catalogue, Commerce};
use seatwright_domain::decision::Rows;
use seatwright_domain::money::Currency;
use seatwright_domain::partner::Partners;
use seatwright_domain::role::Action;
use seatwright_domain::subscription::Seller;
use seatwright_engine::Engine;
use seatwright_store::{
    ChargeCursor, PAGE_ROWS_MAX, Page, Store, StoreError, StoredCharge, UnbilledCursor, UnbilledQuery,
};

use super::invoices::{currency, of_path, payer};
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::json::{Json, Object};
use crate::query::wrong;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, collection_of, currency as currency_shape, flag_in, link as link_shape, resource, text, words,
};
use crate::seek;
use crate::texts::say;
use crate::wire::{attributes, collection, invoice, link};

/// The most lines of a page, and what a page has when the client asks for no size.
const PAGE_MAX: usize = 2_000;

/// The engine as the place that documents are read from.
#[derive(Clone, Debug)]
pub(crate) struct OfEngine(pub(crate) Engine);

impl Source for OfEngine {
    fn store(&self) -> &dyn Store {
        self.0.store()
    }
    fn catalogue(&self) -> &Catalogue {
        self.0.catalogue()
    }
    fn partners(&self) -> &Partners {
        self.0.partners()
    }
}

/// Whose lines are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Provider {
    /// Classic licences.
    Office,
    /// New commerce and marketplace.
    OneTime,
    /// Marketplace alone.
    Marketplace,
    /// Everything.
    All,
    /// Consumption of a cloud, of which there is none here.
    Azure,
}

const PROVIDERS: [(&str, Provider); 6] = [
    ("office", Provider::Office),
    ("one_time", Provider::OneTime),
    ("marketplace", Provider::Marketplace),
    ("all", Provider::All),
    ("azure", Provider::Azure),
    ("external", Provider::Azure),
];

/// Their names, as documents list them.
const PROVIDER_WORDS: &[&str] = &["office", "one_time", "marketplace", "all", "azure", "external"];

/// Types of lines; only those of bills exist here, as nothing is metered.
const TYPES: [(&str, bool); 2] = [("billing_line_items", true), ("usage_line_items", false)];

impl Provider {
    fn takes(self, charge: &StoredCharge, catalogue: &Catalogue) -> bool {
        let is_classic = charge.charge.family == InvoiceFamily::Classic;
        match self {
            Provider::Office => is_classic,
            Provider::OneTime => !is_classic,
            Provider::Marketplace => {
                let offer = catalogue.offer(&charge.charge.offer);
                offer.is_some_and(|offer| offer.commerce == Commerce::Marketplace)
            }
            Provider::All => true,
            Provider::Azure => false,
        }
    }

    fn family(self) -> Option<InvoiceFamily> {
        match self {
            Provider::Office => Some(InvoiceFamily::Classic),
            Provider::OneTime | Provider::Marketplace => Some(InvoiceFamily::NewCommerce),
            Provider::All | Provider::Azure => None,
        }
    }
}

/// Which lines are asked for: whose, and whether there can be any.
#[derive(Clone, Copy, Debug)]
struct Asked {
    provider: Provider,
    any: bool,
}

fn asked(provider: &str, kind: &str) -> Result<Asked, Fault> {
    let takes = || Takes::one_of(PROVIDERS.iter().map(|(word, _)| *word));
    let provider = find_word(provider, &PROVIDERS).ok_or_else(|| wrong("provider", takes()))?;
    let takes = || Takes::one_of(TYPES.iter().map(|(word, _)| *word));
    let of_bills = find_word(kind, &TYPES).ok_or_else(|| wrong("invoicelineitemtype", takes()))?;
    Ok(Asked { provider, any: of_bills && provider != Provider::Azure })
}

fn asked_by_query(call: &Call) -> Result<Asked, Fault> {
    let providers = || Takes::one_of(PROVIDERS.iter().map(|(word, _)| *word));
    let types = || Takes::one_of(TYPES.iter().map(|(word, _)| *word));
    let provider = call.query.needed("provider", providers())?;
    let mut asked = asked(provider, call.query.needed("invoicelineitemtype", types())?)?;
    // No line has a credit that a partner earned.
    asked.any &= !call.query.flag("hasPartnerEarnedCredit")?;
    Ok(asked)
}

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let lines = || collection_of(invoice::line_schema());
    vec![
        Route::get("/v1/invoices/estimates/links", Action::ReadBill, estimates)
            .about("Where lines without an invoice are found")
            .query([Parameter::needs("currencycode", iso_currency())])
            .answers(200, collection_of(Schema::Named("EstimateLink", estimate_shape))),
        Route::get("/v1/invoices/unbilled/lineitems", Action::DownloadReconciliation, unbilled)
            .about("Lines that wait for an invoice")
            .query(kinds_of_lines())
            .query([Parameter::needs("period", words(&["current", "previous"]))])
            .query(collection::seek_parameters(PAGE_MAX as u64))
            .answers(200, lines()),
        Route::get("/v1/invoices/{invoice}/lineitems", Action::DownloadReconciliation, by_query)
            .about("The lines of an invoice in the newer form: kind in the query, pages by token")
            .query(kinds_of_lines())
            .query(collection::seek_parameters(PAGE_MAX as u64))
            .answers(200, lines()),
        Route::get(
            "/v1/invoices/{invoice}/lineitems/{provider}/{kind}",
            Action::DownloadReconciliation,
            by_path,
        )
        .about("The lines of an invoice in the older form: kind in the path, pages by `size` and `offset`")
        .query(collection::offset_parameters(PAGE_MAX as u64))
        .answers(200, lines()),
    ]
}

fn kinds_of_lines() -> [Parameter; 4] {
    [
        Parameter::needs("provider", words(PROVIDER_WORDS)),
        Parameter::needs("invoicelineitemtype", words(&["billing_line_items", "usage_line_items"])),
        Parameter::has("currencycode", iso_currency()),
        Parameter::has("hasPartnerEarnedCredit", flag_in()),
    ]
}

fn iso_currency() -> Schema {
    currency_shape().about("ISO 4217 code.")
}

fn estimate_shape() -> Schema {
    resource()
        .needs("type", words(&["non_consumption"]))
        .needs("title", text())
        .needs("description", text())
        .needs("period", words(&["current", "previous"]))
        .needs("link", link_shape())
}

/// The lines of an invoice in the older form: kind in the path, pages by `size` and `offset`.
pub(crate) async fn by_path(call: Call) -> Answered {
    let stored = of_path(&call).await?;
    let asked = asked(call.value("provider"), call.value("kind"))?;
    let size = collection::size(&call, PAGE_MAX as u64, PAGE_MAX)?;
    let offset = call.query.number("offset", 0, u64::from(u32::MAX))?.unwrap_or(0);
    let mut skip = usize::try_from(offset).unwrap_or(usize::MAX);
    let catalogue = call.engine().catalogue();
    let keep = |charge: &StoredCharge| {
        let wanted = asked.any && asked.provider.takes(charge, catalogue);
        let skipped = wanted && skip > 0;
        skip -= usize::from(skipped);
        wanted && !skipped
    };
    let id = stored.invoice.id;
    let (found, next) =
        gather(size, None, keep, |after, limit| call.engine().store().invoice_lines(id, after, limit))
            .await?;
    let items = shown(&call, &found, Some(&stored.invoice.number)).await?;
    let end = next.map(|_: ChargeCursor| offset + items.len() as u64);
    Ok(Reply::ok(collection::page_at(&call, items, end)))
}

/// The lines of an invoice in the newer form: kind in the query, pages by token.
pub(crate) async fn by_query(call: Call) -> Answered {
    let stored = of_path(&call).await?;
    let asked = asked_by_query(&call)?;
    let invoice_currency = stored.invoice.key.currency;
    let right_currency = wanted_currency(&call)?.is_none_or(|currency| currency == invoice_currency);
    let size = collection::size(&call, PAGE_MAX as u64, PAGE_MAX)?;
    let catalogue = call.engine().catalogue();
    let keep = |charge: &StoredCharge| asked.any && right_currency && asked.provider.takes(charge, catalogue);
    let (id, store) = (stored.invoice.id, call.engine().store());
    let read =
        |after, limit| gather(limit, after, keep, |after, limit| store.invoice_lines(id, after, limit));
    let page = seek::page::<_, ChargeCursor, _>(&call, size, read).await?;
    let items = shown(&call, &page.items, Some(&stored.invoice.number)).await?;
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

/// Lines that wait for an invoice. `current` are those of the running billing period, `previous` those whose period is
/// over while their invoice has not been cut.
pub(crate) async fn unbilled(call: Call) -> Answered {
    let asked = asked_by_query(&call)?;
    let periods = [("current", true), ("previous", false)];
    let takes = || Takes::one_of(["current", "previous"]);
    let period = call.query.needed("period", takes())?;
    let is_current = find_word(period, &periods).ok_or_else(|| wrong("period", takes()))?;
    let payer = payer(&call)?;
    let currency = match wanted_currency(&call)? {
        Some(currency) => currency,
        None => currency(&call, payer).await?,
    };
    let size = collection::size(&call, PAGE_MAX as u64, PAGE_MAX)?;
    let next_dates = NextDates::of(&call, payer)?;
    let catalogue = call.engine().catalogue();
    let keep = |charge: &StoredCharge| {
        asked.any
            && asked.provider.takes(charge, catalogue)
            && (charge.invoice_on >= next_dates.of_family(charge.charge.family)) == is_current
    };
    let query = UnbilledQuery { family: asked.provider.family(), ..UnbilledQuery::of(payer, currency) };
    let waiting = |after, limit| {
        let query = UnbilledQuery { after, limit, ..query.clone() };
        let store = call.engine().store();
        async move { store.unbilled(&query).await }
    };
    let read = |after, limit| gather(limit, after, keep, waiting);
    let page = seek::page::<_, UnbilledCursor, _>(&call, size, read).await?;
    let items = shown(&call, &page.items, None).await?;
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

/// The invoice dates on which what is booked today will be billed.
struct NextDates {
    classic: jiff::civil::Date,
    new_commerce: jiff::civil::Date,
}

impl NextDates {
    fn of(call: &Call, payer: BillTo) -> Result<Self, Fault> {
        let rows = Rows::default();
        let context = call.context(&rows)?;
        let seller = match payer {
            BillTo::Partner(partner) => Seller::Partner { partner, reseller: None },
            BillTo::Customer(_) => Seller::Direct,
        };
        let today = day_of(context.now);
        let date = |family| invoice_date(family, &seller, today, &context);
        Ok(Self { classic: date(InvoiceFamily::Classic), new_commerce: date(InvoiceFamily::NewCommerce) })
    }

    fn of_family(&self, family: InvoiceFamily) -> jiff::civil::Date {
        match family {
            InvoiceFamily::Classic => self.classic,
            InvoiceFamily::NewCommerce => self.new_commerce,
        }
    }
}

/// Where lines without an invoice are found.
pub(crate) async fn estimates(call: Call) -> Answered {
    let takes = || Takes::Text(3, 3);
    let code = call.query.needed("currencycode", takes())?;
    let currency = Currency::parse(code).ok_or_else(|| wrong("currencycode", takes()))?;
    let periods = [("current", "estimate-title-current"), ("previous", "estimate-title-previous")];
    let items = periods
        .into_iter()
        .map(|(period, title)| {
            let uri = format!(
                "/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&currencycode={currency}&period={period}"
            );
            Object::new()
                .set("type", "non_consumption")
                .set("title", say(call.language, title, &[]))
                .set("description", say(call.language, "estimate-description", &[]))
                .set("period", period)
                .set("link", link(uri))
                .set("attributes", attributes("EstimateLink"))
                .into()
        })
        .collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

fn wanted_currency(call: &Call) -> Result<Option<Currency>, Fault> {
    call.query.parsed("currencycode", Takes::Text(3, 3), Currency::parse)
}

/// Lines as the wire has them.
///
/// # Errors
/// A failing store.
pub(super) async fn shown(
    call: &Call,
    found: &[StoredCharge],
    number: Option<&str>,
) -> Result<Vec<Json>, Fault> {
    let source = OfEngine(call.engine().clone());
    let beside = Beside::of(&source, found).await?;
    let mut items = Vec::with_capacity(found.len());
    for stored in found {
        items.push(invoice::line(&beside.line(&source, stored, number)?));
    }
    Ok(items)
}

/// Reads pages until enough lines are kept or there are no more; where more are kept behind them, the place to read on from.
async fn gather<C: Copy, F>(
    size: usize,
    mut after: Option<C>,
    mut keep: impl FnMut(&StoredCharge) -> bool,
    read: impl Fn(Option<C>, usize) -> F,
) -> Result<(Vec<StoredCharge>, Option<C>), Fault>
where
    F: Future<Output = Result<Page<StoredCharge, C>, StoreError>>,
{
    let mut found = Vec::new();
    loop {
        // Never more than are wanted still, so that the page's end is a place to read on from.
        let limit = (size - found.len()).min(PAGE_ROWS_MAX);
        let page = read(after, limit).await?;
        found.extend(page.items.into_iter().filter(&mut keep));
        match page.next {
            Some(next) if found.len() < size => after = Some(next),
            Some(next) => {
                let more = any_behind(next, keep, read).await?;
                return Ok((found, more.then_some(next)));
            }
            None => return Ok((found, None)),
        }
    }
}

/// Whether a line that is kept comes behind a place.
async fn any_behind<C: Copy, F>(
    place: C,
    mut keep: impl FnMut(&StoredCharge) -> bool,
    read: impl Fn(Option<C>, usize) -> F,
) -> Result<bool, Fault>
where
    F: Future<Output = Result<Page<StoredCharge, C>, StoreError>>,
{
    let mut after = Some(place);
    while after.is_some() {
        let page = read(after, PAGE_ROWS_MAX).await?;
        if page.items.iter().any(&mut keep) {
            return Ok(true);
        }
        after = page.next;
    }
    Ok(false)
}
