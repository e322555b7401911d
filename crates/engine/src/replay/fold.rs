//! The fold of an account's events: the account, and the rows beside it.

use std::collections::BTreeMap;
use std::ops::Bound;

use seatwright_domain::account::Account;
use seatwright_domain::event::{Event, Recorded, UsersMoved};
use seatwright_domain::ids::{ChargeId, OrderId, SubscriptionId, UserId};
use seatwright_domain::order::Order;
use seatwright_domain::rows::{self, ChargeRow, Row};
use seatwright_domain::user::{Assignment, Finding, User};

/// Everything that follows from the events of one account.
#[derive(Debug)]
pub(super) struct Fold {
    pub(super) account: Account,
    pub(super) users: BTreeMap<UserId, User>,
    /// Licences by subscription, then user: a subscription's licences lie together.
    pub(super) assignments: BTreeMap<(SubscriptionId, UserId), Assignment>,
    pub(super) orders: BTreeMap<OrderId, Order>,
    pub(super) findings: Vec<Finding>,
    /// Rows of charges by subscription, then charge, as they are listed.
    pub(super) charges: BTreeMap<(SubscriptionId, ChargeId), ChargeRow>,
}

impl Fold {
    /// The fold of the first event, which must be the opening of the account.
    pub(super) fn begin(first: &Recorded) -> Option<Self> {
        let Event::CustomerCreated { customer } = &first.event else {
            return None;
        };
        let mut fold = Self {
            account: Account::new((**customer).clone()),
            users: BTreeMap::new(),
            assignments: BTreeMap::new(),
            orders: BTreeMap::new(),
            findings: Vec::new(),
            charges: BTreeMap::new(),
        };
        fold.add(first);
        Some(fold)
    }

    /// Folds the next event.
    pub(super) fn add(&mut self, recorded: &Recorded) {
        self.account.apply(recorded);
        for row in rows::of(recorded) {
            self.write(row);
        }
    }

    fn write(&mut self, row: Row) {
        match row {
            Row::InsertOrder(order) => {
                self.orders.insert(order.id, *order);
            }
            Row::AddOrderLine(order, line) => {
                if let Some(order) = self.orders.get_mut(&order) {
                    order.lines.push(*line);
                }
            }
            Row::PutUser(user) => {
                self.users.insert(user.id, *user);
            }
            Row::PutAssignment(user, held) => {
                self.assignments.insert((held.subscription, user), held);
            }
            Row::DeleteAssignment(user, subscription) => {
                self.assignments.remove(&(subscription, user));
            }
            Row::DeleteAssignments(subscription) => {
                for user in self.holders(subscription, None, None) {
                    self.assignments.remove(&(subscription, user));
                }
            }
            Row::MoveAssignments(batch) => self.move_assignments(&batch),
            Row::InsertFinding(finding) => self.findings.push(*finding),
            Row::InsertCharge(row) => {
                self.charges.insert((row.key.subscription, row.id), *row);
            }
        }
    }

    /// The users with a licence of a subscription, after one and up to another.
    fn holders(
        &self,
        subscription: SubscriptionId,
        after: Option<UserId>,
        upto: Option<UserId>,
    ) -> Vec<UserId> {
        let first = UserId(uuid::Uuid::nil());
        let last = UserId(uuid::Uuid::max());
        let from = after
            .map_or(Bound::Included((subscription, first)), |user| Bound::Excluded((subscription, user)));
        let to = Bound::Included((subscription, upto.unwrap_or(last)));
        if after.is_some_and(|after| after >= upto.unwrap_or(last)) {
            return Vec::new();
        }
        self.assignments.range((from, to)).map(|((_, user), _)| *user).collect()
    }

    fn move_assignments(&mut self, batch: &UsersMoved) {
        for user in self.holders(batch.from, batch.after, Some(batch.upto)) {
            if batch.stayed.contains(&user) {
                continue;
            }
            let already = batch.already.contains(&user);
            if already && batch.from == batch.to {
                continue;
            }
            let Some(held) = self.assignments.remove(&(batch.from, user)) else {
                continue;
            };
            if already {
                continue;
            }
            let excluded = if batch.keeps_services { held.excluded } else { Default::default() };
            let moved = Assignment { subscription: batch.to, excluded, since: held.since };
            self.assignments.insert((batch.to, user), moved);
        }
    }
}
