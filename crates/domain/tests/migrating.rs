//! Migration from classic to new commerce, at once (MIG-101..105): what it keeps, what it costs, and what stands against it.

mod upgrade_support;

use jiff::civil::date;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::Notice;
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::migration::{Migration, MigrationWish, PartWish, review};
use seatwright_domain::order::{OrderOrigin, Wanted};
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::role::Role;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Status, SuspensionReason};
use seatwright_domain::window;
use upgrade_support::support::{self, invariants, reason, started, told, wanted};
use upgrade_support::{HAVENWERK, VERSIONS, World, give, give_all, holds, id, offer, settle, until};

const BOUGHT: &str = "2022-01-10T09:30:00";
const LATER: &str = "2022-03-20T14:00:00";

/// Business Basic with ten seats, bought in January and looked at in March.
fn office(version: &str) -> (World, SubscriptionId) {
    let mut world = World::new(version, BOUGHT);
    let source = world.buy(offer::BASIC, 10, None, BillingPlan::Monthly);
    world.until(LATER);
    (world, source)
}

fn migrate(wish: MigrationWish) -> Command {
    Command::MigrateToNewCommerce { wish: Box::new(wish) }
}

fn with(change: impl FnOnce(&mut PartWish), source: SubscriptionId) -> Command {
    let mut wish = MigrationWish::of(source);
    change(&mut wish.base);
    migrate(wish)
}

/// Migrates, lets the users follow, and gives what came of it.
fn migrated(world: &mut World, command: Command) -> Migration {
    let decision = world.run(command);
    settle(world);
    let id = decision.events.iter().find_map(|recorded| match &recorded.event {
        Event::MigrationStarted { migration } => Some(migration.id),
        _ => None,
    });
    world.account.migrations[&id.expect("a migration began")].clone()
}

fn add_on(world: &mut World, base: SubscriptionId, offer: &str, seats: u32) -> SubscriptionId {
    let line = Wanted { parent: Some(base), ..wanted(offer, seats) };
    let order = world.sub(base).order;
    let decision = world.run(Command::BuyAddOns { order, lines: vec![line] });
    started(&decision)[0]
}

#[test]
fn everything_stays_as_it_was_but_the_commerce_mig_101_mig_103_mig_105() {
    for version in VERSIONS {
        let (mut world, source) = office(version);
        world.run(Command::Rename { subscription: source, name: "Kantoor Utrecht".to_owned() });
        give_all(&mut world, 3, source);
        give(&mut world, 3, source, &["SWAY"]);
        let migration = migrated(&mut world, migrate(MigrationWish::of(source)));
        let new = world.sub(migration.base.target).clone();
        assert_eq!((&new.offer, new.migrated_from), (&id(offer::NCE_BASIC), Some(source)));
        assert_eq!((new.seats(), new.term.length, new.billing), (10, Term::P1Y, BillingPlan::Monthly));
        assert_eq!(
            new.term.period.last,
            date(2023, 1, 9),
            "MIG-103: it ends when the classic one would have"
        );
        assert_eq!((new.friendly_name.as_str(), new.auto_renew), ("Kantoor Utrecht", true));
        assert_eq!(new.term.period.first, date(2022, 3, 20));
        // MIG-105: a window opens as with any purchase.
        assert!(window::cancel_window(&new, &world.policies, world.now).is_some());
        assert_eq!(world.status(source), Status::Deleted);
        let order = world.orders().into_iter().find(|order| order.id == migration.base.order).unwrap();
        assert_eq!((order.origin, order.lines[0].subscription), (OrderOrigin::Migration, new.id));
        // The users have come along, and the service that one of them had off is still off.
        assert_eq!(new.assigned, 4);
        let user = world
            .users
            .iter()
            .find(|known| known.assignment(new.id).is_some_and(|held| !held.excluded.is_empty()));
        assert!(user.is_some_and(|user| user.assignment(new.id).unwrap().excluded.contains("SWAY")));
        assert!(!holds(&world, 0, source));
        let known = &world.account.migrations[&migration.id];
        assert_eq!(known.completed_at, Some(world.now));
        assert_eq!(known.base.provisioned_at, Some(world.now));
        let told: Vec<&String> = world.messages.iter().filter(|kind| kind.contains("migration")).collect();
        assert_eq!(told, ["new_commerce_migration_created", "new_commerce_migration_completed"]);
        invariants::all(&world.account, &world.catalogue, &world.policies, world.now);
        world.assert_folds();
    }
}

#[test]
fn the_classic_rest_comes_back_by_days_and_the_new_charges_begin_on_the_day_mig_104() {
    let world = World::dated(BOUGHT);
    let mut world = world.priced(offer::BASIC, Term::P1Y, BillingPlan::Monthly, "31.00").priced(
        offer::NCE_BASIC,
        Term::P1Y,
        BillingPlan::Monthly,
        "62.00",
    );
    let source = world.buy(offer::BASIC, 2, None, BillingPlan::Monthly);
    world.until(LATER);
    let migration = migrated(&mut world, migrate(MigrationWish::of(source)));
    // Of 31 days from 10 March to 9 April 21 are left.
    assert_eq!(
        world.lines(source).last().unwrap(),
        "2022-03-20 | 2022-04-09 | Prorate fees when cancel | -21.00 | 2 | -42.00"
    );
    let rule = world.charges().filter(|line| line.key.subscription == source).last().unwrap().rule;
    assert_eq!(rule, Rule::Mig104);
    let target = migration.base.target;
    assert_eq!(world.lines(target), ["2022-03-20 | 2022-04-19 | new | 62.00 | 2 | 124.00"]);
    until(&mut world, "2022-05-01");
    assert_eq!(world.net(source), 3 * 6_200 - 4_200, "nothing comes after it");
    assert_eq!(world.lines(target).len(), 2);
    invariants::money_is_sound(&world.history);
}

#[test]
fn in_the_first_month_of_a_renewed_term_it_is_still_by_days_mig_104() {
    let mut world = World::dated(BOUGHT).priced(offer::BASIC, Term::P1Y, BillingPlan::Annual, "365.00");
    let source = world.buy(offer::BASIC, 1, None, BillingPlan::Annual);
    world.until("2023-01-20");
    migrated(&mut world, migrate(MigrationWish::of(source)));
    // A suspension would give back the whole year (BILL-211).
    let credit = world.lines(source).pop().unwrap();
    assert!(credit.starts_with("2023-01-20 | 2024-01-09") && credit.ends_with("-355.00"), "{credit}");
}

#[test]
fn a_new_term_another_one_or_a_shared_end_can_be_chosen_mig_103() {
    for version in VERSIONS {
        let ends = |change: &dyn Fn(&mut PartWish)| {
            let (mut world, source) = office(version);
            let aligned = world.buy(offer::NCE_STANDARD, 1, Some(Term::P1Y), BillingPlan::Annual);
            assert_eq!(world.sub(aligned).term.period.last, date(2023, 3, 19));
            let migration = migrated(&mut world, with(|part| change(part), source));
            let new = world.sub(migration.base.target);
            (new.term.period.last, new.term.length, new.billing)
        };
        let whole = ends(&|part| part.full_term = true);
        assert_eq!(whole, (date(2023, 3, 19), Term::P1Y, BillingPlan::Monthly));
        // A month of the old term is full on each 9th.
        let month = ends(&|part| part.term = Some(Term::P1M));
        assert_eq!(month, (date(2022, 4, 9), Term::P1M, BillingPlan::Monthly));
        let month = ends(&|part| (part.term, part.full_term) = (Some(Term::P1M), true));
        assert_eq!(month.0, date(2022, 4, 19));
        let annual = ends(&|part| part.billing = Some(BillingPlan::Annual));
        assert_eq!(annual, (date(2023, 1, 9), Term::P1Y, BillingPlan::Annual));
        let shared = ends(&|part| part.custom_end = Some(date(2023, 2, 28)));
        assert_eq!(shared.0, date(2023, 2, 28));
    }
}

#[test]
fn a_monthly_term_of_what_ends_with_a_month_ends_with_one_mig_103() {
    let mut world = World::new("2025-04", "2022-01-01");
    let source = world.buy(offer::BASIC, 1, None, BillingPlan::Monthly);
    assert_eq!(world.sub(source).term.period.last, date(2022, 12, 31));
    world.until("2022-02-10");
    let migration = migrated(&mut world, with(|part| part.term = Some(Term::P1M), source));
    assert_eq!(world.sub(migration.base.target).term.period.last, date(2022, 2, 28));
}

#[test]
fn seats_can_change_on_the_way_and_few_are_announced_mig_103() {
    let (mut world, source) = office("2025-04");
    give_all(&mut world, 5, source);
    let decision = world.run(with(|part| part.seats = Some(3), source));
    assert!(decision.notices.contains(&Notice::FewerLicencesThanUsers { seats: 3, users: 5 }));
    let findings = settle(&mut world);
    let target = world.account.migrations.values().next().unwrap().base.target;
    assert_eq!((world.sub(target).seats(), world.sub(target).assigned), (3, 3));
    assert_eq!(findings.len(), 2, "two users are left for people to see to: {findings:?}");
    let refused = office_refuses("2025-04", |part| part.seats = Some(301));
    assert_eq!(refused[0].1, Code::QuantityOutside);
}

fn office_refuses(version: &str, change: impl FnOnce(&mut PartWish)) -> Vec<(Rule, Code)> {
    let (mut world, source) = office(version);
    told(&world.refused(with(change, source)))
}

#[test]
fn terms_and_dates_that_new_commerce_does_not_have_mig_103() {
    for version in VERSIONS {
        let refused = office_refuses(version, |part| part.term = Some(Term::P3Y));
        assert_eq!(refused, [(Rule::Mig103, Code::MigrationTerm)]);
        let refused = office_refuses(version, |part| {
            (part.term, part.billing) = (Some(Term::P1M), Some(BillingPlan::Annual));
        });
        assert_eq!(refused, [(Rule::Mig103, Code::MigrationTerm)]);
        let refused = office_refuses(version, |part| part.custom_end = Some(date(2022, 6, 15)));
        assert_eq!(refused, [(Rule::Nce702, Code::MigrationEndDate)]);
        let refused = office_refuses(version, |part| {
            (part.custom_end, part.full_term) = (Some(date(2022, 12, 31)), true);
        });
        assert_eq!(refused, [(Rule::Mig103, Code::MigrationEndOfFullTerm)]);
    }
}

#[test]
fn not_in_the_first_month_nor_on_the_last_day_mig_102() {
    for version in VERSIONS {
        let mut world = World::new(version, BOUGHT);
        let source = world.buy(offer::BASIC, 10, None, BillingPlan::Monthly);
        world.until("2022-02-10T23:59:59");
        let refused = world.refused(migrate(MigrationWish::of(source)));
        let early = reason(&refused, Rule::Mig102);
        assert_eq!(early.code, Code::MigrationTooEarly);
        let from = early.clears_at.expect("it clears");
        world.until(&from.to_string());
        assert!(world.try_run(&migrate(MigrationWish::of(source))).is_ok(), "from the instant that was told");
        // The last 24 hours are for whole terms only.
        let (mut world, source) = office(version);
        world.until("2023-01-09T00:00:00");
        let refused = world.refused(migrate(MigrationWish::of(source)));
        assert_eq!(told(&refused), [(Rule::Mig102, Code::MigrationLastDay)]);
        let migration = migrated(&mut world, with(|part| part.full_term = true, source));
        assert_eq!(world.sub(migration.base.target).term.period.last, date(2024, 1, 8));
    }
}

#[test]
fn what_does_not_migrate_at_all_and_why_mig_102() {
    for version in VERSIONS {
        let mut world = World::new(version, BOUGHT);
        let lonely = world.buy(offer::E5, 1, None, BillingPlan::Monthly);
        let already = world.buy(offer::NCE_E3, 1, Some(Term::P1Y), BillingPlan::Monthly);
        let trial = world.buy(offer::CLASSIC_TRIAL, 25, None, BillingPlan::None);
        let asleep = world.buy(offer::BASIC, 1, None, BillingPlan::Monthly);
        let refused = world.refused(migrate(MigrationWish::of(trial)));
        assert!(refused.has(Code::MigrationTrial) && refused.has(Code::MigrationTooEarly), "{refused}");
        world.until(LATER);
        world.suspend(asleep, LATER);
        for (source, code) in [
            (lonely, Code::MigrationNoPath),
            (already, Code::MigrationNotClassic),
            (asleep, Code::MigrationNotActive),
            (SubscriptionId(uuid::Uuid::from_u128(7)), Code::SubscriptionUnknown),
        ] {
            let refused = world.refused(migrate(MigrationWish::of(source)));
            assert!(refused.has(code) && refused.reasons().len() == 1, "{refused}");
        }
        let migration = {
            world.run(Command::Reactivate { subscription: asleep });
            migrated(&mut world, migrate(MigrationWish::of(asleep)))
        };
        let again = world.refused(migrate(MigrationWish::of(migration.base.source)));
        assert_eq!(told(&again), [(Rule::Mig102, Code::MigrationNotActive)], "once is enough");
    }
}

#[test]
fn two_counterparts_are_one_too_many_mig_102() {
    let (mut world, source) = office("2025-04");
    let mut twin = world.catalogue.offer(&id(offer::NCE_BASIC)).unwrap().clone();
    twin.id = id("CFQ7TTC0LH18:0009");
    let classic = world.catalogue.to_mut().offers.get_mut(&id(offer::BASIC)).unwrap();
    classic.migrates_to.push(twin.id.clone());
    world.catalogue.to_mut().offers.insert(twin.id.clone(), twin);
    let refused = world.refused(migrate(MigrationWish::of(source)));
    assert_eq!(told(&refused), [(Rule::Mig102, Code::MigrationSeveralPaths)]);
}

#[test]
fn promotions_and_public_sectors_stay_behind_mig_102() {
    let mut world = World::new("2025-04", BOUGHT);
    let source = world.buy(offer::BASIC, 10, None, BillingPlan::Monthly);
    world.account.subscriptions.get_mut(&source).unwrap().promoted = true;
    world.until(LATER);
    let refused = world.look(|context| {
        let review = review(&world.account, &MigrationWish::of(source), context);
        review.reasons().map(|reason| reason.code).collect::<Vec<_>>()
    });
    assert_eq!(refused, [Code::MigrationPromotion]);
    for (version, expected) in [("2021-09", &[Code::MigrationSegment][..]), ("2025-04", &[])] {
        let education = |account: &mut seatwright_domain::account::Account| {
            account.head.customer.segment = seatwright_domain::catalogue::Segment::Education;
        };
        let mut world = World::new(version, BOUGHT).prepare(education);
        let source = world.buy("95A345E1-2884-5A31-A9F9-AFC20A982EB9", 10, None, BillingPlan::Monthly);
        world.until(LATER);
        let found = world.look(|context| {
            let review = review(&world.account, &MigrationWish::of(source), context);
            review.reasons().map(|reason| reason.code).collect::<Vec<_>>()
        });
        assert_eq!(found, expected, "{version}");
    }
}

#[test]
fn add_ons_come_along_all_of_them_and_once_mig_101() {
    let (mut world, base) = office("2025-04");
    let archive = add_on(&mut world, base, offer::ARCHIVE_ADDON, 5);
    let audio = add_on(&mut world, base, offer::AUDIO_ADDON, 2);
    give(&mut world, 1, base, &[]);
    give(&mut world, 1, archive, &[]);
    // A new add-on blocks the whole for thirty days.
    let mut wish = MigrationWish { add_ons: vec![PartWish::of(archive)], ..MigrationWish::of(base) };
    let refused = world.refused(migrate(wish.clone()));
    assert_eq!(
        told(&refused),
        [(Rule::Mig101, Code::MigrationAddOnMissing), (Rule::Mig102, Code::MigrationTooEarly)]
    );
    until(&mut world, "2022-05-01");
    wish.add_ons.extend([PartWish::of(audio), PartWish::of(audio)]);
    assert_eq!(told(&world.refused(migrate(wish.clone()))), [(Rule::Mig101, Code::MigrationAddOnTwice)]);
    wish.add_ons.pop();
    wish.add_ons[1].seats = Some(4);
    let migration = migrated(&mut world, migrate(wish));
    let targets: Vec<(String, u32, bool)> = migration
        .parts()
        .map(|part| (part.offer.to_string(), part.seats, world.sub(part.target).is_active()))
        .collect();
    assert_eq!(
        targets,
        [
            (offer::NCE_BASIC.to_owned(), 10, true),
            (offer::NCE_ARCHIVE_ADDON.to_owned(), 5, true),
            (offer::NCE_AUDIO_ADDON.to_owned(), 4, true),
        ]
    );
    for part in migration.parts() {
        assert_eq!(world.status(part.source), Status::Deleted);
        assert_eq!(world.sub(part.target).term.period.last, date(2023, 1, 9));
    }
    assert!(holds(&world, 1, migration.add_ons[0].target) && holds(&world, 1, migration.base.target));
    let closed = |kind: &str| world.history.iter().filter(|recorded| recorded.event.kind() == kind).count();
    assert_eq!((closed("source_closed"), closed("deleted")), (3, 0), "each is closed by its own migration");
    assert!(world.account.migrations.values().all(|known| !known.is_running()));
    invariants::all(&world.account, &world.catalogue, &world.policies, world.now);
}

#[test]
fn in_the_preview_a_subscription_with_add_ons_stays_mig_101() {
    let (mut world, base) = office("2021-09");
    let archive = add_on(&mut world, base, offer::ARCHIVE_ADDON, 5);
    until(&mut world, "2022-05-01");
    let wish = MigrationWish { add_ons: vec![PartWish::of(archive)], ..MigrationWish::of(base) };
    let refused = world.refused(migrate(wish));
    let found = reason(&refused, Rule::Mig101);
    assert_eq!(found.code, Code::MigrationAddOns);
    assert_eq!(found.remedies, [Remedy::RemoveAddOns { subscriptions: vec![archive] }]);
    let reason = SuspensionReason::CustomerRequest;
    world.run(Command::Suspend { subscription: archive, reason });
    migrated(&mut world, migrate(MigrationWish::of(base)));
    assert_eq!(world.status(archive), Status::Deleted, "a suspended one cannot outlive its base");
}

#[test]
fn an_add_on_goes_alone_where_its_counterpart_has_a_base_mig_101() {
    let (mut world, base) = office("2025-04");
    let archive = add_on(&mut world, base, offer::ARCHIVE_ADDON, 5);
    until(&mut world, "2022-05-01");
    let refused = world.refused(migrate(MigrationWish::of(archive)));
    assert_eq!(told(&refused), [(Rule::Addon201, Code::BaseMissing)]);
    world.buy(offer::NCE_E1, 1, Some(Term::P1Y), BillingPlan::Monthly);
    let migration = migrated(&mut world, migrate(MigrationWish::of(archive)));
    assert_eq!(world.sub(migration.base.target).offer, id(offer::NCE_ARCHIVE_ADDON));
    assert!(world.sub(base).is_active());
}

#[test]
fn agents_of_three_roles_migrate_what_their_partner_sold_role_104() {
    for version in VERSIONS {
        let (mut world, source) = office(version);
        for (role, may) in [
            (Role::AdminAgent, true),
            (Role::GlobalAdmin, true),
            (Role::SalesAgent, true),
            (Role::HelpdeskAgent, false),
            (Role::BillingAdmin, false),
        ] {
            world.act_as(HAVENWERK, [role]);
            let found = world.look(|context| {
                let review = review(&world.account, &MigrationWish::of(source), context);
                review.reasons().map(|reason| reason.rule).collect::<Vec<_>>()
            });
            assert_eq!(found.is_empty(), may, "{role}");
            assert!(may || found == [Rule::Role104]);
        }
        world.act_as(support::NORDLJUS, [Role::AdminAgent, Role::GlobalAdmin]);
        let refused = world.refused(migrate(MigrationWish::of(source)));
        assert_eq!(told(&refused), [(Rule::Chan101, Code::NotTheSeller)], "and nothing more is shown");
    }
}
