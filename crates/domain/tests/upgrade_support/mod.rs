//! What the tests of upgrades need beside the common world: users whose licences follow the events, sellers side by side,
//! and somebody who applies remedies to the letter.
#![allow(dead_code, unused_imports, unreachable_pub, reason = "each test file uses a part of it")]

#[path = "../support/mod.rs"]
pub mod support;

mod cure;

use std::collections::BTreeSet;

use seatwright_domain::account::Account;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::{OfferId, PartnerId, SubscriptionId, UserId};
use seatwright_domain::refusal::{Code, Reason, Refusals};
use seatwright_domain::role::{Actor, Caller, Role};
use seatwright_domain::rows::{self, Row};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Payment, Status};
use seatwright_domain::upgrade::Upgrade;
use seatwright_domain::upgrade::eligibility::{
    ClassicTarget, SelfServiceOptions, TransitionTarget, classic, self_service, transitions,
};
use seatwright_domain::user::{Assignment, Finding, User, UserRecord};
use uuid::Uuid;

pub use self::cure::{cure, cure_all};
pub use self::support::{HAVENWERK, NORDLJUS, VERSIONS, World, instant, offer};

/// Offers that only these tests want.
pub mod more {
    pub const E5: &str = "4F7ECAF1-E9D6-4CAC-9687-E22EB3DFDD70";
    pub const EXCHANGE_1: &str = "195416C1-3447-423A-B37B-EE59A99A19C4";
    pub const EXCHANGE_2: &str = "2F707C7C-2433-49A5-A437-9CA7CF40D3EB";
    pub const SHAREPOINT_2: &str = "69C67983-CF78-4102-83F6-3E5FD246864F";
    pub const APPS_INDIA: &str = "98B8D837-BA25-542F-AB9A-667906F33563";
    pub const BASIC_INDIA: &str = "1E13357C-2EE8-55EF-97B5-51F2D142311A";
    pub const STANDARD_INDIA: &str = "FC58235D-EDA0-5AE1-B941-B18D60D7C518";
    pub const TRIAL_STANDARD: &str = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
    pub const NCE_PREMIUM: &str = "CFQ7TTC0LCHC:0002";
    pub const NCE_TRIAL_BASIC: &str = "CFQ7TTC0LH18:T001";
}

pub fn id(text: &str) -> OfferId {
    OfferId::new(text)
}

/// The customer's own administrator.
pub fn administrator(world: &World) -> Caller {
    let roles = [Role::CustomerGlobalAdmin, Role::CustomerBillingAdmin];
    Caller::customer(world.account.id(), "ilse", roles)
}

/// An agent of a partner with every role that counts here.
pub fn agent(partner: PartnerId) -> Caller {
    Caller::partner(partner, Some("anna"), [Role::AdminAgent, Role::GlobalAdmin])
}

/// Does something as somebody else.
pub fn as_caller<T>(world: &mut World, caller: Caller, act: impl FnOnce(&mut World) -> T) -> T {
    let before = std::mem::replace(&mut world.caller, caller);
    let result = act(world);
    world.caller = before;
    result
}

/// Buys from a partner, monthly for a year.
pub fn buy_from(world: &mut World, partner: PartnerId, offer: &str, seats: u32) -> SubscriptionId {
    as_caller(world, agent(partner), |world| world.buy(offer, seats, Some(Term::P1Y), BillingPlan::Monthly))
}

/// The customer buys by itself.
pub fn buy_direct(world: &mut World, offer: &str, seats: u32, payment: Payment) -> SubscriptionId {
    let caller = administrator(world);
    as_caller(world, caller, |world| {
        let wanted = seatwright_domain::order::Wanted {
            term: Some(Term::P1Y),
            billing: Some(BillingPlan::Monthly),
            ..support::wanted(offer, seats)
        };
        let decision = world.run(Command::PlaceOrder { lines: vec![wanted], payment: Some(payment) });
        support::started(&decision)[0]
    })
}

/// The same account seen by the same caller, in which something can be tried.
pub fn fork(world: &World) -> World {
    let account = world.account.clone();
    let mut fork =
        World::with(world.policies.clone(), &world.now.to_string()).prepare(|opened| *opened = account);
    fork.caller = world.caller.clone();
    fork
}

/// Records an event that no command of these tests makes, as a fact.
pub fn happen(world: &mut World, event: Event) {
    let seq = world.account.head.version + 1;
    let recorded = Recorded { seq, at: world.now, by: Actor::System, event, charges: Vec::new() };
    world.account.apply(&recorded);
    world.history.push(recorded);
}

pub fn user_id(number: u32) -> UserId {
    UserId(Uuid::from_u128(0xa000 + u128::from(number)))
}

/// Gives a user, who is made on first sight, a licence with some services off.
pub fn give(world: &mut World, number: u32, subscription: SubscriptionId, off: &[&str]) {
    let id = user_id(number);
    let excluded: BTreeSet<String> = off.iter().map(|name| (*name).to_owned()).collect();
    let assignment = Assignment { subscription, excluded, since: world.now };
    if !world.users.iter().any(|known| known.user.id == id) {
        let user = User {
            id,
            principal_name: format!("user{number}@blauwevos.example"),
            first_name: "User".into(),
            last_name: number.to_string(),
            display_name: format!("User {number}"),
            usage_location: Some("NL".into()),
            immutable_id: None,
            created_at: world.now,
            deleted_at: None,
            held: Vec::new(),
        };
        happen(world, Event::UserCreated { user: Box::new(user.clone()) });
        world.users.push(UserRecord { user, assignments: Vec::new() });
    }
    let place = world.history.len();
    happen(world, Event::LicencesChanged { user: id, assigned: vec![assignment], added: 1, removed: vec![] });
    fold(world, place);
}

/// Gives licences to users 0 to `count`, as far as they have none.
pub fn give_all(world: &mut World, count: u32, subscription: SubscriptionId) {
    for number in 0..count {
        if !holds(world, number, subscription) {
            give(world, number, subscription, &[]);
        }
    }
}

/// Folds the rows of the history from a place on into the users, and returns what upgrades found out on the way.
pub fn fold(world: &mut World, place: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rows: Vec<(jiff::Timestamp, Row)> = world.history[place..]
        .iter()
        .flat_map(|recorded| rows::of(recorded).into_iter().map(|row| (recorded.at, row)))
        .collect();
    for (at, row) in rows {
        match row {
            Row::PutAssignment(user, held) => {
                for record in world.users.iter_mut().filter(|record| record.user.id == user) {
                    record.assignments.retain(|known| known.subscription != held.subscription);
                    record.assignments.push(held.clone());
                }
            }
            Row::DeleteAssignment(user, subscription) => {
                for record in world.users.iter_mut().filter(|record| record.user.id == user) {
                    record.assignments.retain(|known| known.subscription != subscription);
                }
            }
            Row::DeleteAssignments(subscription) => {
                for record in &mut world.users {
                    record.assignments.retain(|known| known.subscription != subscription);
                }
            }
            Row::MoveAssignments(batch) => {
                for record in &mut world.users {
                    let user = record.user.id;
                    let inside = batch.after.is_none_or(|after| user > after) && user <= batch.upto;
                    let holds = record.assignment(batch.from).is_some();
                    if !inside || !holds || batch.stayed.contains(&user) {
                        continue;
                    }
                    let kept = record.assignment(batch.from).filter(|_| batch.keeps_services);
                    let excluded = kept.map_or_else(BTreeSet::new, |held| held.excluded.clone());
                    record.assignments.retain(|known| known.subscription != batch.from);
                    if !batch.already.contains(&user) {
                        record.assignments.push(Assignment { subscription: batch.to, excluded, since: at });
                    }
                }
            }
            Row::InsertFinding(finding) => findings.push(*finding),
            Row::InsertOrder(_) | Row::AddOrderLine(..) | Row::PutUser(_) | Row::InsertCharge(_) => {}
        }
    }
    for subscription in world.account.live() {
        let holders =
            world.users.iter().filter(|record| record.assignment(subscription.id).is_some()).count();
        assert_eq!(subscription.assigned as usize, holders, "rows and account count the same licences");
    }
    findings
}

/// Moves the clock and folds the users after it.
pub fn until(world: &mut World, text: &str) -> Vec<Finding> {
    let place = world.history.len();
    world.until(text);
    fold(world, place)
}

/// Lets what is due now happen.
pub fn settle(world: &mut World) -> Vec<Finding> {
    let now = world.now.to_string();
    until(world, &now)
}

pub fn holds(world: &World, number: u32, subscription: SubscriptionId) -> bool {
    let user = user_id(number);
    world.users.iter().any(|known| known.user.id == user && known.assignment(subscription).is_some())
}

// Asking, as lists do.

pub fn classic_targets(world: &World, subscription: SubscriptionId) -> Vec<ClassicTarget> {
    let loaded = Rows::default();
    let caller = world.caller.clone();
    classic(&world.account, world.sub(subscription), &world.context(&caller, &loaded))
}

pub fn upgrade_tab(world: &World, subscription: SubscriptionId) -> SelfServiceOptions {
    let loaded = Rows::default();
    let caller = administrator(world);
    self_service(&world.account, world.sub(subscription), &world.context(&caller, &loaded))
}

pub fn transition_targets(
    world: &World,
    subscription: SubscriptionId,
    scheduled: bool,
) -> Vec<TransitionTarget> {
    let loaded = Rows::default();
    let caller = world.caller.clone();
    transitions(&world.account, world.sub(subscription), scheduled, &world.context(&caller, &loaded))
}

// Commands.

pub fn upgrade(subscription: SubscriptionId, target: &str) -> Command {
    Command::Upgrade { subscription, target: id(target), seats: None, transfer: true }
}

pub fn upgrade_own(subscription: SubscriptionId, target: &str, seats: u32, payment: Payment) -> Command {
    Command::UpgradeSelf {
        subscription,
        target: id(target),
        seats,
        billing: BillingPlan::Monthly,
        payment,
        sold_to: None,
    }
}

/// Orders an upgrade as the customer's administrator.
pub fn order_own(
    world: &mut World,
    subscription: SubscriptionId,
    target: &str,
    seats: u32,
    payment: Payment,
) -> Result<Decision, Refusals> {
    let caller = administrator(world);
    as_caller(world, caller, |world| world.try_run(&upgrade_own(subscription, target, seats, payment)))
}

pub fn transition(subscription: SubscriptionId, target: &str, seats: u32) -> Command {
    Command::Transition {
        subscription,
        target: id(target),
        seats,
        into: None,
        term: None,
        billing: None,
        transfer: true,
    }
}

pub fn transition_into(
    subscription: SubscriptionId,
    target: &str,
    seats: u32,
    into: SubscriptionId,
) -> Command {
    Command::Transition {
        subscription,
        target: id(target),
        seats,
        into: Some(into),
        term: None,
        billing: None,
        transfer: true,
    }
}

// What came of it.

/// The upgrade that a decision started.
pub fn begun(decision: &Decision) -> Upgrade {
    let started = decision.events.iter().find_map(|recorded| match &recorded.event {
        Event::UpgradeStarted { upgrade } => Some(upgrade.id),
        _ => None,
    });
    decision.account.upgrades[&started.expect("an upgrade began")].clone()
}

/// The one reason of a rule.
pub fn reason(refused: &Refusals, rule: Rule) -> &Reason {
    let mut found = refused.reasons().iter().filter(|reason| reason.rule == rule);
    let reason = found.next().unwrap_or_else(|| panic!("{rule} is not among: {refused}"));
    assert!(found.next().is_none(), "{rule} is given twice: {refused}");
    reason
}

/// The rules and codes of reasons, in order.
pub fn named(reasons: &[Reason]) -> Vec<(Rule, Code)> {
    reasons.iter().map(|reason| (reason.rule, reason.code)).collect()
}

pub fn live(account: &Account, offer: &str) -> Vec<SubscriptionId> {
    account
        .live()
        .filter(|known| known.offer == id(offer) && known.status != Status::Suspended)
        .map(|known| known.id)
        .collect()
}
