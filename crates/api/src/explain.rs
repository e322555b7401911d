//! Charges explained (promise N6): the line, how its amount was found, the event that caused it and the invoice it stands on.

use seatwright_domain::billing::charge::Charge;
use seatwright_domain::ids::ChargeId;
use seatwright_engine::Engine;
use seatwright_store::{EventQuery, StoreError, StoredCharge, StoredEvent, StoredInvoice};

use crate::client::Client;
use crate::json::{Json, Object};
use crate::schema::{Schema, count, day, guid, instant, list, map, object, text, whole, words};
use crate::texts::{Language, say};
use crate::wire::charge::{
    decimal, derivation, family, line, line_shape, rounding_text, unit_price, unit_price_schema,
};
use crate::wire::offer::BILLING;
use crate::wire::{View, attributes};

/// A charge with what it has to do with.
#[derive(Debug)]
pub(crate) struct Explanation {
    stored: StoredCharge,
    /// The event that brought it.
    event: Option<StoredEvent>,
    /// The invoice it stands on; none while it waits for one, or while that has no number.
    invoice: Option<StoredInvoice>,
}

impl Explanation {
    /// Reads what a charge has to do with.
    ///
    /// # Errors
    /// A failing store.
    pub(crate) async fn of(engine: &Engine, stored: StoredCharge) -> Result<Self, StoreError> {
        let store = engine.store();
        let after = stored.row.seq.saturating_sub(1);
        let query = EventQuery { after, limit: 1, ..EventQuery::of(stored.customer) };
        let event = store.events(&query).await?.pop();
        let invoice = match stored.invoice {
            Some(invoice) => store.invoice(invoice).await?,
            None => None,
        };
        Ok(Self { stored, event, invoice })
    }

    /// For programs: every field, and the sentences.
    pub(crate) fn to_json(&self, view: &View<'_>) -> Object {
        let charge = &self.stored.charge;
        let invoice = self.invoice.as_ref().map(|found| {
            Json::from(
                Object::new()
                    .set("id", found.invoice.id.to_string())
                    .set("number", found.invoice.number.as_str())
                    .set("date", found.invoice.key.date.to_string())
                    .set("state", found.state.code()),
            )
        });
        line(view, charge)
            .set("id", charge.id.to_string())
            .set("customer", self.stored.customer.to_string())
            .set("lot", charge.key.lot.0)
            .set("part", charge.key.part)
            .set("cause", charge.key.cause)
            .set("order", charge.order.to_string())
            .set("seller", Json::of(&charge.seller))
            .set("family", family(charge.family))
            .set("termStartDate", charge.term.first.to_string())
            .set("termEndDate", charge.term.last.to_string())
            .set("termDuration", charge.length.code())
            .set("billingCycle", charge.billing.code())
            .set("cycle", Json::of(&charge.cycle))
            .some("listPrice", charge.unit.map(unit_price))
            .some("discount", charge.discount.as_ref().map(Json::of))
            .set("ruleTitle", charge.rule.title())
            .set("derivation", calculation(view.language, charge))
            .some("event", self.event.as_ref().map(|event| cause(view.language, event)))
            .set("expectedInvoiceDate", self.stored.invoice_on.to_string())
            .some("invoice", invoice)
            .set("explanation", self.sentences(view.language))
            .set("attributes", attributes("SeatwrightCharge"))
    }

    /// For people: sentence by sentence.
    pub(crate) fn sentences(&self, language: Language) -> Vec<String> {
        let charge = &self.stored.charge;
        let period = charge.key.period;
        let days = [
            ("kind", charge.key.kind.name().to_owned()),
            ("first", period.first.to_string()),
            ("last", period.last.to_string()),
            ("amount", charge.amount.to_string()),
        ];
        let rule = [("rule", charge.rule.id().to_owned()), ("title", charge.rule.title().to_owned())];
        let mut sentences = vec![
            say(language, "explain-line", &days),
            derivation(language, charge),
            rounding_text(language, charge.derivation.rounding),
            say(language, "explain-rule", &rule),
        ];
        if let Some(event) = &self.event {
            let recorded = &event.recorded;
            let text = event_text(language, event);
            let facts = [("seq", recorded.seq.to_string()), ("at", recorded.at.to_string()), ("text", text)];
            sentences.push(say(language, "explain-event", &facts));
        }
        sentences.push(match &self.invoice {
            Some(found) => {
                let facts =
                    [("number", found.invoice.number.clone()), ("date", found.invoice.key.date.to_string())];
                say(language, "explain-invoice", &facts)
            }
            None => say(language, "explain-waits", &[("date", self.stored.invoice_on.to_string())]),
        });
        sentences
    }
}

/// The shape of an explained charge.
pub(crate) const fn schema() -> Schema {
    Schema::Named("SeatwrightCharge", shape)
}

fn shape() -> Schema {
    let derivation = object()
        .needs("basis", map(Schema::Any).about("What part of what it is, by `basis`."))
        .needs("exact", text().about("The fraction before rounding."))
        .needs("decimal", text())
        .needs("rounding", text())
        .needs("roundingText", text());
    let event = object()
        .needs("seq", count())
        .needs("at", instant())
        .needs("event", text())
        .needs("text", text())
        .needs("hash", text());
    let invoice = object()
        .needs("id", guid())
        .needs("number", text())
        .needs("date", day())
        .needs("state", words(&["gathering", "open", "settled", "void"]));
    line_shape()
        .needs("id", guid())
        .needs("customer", guid())
        .needs("lot", count())
        .needs("part", whole())
        .needs("cause", whole())
        .needs("order", guid())
        .needs("seller", map(text()))
        .needs("family", words(&["classic", "newCommerce"]))
        .needs("termStartDate", day())
        .needs("termEndDate", day())
        .needs("termDuration", text())
        .needs("billingCycle", words(BILLING))
        .needs("cycle", map(Schema::Any))
        .has("listPrice", unit_price_schema())
        .has("discount", map(Schema::Any))
        .needs("ruleTitle", text())
        .needs("derivation", derivation)
        .has("event", event.about("What brought it."))
        .needs("expectedInvoiceDate", day())
        .has("invoice", invoice)
        .needs("explanation", list(text()))
        .needs("attributes", object().needs("objectType", text()))
}

/// The calculation for programs.
fn calculation(language: Language, charge: &Charge) -> Json {
    let derivation = &charge.derivation;
    Object::new()
        .set("basis", Json::of(&derivation.basis))
        .set("exact", derivation.exact.to_string())
        .set("decimal", decimal(derivation.exact))
        .set("rounding", derivation.rounding.code())
        .set("roundingText", rounding_text(language, derivation.rounding))
        .into()
}

fn cause(language: Language, event: &StoredEvent) -> Json {
    let recorded = &event.recorded;
    Object::new()
        .set("seq", recorded.seq)
        .set("at", recorded.at.to_string())
        .set("event", recorded.event.kind())
        .set("text", event_text(language, event))
        .set("hash", event.hash.to_string())
        .into()
}

fn event_text(language: Language, event: &StoredEvent) -> String {
    say(language, &format!("event-{}", event.recorded.event.kind().replace('_', "-")), &[])
}

/// A charge explained for the operator of an installation: one sentence a line, or the document of the API. None where there is
/// no such charge. A language that has no texts reads as English.
///
/// # Errors
/// A failing store.
pub async fn explain(
    engine: &Engine,
    charge: ChargeId,
    language: &str,
    as_json: bool,
) -> Result<Option<String>, StoreError> {
    let Some(stored) = engine.store().charge(charge).await? else { return Ok(None) };
    let language = Language::ALL.into_iter().find(|known| known.code() == language).unwrap_or_default();
    let explanation = Explanation::of(engine, stored).await?;
    if !as_json {
        return Ok(Some(explanation.sentences(language).join("\n")));
    }
    let view = View {
        catalogue: engine.catalogue(),
        policies: engine.policies(),
        partners: engine.partners(),
        now: engine.now(),
        client: Client::Other,
        language,
    };
    let document = Json::from(explanation.to_json(&view)).to_bytes();
    Ok(Some(String::from_utf8_lossy(&document).into_owned()))
}

/// How the amount of a charge was found, in one sentence of a language, as `en`.
#[must_use]
pub fn derivation_text(charge: &Charge, language: &str) -> String {
    let language = Language::ALL.into_iter().find(|known| known.code() == language).unwrap_or_default();
    derivation(language, charge)
}
