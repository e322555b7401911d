//! What the dialect has no words for about bills: reconciliation files, and a customer's own invoices and open lines.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Response};
use futures_util::stream;
use seatwright_documents::{Format, InvoiceFile};
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::role::{Action, Actor};
use seatwright_store::{ChargeCursor, ChargeQuery, StoreError, StoredCharge, Want};

use crate::call::Call;
use crate::fault::Fault;
use crate::handlers::invoice_lines::{OfEngine, shown};
use crate::handlers::invoices::{of_path, of_payer};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::collection_of;
use crate::seek;
use crate::wire::{collection, invoice};

/// The kind of a file of values.
pub(super) const CSV: &str = "text/csv";

/// The most lines of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 1_000;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/seatwright/v1/invoices/{invoice}/reconciliation.csv",
            Action::DownloadReconciliation,
            csv,
        )
        .gives(CSV)
        .about("The reconciliation file of an invoice with the published columns")
        .answers_bare(200),
        Route::get(
            "/seatwright/v1/invoices/{invoice}/reconciliation.json",
            Action::DownloadReconciliation,
            json,
        )
        .about("The same lines for programs")
        .answers(200, invoice::file_schema()),
        Route::get("/seatwright/v1/customers/{customer}/invoices", Action::ReadBill, invoices)
            .about("The invoices that a customer pays itself, newest first; partners see none of them")
            .query(collection::offset_parameters(PAGE_MAX))
            .answers(200, collection_of(invoice::schema())),
        Route::get("/seatwright/v1/customers/{customer}/unbilled", Action::DownloadReconciliation, unbilled)
            .about("The customer's lines that no invoice has yet")
            .query(collection::seek_parameters(PAGE_MAX))
            .answers(200, collection_of(invoice::line_schema())),
    ]
}

/// The reconciliation file with the published columns.
pub(crate) async fn csv(call: Call) -> Result<Response<Body>, Fault> {
    file(call, Format::Csv).await
}

/// The same lines for programs.
pub(crate) async fn json(call: Call) -> Result<Response<Body>, Fault> {
    file(call, Format::Json).await
}

/// Sends a file while it is made: a page of lines is read when the client has taken the one before, so that a slow client
/// and a long invoice cost no memory. Where the store fails in the middle the connection breaks off, which no client takes
/// for the end of the file.
async fn file(call: Call, format: Format) -> Result<Response<Body>, Fault> {
    let stored = of_path(&call).await?;
    let number = &stored.invoice.number;
    let (kind, name) = match format {
        Format::Csv => {
            ("text/csv; charset=utf-8", format!("attachment; filename=Reconciliation_{number}.csv"))
        }
        Format::Json => {
            ("application/json; charset=utf-8", format!("attachment; filename=Reconciliation_{number}.json"))
        }
    };
    let mut file = InvoiceFile::new(OfEngine(call.engine().clone()), &stored.invoice, format);
    // What fails at once is told as any other fault.
    let first = file.next().await?;
    let pieces = stream::try_unfold((first, file), |(ready, mut file)| async move {
        let piece = match ready {
            Some(piece) => Some(piece),
            None => file.next().await?,
        };
        Ok::<_, StoreError>(piece.map(|piece| (Bytes::from(piece), (None, file))))
    });
    let mut response = Response::new(Body::from_stream(pieces));
    let mut set = |header: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(header, value);
        }
    };
    set(CONTENT_TYPE, kind);
    set(CONTENT_DISPOSITION, &name);
    Ok(response)
}

/// The invoices that a customer pays itself, newest first. They are its own business: partners see none of them (UPG-07).
pub(crate) async fn invoices(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let found = match call.caller()?.actor {
        Actor::Partner { .. } | Actor::Publisher { .. } => Vec::new(),
        Actor::Customer { .. } | Actor::System => of_payer(&call, BillTo::Customer(call.customer()?)).await?,
    };
    let items = found.iter().rev().map(invoice::invoice).collect();
    Ok(Reply::ok(collection::offset_page(&call, items, PAGE_MAX)?))
}

/// The customer's lines that no invoice has yet: to a partner those of what it sold, to the customer's administrators
/// those of what it bought itself.
pub(crate) async fn unbilled(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let size = collection::size(&call, PAGE_MAX, 1_000)?;
    let actor = &call.caller()?.actor;
    let partner = match actor {
        Actor::Partner { partner, .. } => Some(*partner),
        Actor::Customer { .. } | Actor::Publisher { .. } | Actor::System => None,
    };
    let of_partner_or_own =
        |stored: &StoredCharge| matches!(stored.bill_to, BillTo::Customer(_)) == partner.is_none();
    let query = ChargeQuery { partner, unbilled: true, ..ChargeQuery::of(call.customer()?) };
    let read = |after: Option<ChargeCursor>, limit| {
        let query = ChargeQuery { after, limit, ..query.clone() };
        let store = call.engine().store();
        async move {
            let page = store.charges(&query).await?;
            Ok((page.items.into_iter().filter(of_partner_or_own).collect::<Vec<_>>(), page.next))
        }
    };
    let page = seek::page(&call, size, read).await?;
    let items = shown(&call, &page.items, None).await?;
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}
