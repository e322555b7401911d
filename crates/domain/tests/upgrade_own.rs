//! The customer's own upgrade on the Upgrade tab (seed 001, "Upgraden naar een ander abonnement"): SELF-01..09, LIC-01,
//! MAN-01, CREDIT-104.

mod upgrade_support;

use jiff::Timestamp;
use seatwright_domain::advance::{Step, UserBatch, advance};
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::{Command, LicenceWish};
use seatwright_domain::customer::Address;
use seatwright_domain::decision::{Notice, Rows};
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::role::Caller;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Payment, Seller, Status};
use seatwright_domain::upgrade::{Outcome, Stage, UpgradeKind, Way, outlook};
use seatwright_domain::user::FindingKind;
use upgrade_support::support::{CATALOGUE, POLICIES};
use upgrade_support::{
    VERSIONS, World, administrator, as_caller, begun, buy_direct, give, give_all, holds, id, instant, more,
    named, offer, order_own, reason, until, upgrade_tab, user_id,
};

const MONDAY: &str = "2021-10-04";

fn basic(version: &str, users: u32) -> (World, SubscriptionId) {
    let mut world = World::new(version, MONDAY);
    let bought = buy_direct(&mut world, offer::BASIC, users.max(10), Payment::Card);
    give_all(&mut world, users, bought);
    (world, bought)
}

/// Orders Business Standard; where the order is large enough for a credit check, it is passed at once.
fn order_paid(world: &mut World, bought: SubscriptionId, seats: u32) -> seatwright_domain::ids::UpgradeId {
    let decision = order_own(world, bought, offer::STANDARD, seats, Payment::Card).unwrap();
    let upgrade = begun(&decision);
    if matches!(upgrade.stage, Stage::CreditCheck { .. }) {
        world.run(Command::DecideCredit { upgrade: upgrade.id, passed: true });
    }
    upgrade.id
}

#[test]
fn the_whole_procedure_self_01_self_03_self_04() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version, 4);
        let tab = upgrade_tab(&world, bought);
        assert!(tab.targets.iter().any(|t| t.offer == id(offer::STANDARD) && t.reasons.is_empty()));
        let decision = order_own(&mut world, bought, offer::STANDARD, 6, Payment::Card).unwrap();
        let upgrade = begun(&decision);
        assert_eq!(upgrade.kind, UpgradeKind::SelfService);
        // SELF-04: paid is usable, and the move goes on behind it.
        let target = upgrade.target.expect("opened at once");
        assert_eq!((world.status(target), world.sub(target).seats()), (Status::Active, 6));
        assert_eq!(world.sub(target).seller, Seller::Direct);
        assert_eq!(world.status(bought), Status::Active);
        assert!(holds(&world, 0, bought), "users keep the old service meanwhile");
        until(&mut world, "2021-10-04T00:05:00");
        // SELF-03: everybody has the new one and the old one is gone, all by itself.
        assert!((0..4).all(|number| holds(&world, number, target)));
        assert_eq!(world.status(bought), Status::Deleted);
        assert_eq!(world.account.upgrades[&upgrade.id].stage, Stage::Completed { at: world.now });
        assert_eq!(world.messages.last().unwrap(), "upgrade_completed", "the notice of SELF-04");
        world.assert_folds();
    }
}

#[test]
fn the_checkout_takes_the_customers_choices_self_01() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version, 4);
        let caller = administrator(&world);
        let checkout = |payment, billing, country: &str| Command::UpgradeSelf {
            subscription: bought,
            target: id(offer::STANDARD),
            seats: 5,
            billing,
            payment,
            sold_to: Some(Box::new(Address { country: country.into(), ..Address::default() })),
        };
        as_caller(&mut world, caller, |world| {
            let refused = world.refused(checkout(Payment::Prepaid, BillingPlan::Triennial, "SE"));
            let codes = named(refused.reasons());
            assert!(codes.contains(&(Rule::Self01, Code::ValueInvalid)));
            assert!(codes.contains(&(Rule::Buy04, Code::BillingNotOffered)));
            assert_eq!(codes.len(), 3, "payment, address and billing are each named: {refused}");
            let decision = world.run(checkout(Payment::Card, BillingPlan::Annual, "NL"));
            let upgrade = begun(&decision);
            assert_eq!((upgrade.term, upgrade.billing), (Term::P1Y, BillingPlan::Annual));
            assert_eq!(upgrade.sold_to.as_ref().unwrap().country, "NL");
            let target = world.sub(upgrade.target.unwrap());
            assert_eq!((target.billing, target.payment), (BillingPlan::Annual, Payment::Card));
        });
    }
}

#[test]
fn fewer_licences_than_users_is_a_warning_self_02() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version, 4);
        let decision = order_own(&mut world, bought, offer::STANDARD, 3, Payment::Card).unwrap();
        assert!(decision.notices.contains(&Notice::FewerLicencesThanUsers { seats: 3, users: 4 }));
        let findings = until(&mut world, "2021-10-04T00:05:00");
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].user, &findings[0].kind), (user_id(3), &FindingKind::NoSeatLeft));
        let (mut world, bought) = basic(version, 4);
        let decision = order_own(&mut world, bought, offer::STANDARD, 4, Payment::Card).unwrap();
        assert!(!decision.notices.iter().any(|n| matches!(n, Notice::FewerLicencesThanUsers { .. })));
    }
}

#[test]
fn the_tab_offers_plans_with_the_same_or_higher_data_services_self_05_upg_103() {
    for version in VERSIONS {
        let (world, bought) = basic(version, 1);
        let tab = upgrade_tab(&world, bought);
        let plan = CATALOGUE.plan_of(&id(offer::BASIC)).unwrap();
        assert!(tab.reasons.is_empty());
        for target in &tab.targets {
            let lost = CATALOGUE.data_lost(plan, CATALOGUE.plan_of(&target.offer).unwrap());
            assert_eq!(lost.is_empty(), target.reasons.is_empty(), "{}", target.offer);
            assert!(target.reasons.iter().all(|reason| reason.rule == Rule::Why09));
        }
        let has = |offer: &str| tab.targets.iter().any(|t| t.offer == id(offer) && t.reasons.is_empty());
        // Wider than the partner's paths: Premium is none of them.
        assert!(has(offer::PREMIUM) && has(offer::E1) && has(offer::E3) && has(offer::STANDARD));
        assert!(!has(more::EXCHANGE_2) && !has(offer::APPS_BUSINESS) && !has(more::STANDARD_INDIA));
        assert!(!tab.targets.iter().any(|t| t.offer == id(offer::BASIC)), "not the plan itself");
        let shown = |t: &seatwright_domain::upgrade::eligibility::SelfTarget| {
            let offer = CATALOGUE.offer(&t.offer).unwrap();
            !offer.is_trial() && !offer.is_addon()
        };
        assert!(tab.targets.iter().all(shown));
    }
}

#[test]
fn an_order_outside_the_tab_is_refused_self_05() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version, 1);
        for target in [offer::BASIC, offer::NCE_E3, more::TRIAL_STANDARD, offer::ARCHIVE_ADDON] {
            let refused = order_own(&mut world, bought, target, 10, Payment::Card).unwrap_err();
            let reason = reason(&refused, Rule::Self05);
            assert_eq!(reason.code, Code::NoUpgradePath);
            assert!(reason.remedies.contains(&Remedy::ChangeByHand), "MAN-01");
        }
        let refused = order_own(&mut world, bought, "NOTHING", 10, Payment::Card).unwrap_err();
        assert!(refused.has(Code::OfferUnknown));
        let refused = order_own(&mut world, bought, more::STANDARD_INDIA, 10, Payment::Card).unwrap_err();
        assert_eq!(reason(&refused, Rule::Upg02).code, Code::NotSoldInCountry);
    }
}

#[test]
fn an_empty_tab_without_another_cause_says_that_no_plan_keeps_the_data_self_06() {
    let mut world = World::new("2021-09", MONDAY);
    // The highest plan: nothing keeps its data and is another plan, but for what is on sale beside it.
    let bought = buy_direct(&mut world, offer::E3, 5, Payment::Card);
    let tab = upgrade_tab(&world, bought);
    let open = tab.targets.iter().filter(|target| target.reasons.is_empty()).count();
    assert_eq!(tab.reasons.is_empty(), open > 0, "reasons are given exactly when nothing is offered");
}

#[test]
fn administrators_are_locked_out_while_it_runs_at_most_an_hour_self_07() {
    for version in VERSIONS {
        for users in [1_u32, 299] {
            let (mut world, bought) = basic(version, users);
            let others = buy_direct(&mut world, more::EXCHANGE_1, 1, Payment::Card);
            order_paid(&mut world, bought, users.max(10));
            let caller = administrator(&world);
            let change = Command::Rename { subscription: others, name: "Post".into() };
            let refused = as_caller(&mut world, caller.clone(), |world| world.refused(change.clone()));
            assert_eq!(reason(&refused, Rule::Self07).code, Code::UpgradeLocksAdmins);
            until(&mut world, "2021-10-04T01:00:00");
            as_caller(&mut world, caller, |world| world.run(change));
            assert_eq!(world.status(bought), Status::Deleted, "done within the hour");
        }
    }
}

#[test]
fn more_users_take_longer_and_progress_counts_them_self_08() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version, 299);
        let id = order_paid(&mut world, bought, 300);
        let progress = |world: &World| {
            let upgrade = &world.account.upgrades[&id];
            (upgrade.users_done, upgrade.users_total)
        };
        until(&mut world, "2021-10-04T00:04:59");
        assert_eq!(progress(&world), (0, 0));
        until(&mut world, "2021-10-04T00:05:00");
        assert_eq!(progress(&world), (200, 299), "a step of 200");
        assert!(holds(&world, 298, bought), "users notice nothing until it is their turn");
        until(&mut world, "2021-10-04T00:07:00");
        assert_eq!(progress(&world), (299, 299));
    }
}

#[test]
fn the_pause_shrinks_so_that_any_number_of_users_fits_self_07_self_08() {
    for policy in POLICIES.all() {
        let upgrade = &policy.upgrade;
        for users in [0_u32, 1, 200, 201, 3_000, 6_000, 100_000, 5_000_000] {
            let batches = users.div_ceil(upgrade.users_per_step).max(1);
            let whole = UpgradeKind::SelfService.pause(users, upgrade) * i32::try_from(batches - 1).unwrap();
            let limit = jiff::SignedDuration::from_mins(60 - i64::from(upgrade.provisioning_minutes));
            assert!(whole <= limit, "{users} users take {whole}");
        }
        assert_eq!(UpgradeKind::SelfService.pause(300, upgrade), jiff::SignedDuration::from_mins(2));
        assert!(UpgradeKind::Classic.pause(100_000, upgrade).is_zero());
    }
}

#[test]
fn an_upgrade_goes_on_where_it_stopped_whatever_the_steps_of_the_clock_self_08() {
    for version in VERSIONS {
        let instants = [
            vec!["2021-10-04T02:00:00"],
            vec!["2021-10-04T00:05:00", "2021-10-04T00:06:00", "2021-10-04T00:07:00", "2021-10-04T02:00:00"],
        ];
        let ends: Vec<_> = instants
            .iter()
            .map(|instants| {
                let (mut world, bought) = basic(version, 280);
                order_paid(&mut world, bought, 250);
                for instant in instants {
                    until(&mut world, instant);
                }
                assert_eq!(world.status(bought), Status::Deleted);
                (world.account.clone(), world.users.clone())
            })
            .collect();
        assert_eq!(ends[0], ends[1]);
    }
}

#[test]
fn a_step_without_the_users_it_asked_for_asks_again_self_08() {
    let (mut world, bought) = basic("2021-09", 5);
    order_own(&mut world, bought, offer::STANDARD, 10, Payment::Card).unwrap();
    let system = Caller::system();
    let at: Timestamp = instant("2021-10-04T00:05:00");
    let loaded = Rows::default();
    world.now = at;
    let Step::Decided(provisioned) = advance(&world.account, at, None, &world.context(&system, &loaded))
    else {
        panic!("it is set up first")
    };
    let account = provisioned.account;
    let wrong = UserBatch { subscription: bought, after: Some(user_id(3)), users: Vec::new(), last: true };
    for batch in [None, Some(&wrong)] {
        let step = advance(&account, at, batch, &world.context(&system, &loaded));
        let Step::NeedsUsers(wanted) = step else { panic!("{step:?}") };
        assert_eq!((wanted.subscription, wanted.after, wanted.limit), (bought, None, 200));
    }
}

#[test]
fn moving_only_some_users_is_done_by_hand_man_01() {
    for version in VERSIONS {
        // Buy the new plan first, then move them.
        let (mut world, bought) = basic(version, 3);
        let new = buy_direct(&mut world, offer::STANDARD, 1, Payment::Card);
        let plan = |subscription| world.sub(subscription).plan.unwrap();
        let (from, to) = (plan(bought), plan(new));
        let roles = [seatwright_domain::role::Role::CustomerGlobalAdmin];
        let caller = Caller::customer(world.account.id(), "ilse", roles);
        let place = world.history.len();
        as_caller(&mut world, caller, |world| {
            world.run(Command::ChangeLicences {
                user: user_id(1),
                assign: vec![LicenceWish { plan: to, excluded: [].into() }],
                remove: vec![from],
            })
        });
        upgrade_support::fold(&mut world, place);
        assert!(holds(&world, 1, new) && !holds(&world, 1, bought) && holds(&world, 2, bought));
    }
}

#[test]
fn the_preview_of_a_user_is_what_happens_lic_02_upg_10() {
    for version in VERSIONS {
        let (mut world, bought) = basic(version, 0);
        give(&mut world, 0, bought, &["EXCHANGE_S_STANDARD"]);
        give(&mut world, 1, bought, &[]);
        give(&mut world, 2, bought, &["TEAMS1"]);
        world.users[1].user.usage_location = None;
        let target = CATALOGUE.offer(&id(offer::E3)).unwrap();
        let way = Way::preview(world.sub(bought), target, None, &CATALOGUE);
        let mut free = 1;
        let mut announced = Vec::new();
        for record in &world.users {
            let seen = outlook(&world.account, record, &way, free > 0, &CATALOGUE);
            free -= i32::from(seen.outcome == Outcome::Moves);
            let user = record.user.id;
            announced.extend(seen.noticed.into_iter().map(|noticed| (user, noticed.service, noticed.kind)));
        }
        order_own(&mut world, bought, offer::E3, 1, Payment::Card).unwrap();
        let findings = until(&mut world, "2021-10-04T00:05:00");
        let found: Vec<_> = findings.into_iter().map(|f| (f.user, f.service, f.kind)).collect();
        assert_eq!(found, announced);
        assert_eq!(found.len(), 3);
    }
}
