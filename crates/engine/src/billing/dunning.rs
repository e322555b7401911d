//! Dunning: each step is committed together with its place in the invoice's sequence, so it is taken once however often a run
//! is repeated.

use jiff::Timestamp;
use seatwright_domain::billing::dunning::{Step, clear, step, take};
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::ids::{CustomerId, PartnerId};
use seatwright_domain::role::Caller;
use seatwright_store::{BillingWork, CommitError, EventQuery, InvoiceState, Message, StoredInvoice, Want};
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::execute::DECISIONS_PER_COMMAND_MAX;
use crate::run::RunReport;
use crate::steps::prepare;

/// Invoices that are looked at together.
const INVOICES_PER_PAGE: usize = 256;

impl Engine {
    /// Takes every step of dunning that is due up to an instant, soonest first.
    pub(super) async fn dun(&self, until: Timestamp, report: &mut RunReport) -> Result<(), EngineError> {
        loop {
            let due = self.store().dunning_due(until, INVOICES_PER_PAGE).await?;
            if due.is_empty() {
                return Ok(());
            }
            for invoice in due {
                self.dun_one(&invoice, report).await?;
            }
        }
    }

    /// Takes the next step of an invoice. Where somebody else has taken it, nothing happens.
    pub(super) async fn dun_one(
        &self,
        invoice: &StoredInvoice,
        report: &mut RunReport,
    ) -> Result<(), EngineError> {
        let settled = invoice.state != InvoiceState::Open;
        let now = if settled { None } else { step(&invoice.invoice, invoice.dunned, self.policies()) };
        let taken = invoice.dunned.saturating_add(1);
        let next = if settled { None } else { step(&invoice.invoice, taken, self.policies()) };
        let work = BillingWork::new().dunned(invoice, taken, next.map(|(at, _)| at));
        match (invoice.invoice.key.bill_to, now) {
            (BillTo::Customer(customer), now) => {
                let at = invoice.dunning_at.unwrap_or(invoice.invoice.issued_at);
                self.dun_customer(customer, invoice, now.map(|(_, step)| step), at, work, report).await
            }
            (BillTo::Partner(partner), Some((at, _))) => {
                let work = work.tell(partner, place_of(invoice), arrears(partner, invoice, at))?;
                self.bill(work).await.map(drop)
            }
            (BillTo::Partner(_), None) => self.bill(work).await.map(drop),
        }
    }

    /// Takes a step in a customer's account, or clears what was recorded where the invoice is settled.
    async fn dun_customer(
        &self,
        customer: CustomerId,
        invoice: &StoredInvoice,
        step: Option<Step>,
        at: Timestamp,
        work: BillingWork,
        report: &mut RunReport,
    ) -> Result<(), EngineError> {
        let _turn = self.locks().turn(customer).await;
        for _ in 0..DECISIONS_PER_COMMAND_MAX {
            let loaded = self.up_to_date(customer, &Want::default(), at).await?;
            let (system, rows) = (Caller::system(), Rows::default());
            let now = self.not_before_its_last_event(customer, at).await?;
            // Nothing new gets an id here, so the seed is not used.
            let context = self.rules().context(&system, now, Uuid::nil(), &rows);
            let decision: Decision = match step {
                Some(step) => take(&loaded.account, step, &invoice.invoice, invoice.open(), &context),
                None => clear(&loaded.account, invoice.invoice.id, &context),
            };
            let commit = prepare(Some(&loaded), &decision)?.with_billing(work.clone());
            match self.store().commit(commit).await {
                Ok(_) => {
                    self.feeds_moved();
                    report.tally.add(&decision.events);
                    return Ok(());
                }
                Err(CommitError::Store(error)) => return Err(error.into()),
                Err(_) => {
                    let known = self.store().invoice(invoice.invoice.id).await?;
                    if known.is_none_or(|known| known.dunned != invoice.dunned) {
                        return Ok(());
                    }
                }
            }
        }
        Err(EngineError::Busy)
    }

    /// An instant, or that of the account's last event where it is later: time in an account never goes back.
    async fn not_before_its_last_event(
        &self,
        customer: CustomerId,
        at: Timestamp,
    ) -> Result<Timestamp, EngineError> {
        let query = EventQuery { newest_first: true, limit: 1, ..EventQuery::of(customer) };
        let last = self.store().events(&query).await?;
        Ok(last.first().map_or(at, |last| last.recorded.at.max(at)))
    }
}

/// A place for the message about an invoice that no other invoice of the partner has.
fn place_of(invoice: &StoredInvoice) -> u64 {
    let digits = invoice.invoice.number.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let number: u64 = digits.parse().unwrap_or(0);
    number.saturating_mul(2).saturating_add(u64::from(invoice.invoice.number.starts_with('G')))
}

/// What a partner in arrears is told.
fn arrears(partner: PartnerId, invoice: &StoredInvoice, at: Timestamp) -> Message {
    let StoredInvoice { invoice: issued, .. } = invoice;
    Message {
        tenant: partner.0,
        kind: "payment_overdue".to_owned(),
        subject: issued.id.to_string(),
        at,
        body: serde_json::json!({
            "invoice": issued.id, "number": issued.number, "amount": invoice.open(), "due": issued.due,
        }),
    }
}
