//! A customer with everything beside it that a store would keep: users, licences and orders as rows, written from events.
//! It can be copied, so that one history can go on in two ways.

use std::collections::BTreeMap;

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::advance::{Step, UserBatch, UsersWanted, advance};
use seatwright_domain::command::Command;
use seatwright_domain::decide::decide;
use seatwright_domain::decision::{Context, Decision, Rows};
use seatwright_domain::event::{Recorded, UsersMoved};
use seatwright_domain::ids::{OrderId, UserId};
use seatwright_domain::order::Order;
use seatwright_domain::partner::Partners;
use seatwright_domain::policy::Policies;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::role::Caller;
use seatwright_domain::rows::{self, Row};
use seatwright_domain::user::{Assignment, Finding, UserRecord};
use uuid::Uuid;

use crate::support::{CATALOGUE, World, invariants};

#[derive(Clone)]
pub struct Company {
    pub account: Account,
    pub now: Timestamp,
    pub caller: Caller,
    pub policies: Policies,
    pub partners: Partners,
    pub users: BTreeMap<UserId, UserRecord>,
    pub orders: BTreeMap<OrderId, Order>,
    pub findings: Vec<Finding>,
    pub history: Vec<Recorded>,
    /// Set where the moment between two commands shall do nothing, as between parts of one.
    pub time_stands_still: bool,
    opened: Account,
    commands: u128,
}

impl Company {
    pub fn of(world: World) -> Self {
        Self {
            opened: world.account.clone(),
            account: world.account,
            now: world.now,
            caller: world.caller,
            policies: world.policies,
            partners: world.partners,
            users: BTreeMap::new(),
            orders: BTreeMap::new(),
            findings: Vec::new(),
            history: Vec::new(),
            time_stands_still: false,
            commands: 0,
        }
    }

    fn context<'a>(&'a self, caller: &'a Caller, loaded: &'a Rows) -> Context<'a> {
        Context {
            catalogue: &CATALOGUE,
            policies: &self.policies,
            partners: &self.partners,
            caller,
            now: self.now,
            seed: Uuid::from_u128(self.commands << 64),
            loaded,
        }
    }

    /// Tries a command and holds the outcome against everything that must be true.
    pub fn try_run(&mut self, command: &Command) -> Result<Decision, Refusals> {
        self.commands += 1;
        let (ids, names) = (command.users(), command.principal_names());
        let named = |record: &&UserRecord| {
            ids.contains(&record.user.id)
                || names.iter().any(|name| name.eq_ignore_ascii_case(&record.user.principal_name))
        };
        let loaded = Rows {
            users: self.users.values().filter(named).cloned().collect(),
            orders: command.orders().iter().filter_map(|id| self.orders.get(id)).cloned().collect(),
            charges: Vec::new(),
        };
        let caller = self.caller.clone();
        let before = self.account.clone();
        let decision = decide(&self.account, command, &self.context(&caller, &loaded));
        assert_eq!(before, self.account, "deciding changes nothing");
        match &decision {
            Ok(decision) => {
                invariants::nothing_is_dropped_silently(decision, true);
                self.commit(decision);
                if self.time_stands_still {
                    return Ok(decision.clone());
                }
                self.catch_up();
            }
            Err(refused) => invariants::refusals_say_what_to_do(refused),
        }
        self.check(&before);
        decision
    }

    fn commit(&mut self, decision: &Decision) {
        self.account = decision.account.clone();
        self.history.extend(decision.events.iter().cloned());
        for recorded in &decision.events {
            for row in rows::of(recorded) {
                self.write(row, recorded.at);
            }
        }
    }

    /// Moves the clock, does what time does until then, and holds the outcome against everything that must be true.
    pub fn until(&mut self, target: Timestamp) {
        let before = self.account.clone();
        self.now = target;
        self.catch_up();
        self.check(&before);
    }

    /// What time does up to the present, as the engine does before and after every command.
    fn catch_up(&mut self) {
        let system = Caller::system();
        let loaded = Rows::default();
        let mut batch: Option<UserBatch> = None;
        let mut steps = 0;
        loop {
            steps += 1;
            assert!(steps < 10_000, "time never comes to an end: {:?}", self.history.last());
            let step = advance(&self.account, self.now, batch.as_ref(), &self.context(&system, &loaded));
            batch = None;
            match step {
                Step::Idle => break,
                Step::Decided(decision) => {
                    invariants::nothing_is_dropped_silently(&decision, false);
                    self.commit(&decision);
                }
                Step::NeedsUsers(wanted) => batch = Some(self.batch(&wanted)),
            }
        }
    }

    fn batch(&self, wanted: &UsersWanted) -> UserBatch {
        let limit = wanted.limit as usize;
        let mut users: Vec<UserRecord> = self
            .users
            .values()
            .filter(|record| record.assignment(wanted.subscription).is_some())
            .filter(|record| wanted.after.is_none_or(|after| record.user.id > after))
            .cloned()
            .collect();
        let last = users.len() <= limit;
        users.truncate(limit);
        UserBatch { subscription: wanted.subscription, after: wanted.after, users, last }
    }

    fn check(&self, before: &Account) {
        invariants::all(&self.account, &CATALOGUE, &self.policies, self.now);
        invariants::deleted_is_final(before, &self.account);
        invariants::licences_are_counted(&self.account, &self.users);
    }

    /// What holds for the history as a whole.
    pub fn check_history(&self) {
        invariants::events_follow_each_other(&self.history);
        invariants::money_is_sound(&self.history);
        invariants::state_is_the_fold_of_its_events(&self.opened, &self.history, &self.account);
    }

    fn write(&mut self, row: Row, at: Timestamp) {
        match row {
            Row::InsertOrder(order) => {
                assert!(self.orders.insert(order.id, *order).is_none(), "an order is placed once");
            }
            Row::AddOrderLine(order, line) => {
                self.orders.get_mut(&order).expect("an order").lines.push(*line);
            }
            Row::PutUser(user) => {
                let assignments = self.users.remove(&user.id).map_or_else(Vec::new, |old| old.assignments);
                self.users.insert(user.id, UserRecord { user: *user, assignments });
            }
            Row::PutAssignment(user, new) => {
                let held = &mut self.users.get_mut(&user).expect("a user").assignments;
                held.retain(|held| held.subscription != new.subscription);
                held.push(new);
            }
            Row::DeleteAssignment(user, gone) => {
                let held = &mut self.users.get_mut(&user).expect("a user").assignments;
                held.retain(|held| held.subscription != gone);
            }
            Row::DeleteAssignments(gone) => {
                for record in self.users.values_mut() {
                    record.assignments.retain(|held| held.subscription != gone);
                }
            }
            Row::MoveAssignments(moved) => self.move_licences(&moved, at),
            Row::InsertFinding(finding) => self.findings.push(*finding),
            Row::InsertCharge(_) => {}
        }
    }

    fn move_licences(&mut self, moved: &UsersMoved, at: Timestamp) {
        let inside = |id: &UserId| moved.after.is_none_or(|after| *id > after) && *id <= moved.upto;
        for (id, record) in self.users.iter_mut().filter(|(id, _)| inside(id)) {
            if moved.stayed.contains(id) || record.assignment(moved.from).is_none() {
                continue;
            }
            let kept = record.assignment(moved.from).filter(|_| moved.keeps_services);
            let excluded = kept.map(|held| held.excluded.clone()).unwrap_or_default();
            record.assignments.retain(|held| held.subscription != moved.from);
            if !moved.already.contains(id) {
                record.assignments.push(Assignment { subscription: moved.to, excluded, since: at });
            }
        }
    }
}
