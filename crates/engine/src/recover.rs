//! What a start does before anything else: it finishes what the last run of the process left.

use std::fmt;

use jiff::Timestamp;

use crate::delivery::DeliveryReport;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::run::RunReport;

/// What the last run left, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recovery {
    /// The instant of the engine's clock.
    pub at: Timestamp,
    /// The oldest moment that had been missed; none when nothing had.
    pub missed_since: Option<Timestamp>,
    /// Due moments and steps of upgrades that were missed, carried out now.
    pub run: RunReport,
    /// Messages that were waiting.
    pub deliveries: DeliveryReport,
}

impl Engine {
    /// Carries out what was missed while the process was down, goes on with upgrades where they stopped, delivers messages
    /// that were left, and forgets what is old. Call it once at start, before commands are taken.
    ///
    /// # Errors
    /// A failing store.
    pub async fn recover(&self, progress: &dyn Progress) -> Result<Recovery, EngineError> {
        let at = self.now();
        let missed_since = self.next_event().await?.filter(|due| *due <= at);
        let run = self.run_due(at, progress).await?;
        let deliveries = self.deliver(at).await?;
        self.tidy(at).await?;
        Ok(Recovery { at, missed_since, run, deliveries })
    }
}

impl Recovery {
    /// Whether the last run left nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.missed_since.is_none() && self.deliveries == DeliveryReport::default()
    }
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_nothing() {
            return f.write_str("nothing was left undone");
        }
        if let Some(since) = self.missed_since {
            let RunReport { accounts, tally, invoices, failed, .. } = &self.run;
            write!(f, "missed since {since}: {} events in {accounts} accounts", tally.events())?;
            let moved = tally.of("users_moved");
            if moved > 0 {
                write!(f, ", among them {moved} batches of users of running upgrades")?;
            }
            if *invoices > 0 {
                write!(f, ", and {invoices} invoices")?;
            }
            if !failed.is_empty() {
                write!(f, "; {} accounts could not be carried out, see the log", failed.len())?;
            }
        }
        let DeliveryReport { delivered, postponed, given_up } = self.deliveries;
        if delivered + postponed + given_up > 0 {
            if self.missed_since.is_some() {
                f.write_str("; ")?;
            }
            write!(f, "messages: {delivered} delivered, {postponed} postponed, {given_up} given up")?;
        }
        Ok(())
    }
}
