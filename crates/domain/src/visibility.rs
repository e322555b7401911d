//! Who may see what happened in an account. The customer sees everything of its own; a partner sees what concerns it, and
//! nothing that names another seller or what that sold (UPG-07). Histories ask when they are read, the feed asks once,
//! when an event is committed.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::account::Account;
use crate::event::{Event, Recorded};
use crate::ids::{PartnerId, SubscriptionId};
use crate::role::Actor;
use crate::rule::Rule;
use crate::subscription::Seller;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Upg07];

/// The sight of one partner on one account.
#[derive(Debug)]
pub struct Sight<'a> {
    partner: PartnerId,
    account: &'a Account,
    /// Ids by which events tell of other sellers: their own, and those of what they sold.
    foreign: BTreeSet<Uuid>,
}

impl<'a> Sight<'a> {
    /// The sight of a partner on an account, where `others` are the partners that events could name beside it.
    #[must_use]
    pub fn of(partner: PartnerId, account: &'a Account, others: impl IntoIterator<Item = PartnerId>) -> Self {
        let mut foreign: BTreeSet<Uuid> =
            others.into_iter().filter(|other| *other != partner).map(|other| other.0).collect();
        let sold = account.subscriptions.values().filter(|found| !is_of(partner, &found.seller));
        foreign.extend(sold.flat_map(|found| [found.id.0, found.order.0]));
        let upgrades = account.upgrades.values().filter(|found| !is_of(partner, &found.seller));
        foreign.extend(upgrades.map(|found| found.id.0));
        let migrations = account.migrations.values().filter(|found| !is_of(partner, &found.seller));
        foreign.extend(migrations.map(|found| found.id.0));
        let waiting = account.migration_schedules.values().filter(|found| !is_of(partner, &found.seller));
        foreign.extend(waiting.map(|found| found.id.0));
        Self { partner, account, foreign }
    }

    /// Whether an event is the partner's to see: it concerns nobody else, and nothing in it names another seller, who did
    /// it included.
    #[must_use]
    pub fn shows(&self, recorded: &Recorded) -> bool {
        self.concerned_by(&recorded.event)
            && (self.foreign.is_empty() || !mentioned(recorded).iter().any(|id| self.foreign.contains(id)))
    }

    fn concerned_by(&self, event: &Event) -> bool {
        let sees = |seller: &Seller| is_of(self.partner, seller);
        let own =
            |id: &SubscriptionId| self.account.subscriptions.get(id).is_some_and(|found| sees(&found.seller));
        match event {
            Event::RelationshipChanged { partner, .. } => *partner == self.partner,
            Event::CustomerCreated { customer } => {
                customer.relationships.keys().all(|other| *other == self.partner)
            }
            // Reminders go to customers that bought directly, which is no partner's business.
            Event::PaymentReminded { .. } => false,
            Event::BalanceOverdue { unpaid } | Event::BalancePaid { unpaid } => sees(&unpaid.seller),
            Event::CartSaved { cart } => sees(&cart.seller),
            Event::CartExpired { .. } | Event::CartOrdered { .. } => true,
            Event::OrderPlaced { order } => sees(&order.seller),
            Event::OrderLineAdded { line, .. } => own(&line.subscription),
            Event::UpgradeStarted { upgrade } => sees(&upgrade.seller),
            Event::CreditCheckPassed { upgrade, .. }
            | Event::UpgradeProvisioned { upgrade, .. }
            | Event::MoveFinished { upgrade, .. }
            | Event::UpgradeCompleted { upgrade }
            | Event::UpgradeFailed { upgrade, .. } => {
                self.account.upgrades.get(upgrade).is_some_and(|found| sees(&found.seller))
            }
            Event::UsersMoved { batch } => own(&batch.from),
            Event::MigrationStarted { migration } => sees(&migration.seller),
            Event::MigrationCompleted { migration } => {
                self.account.migrations.get(migration).is_some_and(|found| sees(&found.seller))
            }
            Event::MigrationScheduled { schedule } => sees(&schedule.seller),
            Event::MigrationScheduleEnded { schedule, .. } => {
                self.account.migration_schedules.get(schedule).is_some_and(|found| sees(&found.seller))
            }
            Event::UserDeleted { .. } | Event::UserRestored { .. } | Event::LicencesChanged { .. } => {
                self.account.subscriptions.values().all(|found| sees(&found.seller))
            }
            other => other.subscription().is_none_or(|id| own(&id)),
        }
    }
}

/// The partners that may know of an account: those with a relationship, and those that sold it something which still
/// lives.
pub fn partners_of(account: &Account) -> impl Iterator<Item = PartnerId> {
    let related = account.head.customer.relationships.keys().copied();
    related.chain(account.live().filter_map(|subscription| subscription.seller.partner()))
}

/// The partners that may see some events of a commit, each with whether it sees the first, the second and so on. Who
/// could know of the account before the commit is told how that ended.
#[must_use]
pub fn audience(
    before: Option<&Account>,
    after: &Account,
    events: &[Recorded],
) -> Vec<(PartnerId, Vec<bool>)> {
    let parties: BTreeSet<PartnerId> = before.into_iter().chain([after]).flat_map(partners_of).collect();
    let mut named: BTreeSet<PartnerId> = parties.clone();
    named.extend(events.iter().filter_map(|recorded| match recorded.by {
        Actor::Partner { partner, .. } => Some(partner),
        _ => None,
    }));
    let seen = |partner: PartnerId| {
        let sight = Sight::of(partner, after, named.iter().copied());
        let shown: Vec<bool> = events.iter().map(|recorded| sight.shows(recorded)).collect();
        shown.contains(&true).then_some((partner, shown))
    };
    parties.into_iter().filter_map(seen).collect()
}

fn is_of(partner: PartnerId, seller: &Seller) -> bool {
    seller.partner() == Some(partner)
}

/// Every id in the form of a GUID that the stored form of an event contains, wherever it stands.
fn mentioned(recorded: &Recorded) -> Vec<Uuid> {
    let document = serde_json::to_string(recorded).unwrap_or_default();
    let bytes = document.as_bytes();
    let dash = |place: usize| bytes.get(place) == Some(&b'-');
    let mut ids = Vec::new();
    for place in (8..bytes.len()).filter(|place| bytes[*place] == b'-') {
        // The first of the four hyphens of a GUID.
        if dash(place + 5) && dash(place + 10) && dash(place + 15) {
            let text = bytes.get(place - 8..place + 28);
            ids.extend(text.and_then(|text| Uuid::try_parse_ascii(text).ok()));
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::ids::{CartId, OrderId};

    #[test]
    fn ids_are_found_wherever_they_stand() {
        let ids = [Uuid::from_u128(0x11), Uuid::from_u128(0xFFEE_DDCC_0000_1111_2222_3333_4444_5555)];
        let recorded = Recorded {
            seq: 1,
            at: Timestamp::UNIX_EPOCH,
            by: Actor::Partner {
                partner: PartnerId(ids[0]),
                user: Some(format!("x-{}-y", ids[1])),
                application: None,
            },
            event: Event::CartOrdered { cart: CartId(ids[0]), orders: vec![OrderId(ids[1])] },
            charges: Vec::new(),
        };
        let found = mentioned(&recorded);
        assert_eq!(found.iter().filter(|id| **id == ids[0]).count(), 2);
        assert_eq!(found.iter().filter(|id| **id == ids[1]).count(), 2);
        assert_eq!(found.len(), 4);
    }
}
