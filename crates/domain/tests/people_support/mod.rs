//! A company with users: the world of the scenario tests, with the rows of users and licences beside it as a store keeps
//! them. After every command the rows must agree with the account's own counts.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;

use seatwright_domain::command::{Command, LicenceWish, UserProfile};
use seatwright_domain::decide::decide;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::event::Event;
use seatwright_domain::ids::{OfferId, PlanId, SubscriptionId, UserId};
use seatwright_domain::refusal::Refusals;
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rows::{self, Row};
use seatwright_domain::user::UserRecord;

use crate::support::{CATALOGUE, NORDLJUS, World};

pub struct Office {
    pub world: World,
    pub users: BTreeMap<UserId, UserRecord>,
    commands: u128,
}

/// The plan that an offer licenses.
pub fn plan(offer: &str) -> PlanId {
    CATALOGUE.offer(&OfferId::new(offer)).expect("an offer of the catalogue").plan.expect("a plan")
}

/// A licence with every service switched on.
pub fn wish(offer: &str) -> LicenceWish {
    LicenceWish { plan: plan(offer), excluded: [].into() }
}

/// A licence with some services switched off.
pub fn wish_without(offer: &str, excluded: &[&str]) -> LicenceWish {
    LicenceWish { plan: plan(offer), excluded: excluded.iter().map(|name| (*name).to_owned()).collect() }
}

pub fn profile(name: &str) -> UserProfile {
    UserProfile {
        principal_name: format!("{name}@blauwevos.example"),
        first_name: name.to_owned(),
        last_name: "Visser".to_owned(),
        display_name: format!("{name} Visser"),
        usage_location: Some("nl".to_owned()),
        immutable_id: None,
    }
}

pub fn nordljus() -> Caller {
    Caller::partner(NORDLJUS, Some("lars"), [Role::AdminAgent])
}

impl Office {
    pub fn new(version: &str, at: &str) -> Self {
        Self { world: World::new(version, at), users: BTreeMap::new(), commands: 0 }
    }

    pub fn try_run(&mut self, command: &Command) -> Result<Decision, Refusals> {
        self.commands += 1;
        let ids = command.users();
        let names = command.principal_names();
        let wanted = |record: &&UserRecord| {
            ids.contains(&record.user.id)
                || names.iter().any(|name| name.eq_ignore_ascii_case(&record.user.principal_name))
        };
        let loaded = Rows {
            users: self.users.values().filter(wanted).cloned().collect(),
            orders: Vec::new(),
            charges: Vec::new(),
        };
        let caller = self.world.caller.clone();
        let mut context = self.world.context(&caller, &loaded);
        context.seed = uuid::Uuid::from_u128((self.commands << 64) | 0xff);
        let decision = decide(&self.world.account, command, &context)?;
        self.world.history.extend(decision.events.iter().cloned());
        self.world.account = decision.account.clone();
        for row in decision.events.iter().flat_map(rows::of) {
            self.write(row);
        }
        self.world.assert_folds();
        self.assert_counts();
        Ok(decision)
    }

    pub fn run(&mut self, command: Command) -> Decision {
        self.try_run(&command).unwrap_or_else(|refused| panic!("{command:?} was refused: {refused}"))
    }

    pub fn refused(&mut self, command: Command) -> Refusals {
        let before = (self.world.account.clone(), self.users.clone());
        let refused = self.try_run(&command).expect_err("it should be refused");
        assert_eq!(before, (self.world.account.clone(), self.users.clone()), "a refusal changes nothing");
        refused
    }

    /// Creates a user and returns its id.
    pub fn hire(&mut self, name: &str) -> UserId {
        self.hire_with(profile(name))
    }

    pub fn hire_with(&mut self, profile: UserProfile) -> UserId {
        let decision = self.run(Command::CreateUser { user: Box::new(profile) });
        let created = decision.events.iter().find_map(|recorded| match &recorded.event {
            Event::UserCreated { user } => Some(user.id),
            _ => None,
        });
        created.expect("a user was created")
    }

    pub fn assign(&mut self, user: UserId, assign: Vec<LicenceWish>) -> Decision {
        self.run(Command::ChangeLicences { user, assign, remove: vec![] })
    }

    /// The subscriptions that a user has a licence of.
    pub fn holds(&self, user: UserId) -> Vec<SubscriptionId> {
        self.users[&user].assignments.iter().map(|held| held.subscription).collect()
    }

    pub fn as_caller<T>(&mut self, caller: Caller, act: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.world.caller, caller);
        let result = act(self);
        self.world.caller = before;
        result
    }

    /// An administrator of the customer's own.
    pub fn administrator(&self, role: Role) -> Caller {
        Caller::customer(self.world.account.id(), "ilse", [role])
    }

    fn write(&mut self, row: Row) {
        match row {
            Row::PutUser(user) => {
                let record = self
                    .users
                    .entry(user.id)
                    .or_insert_with(|| UserRecord { user: (*user).clone(), assignments: Vec::new() });
                record.user = *user;
            }
            Row::PutAssignment(user, new) => {
                let assignments = &mut self.users.get_mut(&user).unwrap().assignments;
                assignments.retain(|held| held.subscription != new.subscription);
                assignments.push(new);
            }
            Row::DeleteAssignment(user, gone) => {
                let record = self.users.get_mut(&user).unwrap();
                record.assignments.retain(|held| held.subscription != gone);
            }
            Row::DeleteAssignments(gone) => {
                for record in self.users.values_mut() {
                    record.assignments.retain(|held| held.subscription != gone);
                }
            }
            _ => {}
        }
    }

    fn assert_counts(&self) {
        for subscription in self.world.account.live() {
            let holders =
                self.users.values().filter(|record| record.assignment(subscription.id).is_some()).count();
            assert_eq!(subscription.assigned as usize, holders, "the count is that of the rows");
        }
        let present = self.users.values().filter(|record| record.user.deleted_at.is_none()).count();
        assert_eq!(self.world.account.head.users as usize, present);
    }
}
