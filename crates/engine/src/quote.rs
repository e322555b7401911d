//! Quotes: decisions that are not committed, with the bill that would follow from them (promise N2). They go through the
//! same path as commands, so the two cannot disagree.

mod keep;
mod redeem;
mod validity;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::command::Command;
use seatwright_domain::decide;
use seatwright_domain::decision::{Context, Decision, Notice};
use seatwright_domain::event::Event;
use seatwright_domain::forecast::{Outlook, outlook};
use seatwright_domain::ids::{CustomerId, LotId, SubscriptionId};
use seatwright_domain::policy::{Policies, Refund};
use seatwright_domain::role::{Actor, Caller};
use seatwright_domain::subscription::Subscription;
use seatwright_domain::window;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::execute::{rows_of, wanted_by};
use crate::visible;

pub use self::keep::KeptQuote;

/// What some commands together would do, and what they would cost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quote {
    /// By what it can be redeemed, once it is kept.
    pub token: QuoteToken,
    /// The customer.
    pub customer: CustomerId,
    /// Who asked; nobody else can redeem it.
    pub caller: Actor,
    /// What was asked for, in order.
    pub commands: Vec<Command>,
    /// The account's version that the quote rests on.
    pub version: u64,
    /// The instant for which the quote was made.
    pub at: Timestamp,
    /// The first instant at which the answer may be another although nobody did anything; it cannot be redeemed from then
    /// on.
    pub valid_until: Timestamp,
    /// What would happen. The ids of new things are not those that commands will make.
    pub events: Vec<Event>,
    /// What the caller should know: what is lost, and what else follows.
    pub notices: Vec<Notice>,
    /// The subscriptions that it would happen to, as they would be afterwards.
    pub subscriptions: Vec<Subscription>,
    /// Windows that are open and would no longer be.
    pub windows_lost: Vec<QuotedWindow>,
    /// Windows that would open.
    pub windows_opened: Vec<QuotedWindow>,
    /// The bill that would follow.
    pub outlook: Outlook,
}

/// By what a quote is redeemed: a number that cannot be guessed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuoteToken(pub Uuid);

impl fmt::Display for QuoteToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for QuoteToken {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
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
    /// What some commands of a caller would do now, decided together and in order. Nothing is committed for it, except
    /// what had fallen due before; [`Engine::keep_quote`] makes it redeemable.
    ///
    /// # Errors
    /// As for `execute`: a refusal lists every reason, each with the place of its command in `evidence.change`.
    pub async fn quote(
        &self,
        caller: &Caller,
        customer: CustomerId,
        commands: Vec<Command>,
    ) -> Result<Quote, EngineError> {
        let at = self.now();
        let command = together(&commands);
        let mut loaded = self.up_to_date(customer, &wanted_by(&command), at).await?;
        if !visible::to(caller, &loaded.account) {
            return Err(EngineError::UnknownCustomer);
        }
        let rows = rows_of(&mut loaded);
        let before = &loaded.account;
        let context = self.rules().context(caller, at, self.ports().ids.seed(), &rows);
        let decision = decide::decide(before, &command, &context)?;
        let outlook = outlook(before, &decision, &context);
        let valid_until = validity::until(before, &command, &outlook, &context);
        Ok(quoted(before, decision, outlook, Asked { commands, valid_until }, &context, self.new_token()))
    }

    fn new_token(&self) -> QuoteToken {
        QuoteToken(self.ports().ids.seed())
    }
}

/// Commands as the one that decides them together.
fn together(commands: &[Command]) -> Command {
    Command::All { commands: commands.to_vec() }
}

/// What was asked, and for how long the answer holds.
struct Asked {
    commands: Vec<Command>,
    valid_until: Timestamp,
}

fn quoted(
    before: &Account,
    decision: Decision,
    outlook: Outlook,
    asked: Asked,
    context: &Context<'_>,
    token: QuoteToken,
) -> Quote {
    let at = context.now;
    let then = windows(&decision.account, context.policies, at);
    let now = windows(before, context.policies, at);
    let touched: BTreeSet<SubscriptionId> =
        decision.events.iter().filter_map(|recorded| recorded.event.subscription()).collect();
    let subscriptions =
        touched.iter().filter_map(|id| decision.account.subscriptions.get(id)).cloned().collect();
    Quote {
        token,
        customer: before.id(),
        caller: context.caller.actor.clone(),
        commands: asked.commands,
        version: before.head.version,
        at,
        valid_until: asked.valid_until,
        windows_lost: now.difference(&then).copied().collect(),
        windows_opened: then.difference(&now).copied().collect(),
        subscriptions,
        notices: decision.notices,
        events: decision.events.into_iter().map(|recorded| recorded.event).collect(),
        outlook,
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
