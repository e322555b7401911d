//! A draft is a decision in the making: events are folded into a copy of the account as they are emitted, so that later
//! checks see earlier effects, and reasons are collected until the end.

use jiff::Timestamp;
use serde_json::json;

use super::{Context, Decision, Message, Notice};
use crate::account::Account;
use crate::billing::{self, refund};
use crate::event::{Event, Recorded};
use crate::fulfilment;
use crate::ids::{IdSource, PublisherId, SubscriptionId};
use crate::policy::Policy;
use crate::refusal::{Reason, Refusals};
use crate::role::Actor;
use crate::rule::Rule;
use crate::subscription::Subscription;

/// A decision in the making.
#[derive(Debug)]
pub struct Draft<'a> {
    /// The account as it is after the events so far.
    pub account: Account,
    /// What may be looked at.
    pub context: Context<'a>,
    /// Where new ids come from.
    pub ids: IdSource,
    /// When the next event happens: the command's instant, or the due moment that `advance` is at.
    pub at: Timestamp,
    by: Actor,
    events: Vec<Recorded>,
    messages: Vec<Message>,
    notices: Vec<Notice>,
    reasons: Vec<Reason>,
}

impl<'a> Draft<'a> {
    /// A draft on top of an account.
    #[must_use]
    pub fn new(account: Account, context: Context<'a>) -> Self {
        Self {
            account,
            ids: IdSource::new(context.seed),
            at: context.now,
            by: context.caller.actor.clone(),
            context,
            events: Vec::new(),
            messages: Vec::new(),
            notices: Vec::new(),
            reasons: Vec::new(),
        }
    }

    /// Records an event with what it costs, and folds both into the account. What concerns the publisher of a marketplace
    /// subscription becomes an operation, wherever the event comes from, so that none is forgotten (MKT-109).
    pub fn emit(&mut self, event: Event) {
        let seq = self.account.head.version.saturating_add(1);
        let before = event.subscription().and_then(|id| self.account.subscriptions.get(&id)).cloned();
        let mut recorded = Recorded { seq, at: self.at, by: self.by.clone(), event, charges: Vec::new() };
        self.account.apply(&recorded);
        recorded.charges = billing::charges(before.as_ref(), &self.account, &recorded, &self.context);
        self.account.book(&recorded.charges);
        if let Some(notice) = refund::notice(&self.account, &recorded.charges, &self.context) {
            self.notice(notice);
        }
        let told = before.and_then(|before| fulfilment::operation_of(self, &before, &recorded.event));
        self.events.push(recorded);
        if let Some(told) = told {
            fulfilment::begin(self, told);
        }
    }

    /// Adds a reason.
    pub fn refuse(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    /// Adds several reasons.
    pub fn refuse_all(&mut self, reasons: impl IntoIterator<Item = Reason>) {
        self.reasons.extend(reasons);
    }

    /// Whether something was refused so far. Deciding goes on to find the other reasons, but emits nothing more.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// Whether the draft has more reasons than `before`: for parts that decide only about themselves.
    #[must_use]
    pub fn reasons_count(&self) -> usize {
        self.reasons.len()
    }

    /// Says of the reasons after the first `before` which of several commands they are about, counted from 0.
    pub fn place_reasons(&mut self, before: usize, place: usize) {
        for reason in self.reasons.iter_mut().skip(before) {
            reason.evidence.insert("change".to_owned(), place.into());
        }
    }

    /// Adds something the caller should know.
    pub fn notice(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// Adds a message to the world.
    pub fn tell(&mut self, kind: &str, subscription: Option<SubscriptionId>, body: serde_json::Value) {
        let kind = kind.to_owned();
        self.messages.push(Message { kind, subscription, publisher: None, at: self.at, body });
    }

    /// Adds a message to the publisher of a subscription.
    pub(crate) fn tell_publisher(
        &mut self,
        kind: &str,
        (publisher, subscription): (PublisherId, SubscriptionId),
        body: serde_json::Value,
    ) {
        let (kind, subscription, publisher) = (kind.to_owned(), Some(subscription), Some(publisher));
        self.messages.push(Message { kind, subscription, publisher, at: self.at, body });
    }

    /// The policy version in force at the draft's instant.
    #[must_use]
    pub fn policy(&self) -> &'a Policy {
        self.context.policies.at(self.at)
    }

    /// The policy version of a subscription's term.
    #[must_use]
    pub fn policy_of(&self, subscription: &Subscription) -> &'a Policy {
        self.context.policies.get(&subscription.term.policy)
    }

    /// A subscription of the account, as it is now.
    #[must_use]
    pub fn subscription(&self, id: SubscriptionId) -> Option<&Subscription> {
        self.account.subscriptions.get(&id)
    }

    /// Drops a saved schedule, where there is one, and says so everywhere: in an event with the cause, to the caller and
    /// to the world (REN-07, PAUSE-03, PART-04, promise N7).
    pub fn drop_schedule(&mut self, id: SubscriptionId, rule: Rule) {
        let Some(next) = self.subscription(id).and_then(|subscription| subscription.scheduled.clone()) else {
            return;
        };
        self.notice(Notice::ScheduleLost { subscription: id, next: next.clone(), rule });
        self.tell("scheduled_change_dropped", Some(id), json!({ "rule": rule, "lost": next }));
        self.emit(Event::ScheduleDropped { subscription: id, next, rule });
    }

    /// The events so far, for parts whose rows were loaded before them.
    #[must_use]
    pub fn events(&self) -> &[Recorded] {
        &self.events
    }

    /// The number of events so far.
    #[must_use]
    pub fn events_count(&self) -> usize {
        self.events.len()
    }

    /// The decision, or every reason against it.
    ///
    /// # Errors
    /// All reasons that were collected.
    pub fn finish(self) -> Result<Decision, Refusals> {
        match Refusals::of(self.reasons) {
            Some(refusals) => Err(refusals),
            None => Ok(Decision {
                events: self.events,
                account: self.account,
                messages: self.messages,
                notices: self.notices,
            }),
        }
    }
}
