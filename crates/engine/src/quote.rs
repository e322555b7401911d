//! Quotes: decisions that are not committed. They go through the same path as commands, so the two cannot disagree.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use seatwright_domain::account::Account;
use seatwright_domain::advance::next_due;
use seatwright_domain::command::Command;
use seatwright_domain::decide;
use seatwright_domain::decision::Decision;
use seatwright_domain::ids::{CustomerId, LotId, SubscriptionId};
use seatwright_domain::policy::{Policies, Refund};
use seatwright_domain::role::Caller;
use seatwright_domain::window;
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::execute::{begins_relationship, rows_of, wanted_by};
use crate::visible;

/// What a command would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuoteResult {
    /// What would happen, what would be lost and the account afterwards; the ids of new things are not those that a
    /// command will make.
    pub decision: Decision,
    /// The account's version that the quote rests on.
    pub version: u64,
    /// The instant for which the quote was made.
    pub at: Timestamp,
    /// The first instant at which the answer may be another although nobody did anything: something falls due, a window
    /// closes, or a new day begins, with which prices, policies and used days change.
    pub valid_until: Timestamp,
    /// Windows that are open and would no longer be.
    pub windows_lost: Vec<QuotedWindow>,
    /// Windows that would open.
    pub windows_opened: Vec<QuotedWindow>,
}

/// A window for getting money back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct QuotedWindow {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The seat lot that can be given back; none when it is the window for cancelling the whole subscription.
    pub lot: Option<LotId>,
    /// The first instant at which the window is over.
    pub until: Timestamp,
    /// What comes back until then.
    pub refund: Refund,
}

impl Engine {
    /// What a command of a caller would do now. Nothing is committed for it, except what had fallen due before.
    ///
    /// # Errors
    /// As for `execute`: a refusal lists every reason.
    pub async fn quote(
        &self,
        caller: &Caller,
        customer: CustomerId,
        command: Command,
    ) -> Result<QuoteResult, EngineError> {
        let at = self.now();
        let mut loaded = self.up_to_date(customer, &wanted_by(&command), at).await?;
        if !visible::to(caller, &loaded.account) && !begins_relationship(&command) {
            return Err(EngineError::UnknownCustomer);
        }
        let rows = rows_of(&mut loaded);
        let before = &loaded.account;
        let context = self.rules().context(caller, at, self.ports().ids.seed(), &rows);
        let decision = decide::decide(before, &command, &context)?;
        let then = windows(&decision.account, self.policies(), at);
        let now = windows(before, self.policies(), at);
        Ok(QuoteResult {
            version: before.head.version,
            at,
            valid_until: valid_until(before, &now, at),
            windows_lost: now.difference(&then).copied().collect(),
            windows_opened: then.difference(&now).copied().collect(),
            decision,
        })
    }
}

/// Every window of an account that is open.
fn windows(account: &Account, policies: &Policies, at: Timestamp) -> BTreeSet<QuotedWindow> {
    let mut open = BTreeSet::new();
    for subscription in account.live() {
        let id = subscription.id;
        for part in window::open_cancel_windows(subscription, policies, at) {
            open.insert(QuotedWindow { subscription: id, lot: None, until: part.until, refund: part.refund });
        }
        for lot in window::refundable_seats(subscription, policies, at) {
            open.insert(QuotedWindow {
                subscription: id,
                lot: Some(lot.lot),
                until: lot.until,
                refund: lot.refund,
            });
        }
    }
    open
}

/// The earliest of the next day, the next due moment and the next closing of a window.
fn valid_until(account: &Account, windows: &BTreeSet<QuotedWindow>, at: Timestamp) -> Timestamp {
    let day = at.to_zoned(TimeZone::UTC).date();
    let tomorrow = day.checked_add(1.day()).and_then(|day| day.to_zoned(TimeZone::UTC));
    let closing = windows.iter().map(|window| window.until).min();
    [tomorrow.ok().map(|start| start.timestamp()), next_due(account), closing]
        .into_iter()
        .flatten()
        .filter(|moment| *moment > at)
        .min()
        .unwrap_or(Timestamp::MAX)
}
