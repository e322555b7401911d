//! `invoices`: the invoices of a payer, or the lines of one.

use std::io::Write as _;

use anyhow::{Context as _, bail};
use seatwright_domain::billing::invoice::BillTo;
use seatwright_store::{InvoiceQuery, PAGE_ROWS_MAX, Store, StoredCharge, StoredInvoice};

use crate::cli::Invoices;
use crate::{Outcome, open};

/// Prints invoices, or the lines of one, page by page.
///
/// # Errors
/// The database does not open; there is no such payer or invoice.
pub(crate) async fn run(arguments: Invoices) -> anyhow::Result<Outcome> {
    let store = open::existing_store(&arguments.data.data)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    // A reader that has seen enough, as `head`, closes the pipe: that is no failure.
    match store.invoice_by_number(&arguments.of.to_ascii_uppercase()).await? {
        Some(invoice) => {
            let mut after = None;
            loop {
                let page = store.invoice_lines(invoice.invoice.id, after, PAGE_ROWS_MAX).await?;
                for found in &page.items {
                    if writeln!(out, "{}", line(found)).is_err() {
                        return Ok(Outcome::Done);
                    }
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            if writeln!(out, "{}", shown(&invoice)).is_err() {
                return Ok(Outcome::Done);
            }
        }
        None => {
            let mut query = InvoiceQuery::of(payer(&store, &arguments.of).await?);
            loop {
                let page = store.invoices(&query).await?;
                for found in &page.items {
                    if writeln!(out, "{}", shown(found)).is_err() {
                        return Ok(Outcome::Done);
                    }
                }
                query.after = page.next;
                if query.after.is_none() {
                    break;
                }
            }
        }
    }
    Ok(if out.flush().is_ok() { Outcome::Done } else { Outcome::Findings })
}

/// The payer by id or domain.
async fn payer(store: &dyn Store, of: &str) -> anyhow::Result<BillTo> {
    let name = of.to_ascii_lowercase();
    let partners = store.partners().await?;
    let known = partners
        .iter()
        .find(|partner| partner.domain.eq_ignore_ascii_case(&name) || partner.id.to_string() == name);
    if let Some(partner) = known {
        return Ok(BillTo::Partner(partner.id));
    }
    if let Ok(customer) = name.parse() {
        store.customer(customer).await?.with_context(|| format!("nobody has the id {of}"))?;
        return Ok(BillTo::Customer(customer));
    }
    match store.customer_by_domain(&name).await? {
        Some(customer) => Ok(BillTo::Customer(customer)),
        None => bail!("{of} is no invoice's number, and no id or domain of a partner or customer"),
    }
}

fn shown(stored: &StoredInvoice) -> String {
    let invoice = &stored.invoice;
    format!(
        "{} {} due {} {} lines, net {}, total {}, open {} ({})",
        invoice.number,
        invoice.key.date,
        invoice.due,
        invoice.lines,
        invoice.subtotal,
        invoice.total,
        stored.open(),
        stored.state.code(),
    )
}

fn line(stored: &StoredCharge) -> String {
    let charge = &stored.charge;
    format!(
        "{} {} {} {} to {} {} × {} = {} ({})",
        charge.id,
        stored.customer,
        charge.key.subscription,
        charge.key.period.first,
        charge.key.period.last,
        charge.quantity,
        charge.shown,
        charge.amount,
        charge.key.kind.name(),
    )
}
