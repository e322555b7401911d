//! Carrying a copy of an account forward to the end of the terms, with nobody doing anything.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use uuid::Uuid;

use super::invoices;
use super::{Forecast, Renewal, TermEnd};
use crate::account::Account;
use crate::advance::{Step, UserBatch, UsersWanted, advance, next_due};
use crate::billing::charge::Charge;
use crate::calendar::{Period, day_of};
use crate::decision::{Context, Rows};
use crate::event::{Event, Recorded};
use crate::ids::{SubscriptionId, UpgradeId, UserId};
use crate::money::Money;
use crate::role::Caller;
use crate::user::{User, UserRecord};

/// The most instants that a forecast goes through: months of the longest term for each of a hundred subscriptions. What
/// comes later is left out rather than computed without end.
const INSTANTS_MAX: usize = 72 * 100;

/// The forecast of some subscriptions of an account. `events` have just been decided.
pub(super) fn carry(
    account: &Account,
    events: &[Recorded],
    concerned: &BTreeSet<SubscriptionId>,
    context: &Context<'_>,
) -> Forecast {
    let mut way = Way::new(account, concerned, context.now);
    way.forecast.at_once.extend(events.iter().flat_map(|recorded| recorded.charges.iter().cloned()));
    way.forecast.opened.extend(events.iter().filter_map(|recorded| opened(&recorded.event)));
    way.go(context);
    let mut forecast = way.forecast;
    let lines: Vec<&Charge> = forecast.at_once.iter().chain(&forecast.later).collect();
    let invoices = invoices::of(&lines, &account.head.customer, context);
    forecast.totals = invoices::totals(&invoices);
    forecast.invoices = invoices;
    forecast
}

/// An account on its way.
struct Way {
    account: Account,
    /// The instant at which the way begins.
    from: Timestamp,
    /// The present terms of the subscriptions whose lines count and that have not ended on the way.
    terms: BTreeMap<SubscriptionId, Period>,
    /// How many batches of users each upgrade has been given.
    batches: BTreeMap<UpgradeId, u32>,
    forecast: Forecast,
}

impl Way {
    /// What is not concerned stays behind: it costs time and changes nothing. Bases and add-ons come along, because the
    /// end of a term looks at them.
    fn new(account: &Account, concerned: &BTreeSet<SubscriptionId>, from: Timestamp) -> Self {
        let terms: BTreeMap<SubscriptionId, Period> = account
            .live()
            .filter(|found| concerned.contains(&found.id))
            .map(|found| (found.id, found.term.period))
            .collect();
        let parents: BTreeSet<SubscriptionId> = account
            .live()
            .filter(|found| concerned.contains(&found.id))
            .filter_map(|found| found.parent)
            .collect();
        let comes = |id: &SubscriptionId, parent: Option<SubscriptionId>| {
            terms.contains_key(id)
                || parents.contains(id)
                || parent.is_some_and(|base| terms.contains_key(&base))
        };
        let subscriptions = account
            .subscriptions
            .iter()
            .filter(|(id, found)| comes(id, found.parent))
            .map(|(id, found)| (*id, found.clone()))
            .collect();
        let upgrades = account
            .upgrades
            .iter()
            .filter(|(_, upgrade)| upgrade.is_running() && terms.contains_key(&upgrade.source))
            .map(|(id, upgrade)| (*id, upgrade.clone()))
            .collect();
        let migration_schedules = account
            .migration_schedules
            .iter()
            .filter(|(_, schedule)| schedule.is_open())
            .filter(|(_, schedule)| terms.contains_key(&schedule.wish.base.subscription))
            .map(|(id, schedule)| (*id, schedule.clone()))
            .collect();
        let mut head = account.head.clone();
        head.carts.clear();
        Self {
            account: Account {
                head,
                subscriptions,
                upgrades,
                migrations: account.migrations.clone(),
                migration_schedules,
            },
            from,
            terms,
            batches: BTreeMap::new(),
            forecast: Forecast::default(),
        }
    }

    fn go(&mut self, context: &Context<'_>) {
        let caller = Caller::system();
        let loaded = Rows::default();
        let mut users: Option<UserBatch> = None;
        for _ in 0..INSTANTS_MAX {
            let horizon = self.terms.values().map(|term| term.over_at()).max();
            let due = next_due(&self.account).filter(|due| horizon.is_some_and(|end| *due <= end));
            let Some(due) = due else { return };
            let now = Context { caller: &caller, now: due, seed: Uuid::nil(), loaded: &loaded, ..*context };
            match advance(&self.account, due, users.take().as_ref(), &now) {
                Step::Decided(decision) if !decision.events.is_empty() => {
                    self.account = decision.account;
                    self.meet(&decision.events, due);
                }
                Step::NeedsUsers(wanted) => users = Some(self.batch(&wanted)),
                Step::Idle | Step::Decided(_) => return,
            }
        }
    }

    /// Takes down what happened at an instant, and leaves behind what has ended with it.
    fn meet(&mut self, events: &[Recorded], at: Timestamp) {
        for recorded in events {
            // SELF-09: the target of an upgrade that waited for its credit check belongs to the present.
            if let Event::CreditCheckPassed { target, .. } = &recorded.event
                && let Some(found) = self.account.subscriptions.get(target)
            {
                self.terms.insert(*target, found.term.period);
                self.forecast.opened.push(*target);
            }
        }
        for recorded in events {
            // A migration that has waited for its day takes the place of what was asked about.
            if let Event::MigrationStarted { migration } = &recorded.event {
                for target in migration.parts().map(|part| part.target) {
                    if let Some(found) = self.account.subscriptions.get(&target) {
                        self.terms.insert(target, found.term.period);
                        self.forecast.opened.push(target);
                    }
                }
            }
        }
        for recorded in events {
            self.take(recorded, at);
        }
        let over: Vec<SubscriptionId> =
            self.terms.iter().filter(|(_, term)| term.over_at() <= at).map(|(id, _)| *id).collect();
        let gone = |id: &SubscriptionId| self.account.subscriptions.get(id).is_none_or(|s| !s.is_live());
        let gone: Vec<SubscriptionId> = self.terms.keys().filter(|id| gone(id)).copied().collect();
        for id in over.iter().chain(&gone) {
            self.terms.remove(id);
            self.account.subscriptions.remove(id);
        }
    }

    fn take(&mut self, recorded: &Recorded, at: Timestamp) {
        let lines = if at <= self.from { &mut self.forecast.at_once } else { &mut self.forecast.later };
        for line in &recorded.charges {
            let present = self.terms.get(&line.key.subscription);
            if present.is_some_and(|term| at < term.over_at() || line.term == *term) {
                lines.push(line.clone());
            }
        }
        let ended = recorded.event.subscription().filter(|id| self.terms.contains_key(id));
        if let Some(id) = ended.filter(|_| ends_term(&recorded.event)) {
            let renews = renewal(recorded);
            self.forecast.ends.push(TermEnd { subscription: id, on: day_of(at), renews });
        }
    }

    /// Users for an upgrade that moves some: nobody is known here, and who moves changes nothing of what is charged, but
    /// each batch takes its time.
    fn batch(&mut self, wanted: &UsersWanted) -> UserBatch {
        let upgrade = self
            .account
            .upgrades
            .values()
            .find(|upgrade| upgrade.is_running() && upgrade.source == wanted.subscription);
        let total = upgrade.map_or(0, |upgrade| upgrade.users_total);
        let given = upgrade.map_or(1, |upgrade| {
            let given = self.batches.entry(upgrade.id).or_default();
            *given = given.saturating_add(1);
            *given
        });
        let user = User {
            id: UserId(Uuid::from_u128(given.into())),
            principal_name: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            display_name: String::new(),
            usage_location: None,
            immutable_id: None,
            created_at: self.from,
            deleted_at: None,
            held: Vec::new(),
        };
        UserBatch {
            subscription: wanted.subscription,
            after: wanted.after,
            users: vec![UserRecord { user, assignments: Vec::new() }],
            last: given.saturating_mul(wanted.limit.max(1)) >= total,
        }
    }
}

fn opened(event: &Event) -> Option<SubscriptionId> {
    match event {
        Event::SubscriptionStarted { subscription } => Some(subscription.id),
        _ => None,
    }
}

/// Whether an event of time says what becomes of the subscription after its present term.
fn ends_term(event: &Event) -> bool {
    matches!(
        event,
        Event::Renewed { .. }
            | Event::TrialConverted { .. }
            | Event::Cancelled { .. }
            | Event::Expired { .. }
            | Event::Disabled { .. }
            | Event::Deleted { .. }
    )
}

fn renewal(recorded: &Recorded) -> Option<Renewal> {
    let (offer, term, billing, lot) = match &recorded.event {
        Event::Renewed { offer, term, billing, lot, .. }
        | Event::TrialConverted { offer, term, billing, lot, .. } => (offer, term, *billing, lot),
        _ => return None,
    };
    let mut charge: Option<Money> = None;
    for line in recorded.charges.iter().filter(|line| line.term == term.period) {
        let sum = charge.get_or_insert(Money { minor: 0, ..line.amount });
        sum.minor = sum.minor.saturating_add(line.amount.minor);
    }
    Some(Renewal {
        offer: offer.clone(),
        seats: lot.seats,
        term: term.length,
        billing,
        unit: lot.unit,
        charge,
    })
}
