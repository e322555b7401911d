//! Upgrades that take time: cut short anywhere, they come to the same end.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::ToSpan;
use seatwright_domain::advance::{Step, UserBatch, advance, next_due};
use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::command::{Command, LicenceWish};
use seatwright_domain::decide::decide;
use seatwright_domain::decision::{Context, Decision, Rows};
use seatwright_domain::ids::{CustomerId, OfferId, SubscriptionId, UserId};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::subscription::{Payment, Status};
use seatwright_domain::upgrade::{FailureCause, Stage, Upgrade};
use seatwright_domain::user::UserRecord;
use seatwright_engine::port::{CreditApplication, CreditDesk, CreditOpinion};
use seatwright_engine::{Quiet, Target, replay};
use seatwright_store::{Commit, Loaded, SqliteStore};
use tempfile::tempdir;
use uuid::Uuid;

use super::world::{BASIC, E1, E3, STANDARD, World, answer, started, wanted};

fn administrator(customer: CustomerId) -> Caller {
    Caller::customer(customer, "ilse", [Role::CustomerGlobalAdmin])
}

/// A customer that bought for itself and gave every seat but a few to users.
async fn own_customer(world: &World, users: usize) -> (CustomerId, SubscriptionId) {
    let customer = world.customer("blauwevos").await;
    let lines = vec![wanted(E1, u32::try_from(users).expect("few") + 20)];
    let order = Command::PlaceOrder { lines, payment: Some(Payment::Card) };
    let bought = world.engine.execute(&administrator(customer), customer, order, None, answer).await;
    let subscription = started(&bought.expect("bought").decision.expect("decided"))[0];
    give_licences(world, customer, &administrator(customer), subscription, users).await;
    (customer, subscription)
}

async fn give_licences(
    world: &World,
    customer: CustomerId,
    caller: &Caller,
    subscription: SubscriptionId,
    count: usize,
) {
    let plan = world.loaded(customer).await.account.subscriptions[&subscription].plan.expect("a plan");
    let excluded = |number: usize| match number % 3 {
        0 => ["EXCHANGE_S_STANDARD".to_owned()].into(),
        _ => Default::default(),
    };
    let users: Vec<UserId> = world.users(customer, count).await;
    for (place, some) in users.chunks(100).enumerate() {
        let commands = some.iter().enumerate().map(|(number, user)| Command::ChangeLicences {
            user: *user,
            assign: vec![LicenceWish { plan, excluded: excluded(place + number) }],
            remove: Vec::new(),
        });
        let all = Command::All { commands: commands.collect() };
        world.engine.execute(caller, customer, all, None, answer).await.expect("accepted");
    }
}

fn upgrade_self(subscription: SubscriptionId, seats: u32, payment: Payment) -> Command {
    Command::UpgradeSelf {
        subscription,
        target: OfferId::new(E3),
        seats,
        billing: BillingPlan::Monthly,
        payment,
        sold_to: None,
    }
}

async fn users(world: &World, customer: CustomerId) -> Vec<UserRecord> {
    let mut all: Vec<UserRecord> = Vec::new();
    loop {
        let after = all.last().map(|record| record.user.id);
        let page = world.store.all_users(customer, after, 500).await.expect("read");
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

async fn only_upgrade(world: &World, customer: CustomerId) -> Upgrade {
    let upgrades = world.store.upgrades(customer, None).await.expect("read");
    assert_eq!(upgrades.len(), 1);
    upgrades.into_iter().next().expect("one")
}

async fn assert_clean(world: &World) {
    let report = replay(world.store.clone(), &Quiet).await.expect("replayed");
    assert!(report.is_clean(), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_upgrade_of_1200_users_that_is_restarted_at_every_step_ends_as_if_it_never_was() {
    let (straight, cut) = (tempdir().expect("a directory"), tempdir().expect("a directory"));
    let begin = async |directory: &Path| {
        let world = World::open(directory).await;
        let (customer, subscription) = own_customer(&world, 1_200).await;
        let command = upgrade_self(subscription, 1_200, Payment::Invoice);
        let done = world.engine.execute(&administrator(customer), customer, command, None, answer).await;
        done.expect("accepted");
        // Nobody decides the credit check, so it passes after its time (SELF-09).
        world.advance(Target::NextEvent).await;
        (world, customer)
    };

    let (world, customer) = begin(straight.path()).await;
    world.advance(Target::By(2.hours())).await;
    let end = world.engine.now();
    let expected =
        (world.loaded(customer).await, users(&world, customer).await, world.events(customer).await);
    assert!(matches!(only_upgrade(&world, customer).await.stage, Stage::Completed { .. }));
    assert_clean(&world).await;

    let (mut world, same) = begin(cut.path()).await;
    assert_eq!(same, customer);
    let mut restarts = 0;
    while only_upgrade(&world, customer).await.is_running() {
        drop(world);
        world = World::open(cut.path()).await;
        world.engine.recover(&Quiet).await.expect("recovered");
        world.advance(Target::NextEvent).await;
        restarts += 1;
    }
    assert!(restarts >= 6, "1,200 users move in at least six steps: {restarts}");
    world.advance(Target::To(end)).await;
    assert_eq!(world.loaded(customer).await, expected.0);
    assert_eq!(users(&world, customer).await, expected.1);
    assert_eq!(world.events(customer).await, expected.2);
    assert_clean(&world).await;
}

/// What the engine does for a partner's upgrade, by hand, so that it can be cut after any commit.
struct ByHand<'w> {
    world: &'w World,
    loaded: Loaded,
}

impl<'w> ByHand<'w> {
    async fn begin(world: &'w World, customer: CustomerId, command: &Command) -> Self {
        let mut hand = Self { world, loaded: world.loaded(customer).await };
        let rows = Rows::default();
        let decision = decide(&hand.loaded.account, command, &hand.context(&world.anna, &rows));
        hand.commit(decision.expect("accepted")).await;
        hand
    }

    fn context<'a>(&'a self, caller: &'a Caller, loaded: &'a Rows) -> Context<'a> {
        let engine = &self.world.engine;
        Context {
            catalogue: engine.catalogue(),
            policies: engine.policies(),
            partners: engine.partners(),
            caller,
            now: engine.now(),
            seed: Uuid::from_u128(77),
            loaded,
        }
    }

    async fn commit(&mut self, decision: Decision) {
        let due = next_due(&decision.account);
        let commit = Commit::new(Some(&self.loaded), &decision.account, &decision.events, due);
        let made = self.world.store.commit(commit.expect("consistent")).await.expect("committed");
        self.loaded.account = decision.account;
        self.loaded.chain = made.chain;
        self.loaded.due = due;
    }

    /// One more commit of what is due now.
    async fn step(&mut self) {
        let (system, rows) = (Caller::system(), Rows::default());
        let mut users: Option<UserBatch> = None;
        loop {
            let now = self.world.engine.now();
            let step = advance(&self.loaded.account, now, users.as_ref(), &self.context(&system, &rows));
            match step {
                Step::Idle => return,
                Step::Decided(decision) => return self.commit(*decision).await,
                Step::NeedsUsers(wanted) => {
                    let customer = self.loaded.customer();
                    let limit = wanted.limit as usize;
                    let store = &self.world.store;
                    let found =
                        store.assigned_users(customer, wanted.subscription, wanted.after, limit + 1).await;
                    let mut found = found.expect("read");
                    let last = found.len() <= limit;
                    found.truncate(limit);
                    let (subscription, after) = (wanted.subscription, wanted.after);
                    users = Some(UserBatch { subscription, after, users: found, last });
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partners_upgrade_that_is_cut_after_any_commit_is_finished_by_the_next_start() {
    let mut ends = Vec::new();
    for steps in 0..5 {
        let directory = tempdir().expect("a directory");
        let world = World::open(directory.path()).await;
        let customer = world.customer("blauwevos").await;
        let subscription = world.buy(customer, BASIC, 300, None).await;
        give_licences(&world, customer, &world.anna, subscription, 290).await;
        let target = OfferId::new(STANDARD);
        let command = Command::Upgrade { subscription, target, seats: None, transfer: true };
        let mut hand = ByHand::begin(&world, customer, &command).await;
        for _ in 0..steps {
            hand.step().await;
        }
        drop(world);

        let world = World::open(directory.path()).await;
        world.engine.recover(&Quiet).await.expect("recovered");
        let upgrade = only_upgrade(&world, customer).await;
        assert!(matches!(upgrade.stage, Stage::Completed { .. }), "{upgrade:?}");
        let loaded = world.loaded(customer).await;
        assert_eq!(loaded.account.subscriptions[&subscription].status, Status::Deleted);
        assert_eq!(loaded.account.subscriptions[&upgrade.target.expect("a target")].assigned, 290);
        assert_clean(&world).await;
        ends.push((loaded, users(&world, customer).await, world.events(customer).await));
    }
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn a_partners_upgrade_is_done_when_its_command_is_answered() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(customer, BASIC, 30, None).await;
    give_licences(&world, customer, &world.anna, subscription, 25).await;
    let target = OfferId::new(STANDARD);
    let decision =
        world.run(customer, Command::Upgrade { subscription, target, seats: None, transfer: true }).await;
    // The answer is about the command alone; what follows is read again.
    assert!(decision.account.upgrades.values().all(Upgrade::is_running));
    let upgrade = only_upgrade(&world, customer).await;
    assert!(matches!(upgrade.stage, Stage::Completed { .. }));
    assert_eq!((upgrade.users_total, upgrade.users_done), (25, 25));
    let target = upgrade.target.expect("a target");
    assert!(users(&world, customer).await.iter().all(|user| user.assignment(target).is_some()));
    assert_clean(&world).await;
}

/// A desk that says the same to everybody.
#[derive(Debug)]
struct Desk(CreditOpinion);

#[async_trait]
impl CreditDesk for Desk {
    async fn consider(&self, application: &CreditApplication) -> CreditOpinion {
        assert!(matches!(application.upgrade.stage, Stage::CreditCheck { due } if due == application.due));
        self.0
    }
}

#[tokio::test]
async fn a_credit_desk_is_asked_when_a_check_begins_and_its_word_counts_self_09() {
    let outcome = async |opinion| {
        let store = Arc::new(SqliteStore::open_temporary().expect("a store"));
        let world = World::on(store, Arc::new(Desk(opinion))).await;
        let (customer, subscription) = own_customer(&world, 10).await;
        let command = upgrade_self(subscription, 30, Payment::Invoice);
        let done = world.engine.execute(&administrator(customer), customer, command, None, answer).await;
        assert!(done.expect("accepted").decision.is_some());
        only_upgrade(&world, customer).await.stage
    };
    assert!(matches!(outcome(CreditOpinion::Passed).await, Stage::Provisioning { .. }));
    let declined = outcome(CreditOpinion::Declined).await;
    assert!(matches!(declined, Stage::Failed { why: FailureCause::CreditDeclined, .. }));
    assert!(matches!(outcome(CreditOpinion::Undecided).await, Stage::CreditCheck { .. }));
}
