//! A customer with everything beside it that a store would keep. It can be copied, so that one history goes on in two ways.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::advance::{Step, UserBatch, UsersWanted, advance};
use seatwright_domain::catalogue::Catalogue;
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
use seatwright_domain::user::{Assignment, UserRecord};
use uuid::Uuid;

use crate::fault::Fault;

/// What all commands of a history are decided under.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The catalogue.
    pub catalogue: Arc<Catalogue>,
    /// The policies.
    pub policies: Arc<Policies>,
    /// The partners.
    pub partners: Arc<Partners>,
}

/// The customer.
#[derive(Clone, Debug)]
pub struct World {
    /// What commands are decided under.
    pub ground: Ground,
    /// The account as it is.
    pub account: Account,
    /// The account as it was opened.
    pub opened: Account,
    /// The present.
    pub now: Timestamp,
    /// Everything that happened.
    pub history: Vec<Recorded>,
    /// Users with their licences.
    pub users: BTreeMap<UserId, UserRecord>,
    /// Orders.
    pub orders: BTreeMap<OrderId, Order>,
    commands: u128,
}

/// Steps of time after which time is taken to stand still.
const MOST_STEPS: usize = 100_000;

impl World {
    /// A customer that was just opened.
    #[must_use]
    pub fn new(ground: Ground, account: Account, now: Timestamp) -> Self {
        Self {
            ground,
            opened: account.clone(),
            account,
            now,
            history: Vec::new(),
            users: BTreeMap::new(),
            orders: BTreeMap::new(),
            commands: 0,
        }
    }

    /// What commands are decided under, with the seed of new ids.
    #[must_use]
    pub fn context<'a>(&'a self, caller: &'a Caller, loaded: &'a Rows, seed: u128) -> Context<'a> {
        Context {
            catalogue: &self.ground.catalogue,
            policies: &self.ground.policies,
            partners: &self.ground.partners,
            caller,
            now: self.now,
            seed: Uuid::from_u128(seed << 64),
            loaded,
        }
    }

    fn loaded(&self, command: &Command) -> Rows {
        let (ids, names) = (command.users(), command.principal_names());
        let named = |record: &&UserRecord| {
            ids.contains(&record.user.id)
                || names.iter().any(|name| name.eq_ignore_ascii_case(&record.user.principal_name))
        };
        let about = command.charges();
        let charges = self.history.iter().flat_map(|recorded| &recorded.charges);
        Rows {
            charges: charges.filter(|charge| about.contains(&charge.key.subscription)).cloned().collect(),
            users: self.users.values().filter(named).cloned().collect(),
            orders: command.orders().iter().filter_map(|id| self.orders.get(id)).cloned().collect(),
        }
    }

    /// What a command would come to, without any of it happening: what a quote is made from.
    ///
    /// # Errors
    /// Every reason against it.
    pub fn quote(&self, command: &Command, caller: &Caller) -> Result<Decision, Refusals> {
        let loaded = self.loaded(command);
        // Another seed than the one it will be run with: what it costs does not hang on the ids of what it makes.
        decide(&self.account, command, &self.context(caller, &loaded, u128::from(u64::MAX) - self.commands))
    }

    /// Runs a command, and then what time does at that instant.
    ///
    /// # Errors
    /// Every reason against it; what time does may break.
    pub fn run(&mut self, command: &Command, caller: &Caller) -> Result<Result<Decision, Refusals>, Fault> {
        self.commands += 1;
        let loaded = self.loaded(command);
        let decision = decide(&self.account, command, &self.context(caller, &loaded, self.commands));
        if let Ok(decision) = &decision {
            self.commit(decision)?;
            self.catch_up()?;
        }
        Ok(decision)
    }

    fn commit(&mut self, decision: &Decision) -> Result<(), Fault> {
        let mut folded = self.account.clone();
        for recorded in &decision.events {
            folded.apply(recorded);
        }
        if folded != decision.account {
            return Err(Fault::of("the account of a decision is not the fold of its events"));
        }
        self.account = folded;
        self.history.extend(decision.events.iter().cloned());
        for recorded in &decision.events {
            for row in rows::of(recorded) {
                self.write(row, recorded.at);
            }
        }
        Ok(())
    }

    /// Moves the clock, and does what time does until then.
    ///
    /// # Errors
    /// Time that never comes to an end.
    pub fn until(&mut self, target: Timestamp) -> Result<(), Fault> {
        self.now = target;
        self.catch_up()
    }

    fn catch_up(&mut self) -> Result<(), Fault> {
        let system = Caller::system();
        let loaded = Rows::default();
        let mut batch: Option<UserBatch> = None;
        for _ in 0..MOST_STEPS {
            let context = self.context(&system, &loaded, 0);
            let step = advance(&self.account, self.now, batch.as_ref(), &context);
            batch = None;
            match step {
                Step::Idle => return Ok(()),
                Step::Decided(decision) => self.commit(&decision)?,
                Step::NeedsUsers(wanted) => batch = Some(self.batch(&wanted)),
            }
        }
        Err(Fault::of(format!("time never comes to an end after {:?}", self.history.last())))
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

    fn write(&mut self, row: Row, at: Timestamp) {
        match row {
            // Charges are read from the history.
            Row::InsertCharge(_) => {}
            Row::InsertOrder(order) => {
                self.orders.insert(order.id, *order);
            }
            Row::AddOrderLine(order, line) => {
                if let Some(order) = self.orders.get_mut(&order) {
                    order.lines.push(*line);
                }
            }
            Row::PutUser(user) => {
                let assignments = self.users.remove(&user.id).map_or_else(Vec::new, |old| old.assignments);
                self.users.insert(user.id, UserRecord { user: *user, assignments });
            }
            Row::PutAssignment(user, new) => {
                if let Some(record) = self.users.get_mut(&user) {
                    record.assignments.retain(|held| held.subscription != new.subscription);
                    record.assignments.push(new);
                }
            }
            Row::DeleteAssignment(user, gone) => {
                if let Some(record) = self.users.get_mut(&user) {
                    record.assignments.retain(|held| held.subscription != gone);
                }
            }
            Row::DeleteAssignments(gone) => {
                for record in self.users.values_mut() {
                    record.assignments.retain(|held| held.subscription != gone);
                }
            }
            Row::MoveAssignments(moved) => self.move_licences(&moved, at),
            Row::InsertFinding(_) => {}
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
                let new = Assignment { subscription: moved.to, excluded, since: at };
                record.assignments.push(new);
            }
        }
    }
}
