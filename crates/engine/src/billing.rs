//! Invoices, what settles them, and what happens when nothing does.

mod cut;
mod dunning;
mod money;
mod paying;

use jiff::Timestamp;
use seatwright_domain::billing::invoice::cut_at;

pub use self::money::{Balance, PaymentOutcome};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::run::RunReport;

impl Engine {
    /// When billing has something to do next: invoices are cut, or a step of dunning is due. The past, where that was missed;
    /// none while nothing waits.
    pub(crate) async fn next_billing(&self) -> Result<Option<Timestamp>, EngineError> {
        let cut = self.store().next_invoice_date().await?.map(cut_at);
        let dunning = self.store().next_dunning().await?;
        Ok(cut.into_iter().chain(dunning).min())
    }

    /// When something happens next in the whole installation: to an account, or to a bill.
    pub async fn next_event(&self) -> Result<Option<Timestamp>, EngineError> {
        let account = self.store().next_due().await?;
        Ok(account.into_iter().chain(self.next_billing().await?).min())
    }

    /// Carries out what billing has to do up to an instant. All accounts must have been carried to it.
    pub(crate) async fn carry_out_billing(
        &self,
        at: Timestamp,
        report: &mut RunReport,
    ) -> Result<(), EngineError> {
        if self.store().next_invoice_date().await?.is_some_and(|date| cut_at(date) <= at) {
            self.cut(at, report).await?;
        }
        self.dun(at, report).await
    }
}
