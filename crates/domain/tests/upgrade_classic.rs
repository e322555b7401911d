//! Upgrading a customer's classic subscription as its partner (seed 000, "Een klantabonnement upgraden"): UPG-01..10,
//! LIC-01..04, and what the customer already has from others.

mod upgrade_support;

use std::collections::BTreeSet;

use seatwright_domain::command::Command;
use seatwright_domain::decision::Notice;
use seatwright_domain::event::Event;
use seatwright_domain::ids::OfferId;
use seatwright_domain::order::OrderOrigin;
use seatwright_domain::refusal::{Code, Remedy, Subject, Who};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Status, SuspensionReason};
use seatwright_domain::upgrade::UpgradeKind;
use seatwright_domain::user::FindingKind;
use upgrade_support::support::CATALOGUE;
use upgrade_support::{
    HAVENWERK, NORDLJUS, VERSIONS, World, administrator, agent, as_caller, begun, buy_from, classic_targets,
    cure_all, give, give_all, holds, id, live, more, named, offer, reason, settle, upgrade, user_id,
};

const START: &str = "2021-10-04";

fn paths(offer: &str) -> BTreeSet<OfferId> {
    CATALOGUE.offer(&id(offer)).unwrap().upgrades_to.iter().cloned().collect()
}

fn set(offers: &[&str]) -> BTreeSet<OfferId> {
    offers.iter().map(|offer| id(offer)).collect()
}

#[test]
fn these_are_the_paths_and_no_others_upg_01() {
    let table = [
        (offer::APPS_BUSINESS, set(&[offer::PREMIUM, offer::APPS_ENTERPRISE, offer::E3, more::E5])),
        (offer::STANDARD, set(&[offer::E3, more::E5])),
        (offer::BASIC, set(&[offer::STANDARD, offer::E1, offer::E3, more::E5])),
    ];
    for version in VERSIONS {
        for (source, expected) in &table {
            let mut world = World::new(version, START);
            let bought = buy_from(&mut world, HAVENWERK, source, 10);
            let offered: BTreeSet<_> =
                classic_targets(&world, bought).into_iter().map(|target| target.offer).collect();
            assert_eq!(offered, *expected);
        }
        for source in [offer::PREMIUM, offer::E1, offer::E3, more::E5, offer::APPS_ENTERPRISE] {
            let mut world = World::new(version, START);
            let bought = buy_from(&mut world, HAVENWERK, source, 10);
            assert!(classic_targets(&world, bought).is_empty(), "{source} leads nowhere");
        }
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::STANDARD, 10);
        let refused = world.refused(upgrade(bought, offer::E1));
        let reason = reason(&refused, Rule::Upg01);
        assert_eq!(reason.code, Code::NoUpgradePath);
        let Remedy::ChooseOffer { offers } = &reason.remedies[0] else { panic!("{reason:?}") };
        assert_eq!(offers.iter().cloned().collect::<BTreeSet<_>>(), set(&[offer::E3, more::E5]));
    }
}

#[test]
fn india_variants_go_to_the_india_variant_upg_02() {
    for version in VERSIONS {
        let mut world = World::new(version, START).prepare(|account| {
            account.head.customer.billing_profile.address.country = "IN".into();
        });
        for source in [more::APPS_INDIA, more::BASIC_INDIA] {
            assert!(paths(source).contains(&id(more::STANDARD_INDIA)), "UPG-02");
            assert!(!paths(source).contains(&id(offer::STANDARD)), "UPG-02");
        }
        let bought = buy_from(&mut world, HAVENWERK, more::BASIC_INDIA, 10);
        let refused = world.refused(upgrade(bought, offer::STANDARD));
        let codes: BTreeSet<_> =
            refused.reasons().iter().filter(|r| r.rule == Rule::Upg02).map(|r| r.code).collect();
        assert_eq!(codes, [Code::NoUpgradePath, Code::NotSoldInCountry].into());
        let Remedy::ChooseOffer { offers } = &refused.reasons()[0].remedies[0] else { panic!() };
        assert!(offers.contains(&id(more::STANDARD_INDIA)));
        world.run(upgrade(bought, more::STANDARD_INDIA));
        settle(&mut world);
        assert_eq!(live(&world.account, more::STANDARD_INDIA).len(), 1);
    }
}

#[test]
fn only_an_active_subscription_is_upgraded_and_reactivating_helps_upg_03() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
        world.run(Command::Suspend { subscription: bought, reason: SuspensionReason::NonPayment });
        let refused = world.refused(upgrade(bought, offer::STANDARD));
        assert_eq!(named(refused.reasons()), [(Rule::Upg03, Code::NotActive)]);
        assert_eq!(refused.reasons()[0].remedies, [Remedy::Reactivate { subscription: bought }]);
        cure_all(&mut world, &refused, |_| Some(refused.clone()));
        world.run(upgrade(bought, offer::STANDARD));
    }
}

#[test]
fn delegated_rights_are_needed_and_the_refusal_says_how_to_get_them_upg_04() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
        let caller = administrator(&world);
        as_caller(&mut world, caller, |world| {
            world.run(Command::SetDelegation { partner: HAVENWERK, delegation: None })
        });
        for target in classic_targets(&world, bought) {
            assert_eq!(named(&target.reasons), [(Rule::Upg04, Code::DelegationMissing)]);
        }
        let refused = world.refused(upgrade(bought, offer::STANDARD));
        assert_eq!(reason(&refused, Rule::Upg04).remedies, [Remedy::RequestDelegation]);
        assert_eq!(reason(&refused, Rule::Upg04).who, [Who::Customer]);
        cure_all(&mut world, &refused, |_| Some(refused.clone()));
        world.run(upgrade(bought, offer::STANDARD));
    }
}

#[test]
fn additional_services_owned_already_stand_in_the_way_upg_05() {
    for version in VERSIONS {
        for seller in [HAVENWERK, NORDLJUS] {
            // Apps for business to Premium adds mail, which Exchange Online gives already; a larger mailbox counts too.
            for owned in [more::EXCHANGE_1, more::EXCHANGE_2] {
                let mut world = World::new(version, START);
                let bought = buy_from(&mut world, HAVENWERK, offer::APPS_BUSINESS, 10);
                let other = buy_from(&mut world, seller, owned, 3);
                let refused = world.refused(upgrade(bought, offer::PREMIUM));
                assert_eq!(named(refused.reasons()), [(Rule::Upg05, Code::ServicesOwned)]);
                let reason = &refused.reasons()[0];
                assert!(reason.evidence["services"].to_string().contains("Exchange Online"));
                if seller == HAVENWERK {
                    let cancel = Remedy::CancelSubscription { subscription: other };
                    assert_eq!(reason.remedies, [cancel]);
                }
                // A plan that adds none of the other's services is open: only the desktop apps change.
                world.run(upgrade(bought, offer::APPS_ENTERPRISE));
            }
        }
    }
}

#[test]
fn the_target_owned_already_stands_in_the_way_upg_06() {
    for version in VERSIONS {
        for seller in [HAVENWERK, NORDLJUS] {
            let mut world = World::new(version, START);
            let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
            // The same plan under new commerce is the same product.
            let owned = if seller == HAVENWERK { offer::E1 } else { offer::NCE_E1 };
            buy_from(&mut world, seller, owned, 3);
            let refused = world.refused(upgrade(bought, offer::E1));
            assert_eq!(reason(&refused, Rule::Upg06).code, Code::TargetOwned);
            cure_all(&mut world, &refused, |_| Some(refused.clone()));
            world.run(upgrade(bought, offer::E1));
        }
    }
}

#[test]
fn nothing_of_another_partner_is_shown_upg_07() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
        let other = buy_from(&mut world, NORDLJUS, offer::E3, 4711);
        as_caller(&mut world, agent(NORDLJUS), |world| {
            world.run(Command::Rename { subscription: other, name: "Fjordkontor".into() })
        });
        let refused = world.refused(upgrade(bought, offer::E3));
        for rule in [Rule::Upg05, Rule::Upg06] {
            let reason = reason(&refused, rule);
            assert_eq!(reason.remedies, [Remedy::CancelWhereBought]);
            assert_eq!(reason.evidence["perhaps_other_channel"], true);
            assert_eq!(reason.subject, Subject::Offer(id(offer::E3)));
        }
        let shown = serde_json::to_string(&refused).unwrap()
            + &serde_json::to_string(&classic_targets(&world, bought)[2].reasons).unwrap();
        for secret in ["Nordljus", "Fjordkontor", "4711", &other.to_string(), &NORDLJUS.to_string()] {
            assert!(!shown.contains(secret), "{secret} is in {shown}");
        }
        // Neither the subscription itself nor its upgrade is anybody else's business.
        let refused = world.refused(upgrade(other, more::E5));
        assert!(refused.has(Code::SubscriptionUnknown));
    }
}

#[test]
fn the_old_is_cancelled_the_new_added_and_all_licences_move_upg_08() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
        give_all(&mut world, 7, bought);
        world.until("2022-02-10");
        let refused = world.refused(Command::Upgrade {
            subscription: bought,
            target: id(offer::STANDARD),
            seats: Some(9),
            transfer: true,
        });
        assert_eq!(named(refused.reasons()), [(Rule::Upg08, Code::AllLicencesMove)]);
        assert_eq!(refused.reasons()[0].remedies, [Remedy::ChooseQuantity { min: 10, max: 300 }]);

        let decision = world.run(upgrade(bought, offer::STANDARD));
        let begun = begun(&decision);
        assert_eq!((begun.kind, begun.seats), (UpgradeKind::Classic, 10), "the source's seats by default");
        let target = begun.target.expect("it can be used at once");
        assert_eq!(world.status(target), Status::Active);
        assert_eq!(world.status(bought), Status::Active, "nobody is without a licence in between");
        settle(&mut world);
        assert_eq!(world.status(bought), Status::Deleted);
        assert!(world.kinds_since(0).contains(&"source_closed"), "BILL-01 hangs on it");
        let new = world.sub(target);
        assert_eq!((new.seats(), new.assigned), (10, 7));
        assert_eq!(new.term.period.first, jiff::civil::date(2022, 2, 10), "a term of its own");
        let order = world.orders().into_iter().find(|order| order.id == new.order).unwrap();
        assert_eq!(order.origin, OrderOrigin::Upgrade);
        assert_eq!(order.lines[0].subscription, target);
        world.assert_folds();
    }
}

#[test]
fn a_list_marks_what_can_be_upgraded_upg_09() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let can = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
        let marked = |world: &World, subscription| {
            classic_targets(world, subscription).iter().any(|target| target.reasons.is_empty())
        };
        assert!(marked(&world, can));
        let cannot = buy_from(&mut world, NORDLJUS, more::SHAREPOINT_2, 10);
        assert!(!marked(&world, cannot));
        world.run(Command::Suspend { subscription: can, reason: SuspensionReason::CustomerRequest });
        assert!(!marked(&world, can));
        // What is marked is accepted.
        world.run(Command::Reactivate { subscription: can });
        for target in classic_targets(&world, can).iter().filter(|target| target.reasons.is_empty()) {
            let mut fork = World::new(version, START);
            let bought = buy_from(&mut fork, HAVENWERK, offer::BASIC, 10);
            fork.run(upgrade(bought, target.offer.as_str()));
        }
    }
}

#[test]
fn users_that_need_work_by_hand_are_listed_with_service_and_cause_upg_10() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::APPS_BUSINESS, 3);
        let sites = buy_from(&mut world, HAVENWERK, more::SHAREPOINT_2, 3);
        give_all(&mut world, 3, bought);
        give(&mut world, 1, sites, &[]);
        world.users[0].user.usage_location = None;
        // SharePoint of another subscription is a service of its own in E3, so E3 cannot be had before it is gone; the
        // desktop apps of Apps for enterprise can.
        let refused = world.refused(upgrade(bought, offer::E3));
        assert!(refused.names(Rule::Upg05));
        world.run(upgrade(bought, offer::APPS_ENTERPRISE));
        let findings = settle(&mut world);
        let listed: Vec<_> = findings.iter().map(|f| (f.user, f.service.as_deref(), &f.kind)).collect();
        assert_eq!(listed, [(user_id(0), None, &FindingKind::NoUsageLocation)]);
        let upgrade = world.account.upgrades.values().next().unwrap();
        assert_eq!((upgrade.users_total, upgrade.users_done, upgrade.needs_work), (3, 3, 1));
        assert!(upgrade.stage == seatwright_domain::upgrade::Stage::Completed { at: world.now });
    }
}

#[test]
fn without_licence_transfer_people_assign_every_licence_upg_101() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 3);
        give_all(&mut world, 2, bought);
        let decision = world.run(Command::Upgrade {
            subscription: bought,
            target: id(offer::E3),
            seats: Some(5),
            transfer: false,
        });
        assert!(decision.notices.contains(&Notice::ReassignByHand { subscription: bought }));
        let findings = settle(&mut world);
        assert!(findings.iter().all(|finding| finding.kind == FindingKind::AssignByHand));
        assert_eq!(findings.len(), 2);
        let target = live(&world.account, offer::E3)[0];
        assert_eq!((world.sub(target).seats(), world.sub(target).assigned), (5, 0));
    }
}

#[test]
fn all_users_move_by_themselves_lic_01_and_keep_who_has_what_else_lic_03() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::STANDARD, 225);
        let mailboxes = buy_from(&mut world, HAVENWERK, more::EXCHANGE_1, 5);
        give_all(&mut world, 225, bought);
        for number in [3, 77] {
            give(&mut world, number, mailboxes, &["EXCHANGE_S_STANDARD"]);
        }
        let before: Vec<_> = world.users.iter().map(|known| known.assignments.len()).collect();
        world.run(upgrade(bought, offer::E3));
        let place = world.history.len();
        settle(&mut world);
        let target = live(&world.account, offer::E3)[0];
        assert!((0..225).all(|number| holds(&world, number, target)), "LIC-01");
        assert!((0..225).all(|number| !holds(&world, number, bought)));
        let after: Vec<_> = world.users.iter().map(|known| known.assignments.len()).collect();
        assert_eq!(before, after, "LIC-03: nobody has more or fewer licences than before");
        let kept = world.users[77].assignment(mailboxes).unwrap();
        assert_eq!(
            kept.excluded,
            ["EXCHANGE_S_STANDARD".to_owned()].into(),
            "LIC-03: other choices are untouched"
        );
        let batches = world.kinds_since(place).iter().filter(|kind| **kind == "users_moved").count();
        assert_eq!(batches, 2, "in steps of 200");
    }
}

#[test]
fn switched_off_services_come_back_on_and_the_choices_are_kept_as_a_list_lic_02() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::STANDARD, 3);
        give(&mut world, 0, bought, &["SHAREPOINTSTANDARD", "TEAMS1"]);
        give(&mut world, 1, bought, &[]);
        let decision = world.run(upgrade(bought, offer::E3));
        assert!(decision.notices.contains(&Notice::ServiceChoicesReset { subscription: bought }));
        let findings = settle(&mut world);
        let listed: Vec<_> =
            findings.iter().map(|f| (f.user, f.service.as_deref().unwrap(), &f.kind)).collect();
        let on = &FindingKind::ServiceSwitchedOn;
        assert_eq!(listed, [(user_id(0), "SHAREPOINTENTERPRISE", on), (user_id(0), "TEAMS1", on)]);
        let target = live(&world.account, offer::E3)[0];
        assert!(world.users[0].assignment(target).unwrap().excluded.is_empty());
        let upgrade = world.account.upgrades.values().next().unwrap();
        assert_eq!((upgrade.switched_on, upgrade.needs_work), (2, 0));
    }
}

#[test]
fn no_published_path_loses_user_data_lic_04() {
    for offer in CATALOGUE.offers.values() {
        for target in &offer.upgrades_to {
            let from = CATALOGUE.plan_of(&offer.id).unwrap();
            let to = CATALOGUE.plan_of(target).unwrap();
            assert!(CATALOGUE.data_lost(from, to).is_empty(), "{} to {}", offer.title, to.title);
        }
    }
}

#[test]
fn a_customer_cannot_take_the_partners_way_role_01() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 3);
        let caller = administrator(&world);
        let refused = as_caller(&mut world, caller, |world| world.refused(upgrade(bought, offer::E3)));
        assert!(refused.has(Code::RoleMissing) && refused.names(Rule::Self107));
    }
}

#[test]
fn a_target_that_is_too_small_is_refused_with_its_bounds_buy_01() {
    for version in VERSIONS {
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 250);
        let refused = world.refused(Command::Upgrade {
            subscription: bought,
            target: id(offer::STANDARD),
            seats: Some(301),
            transfer: true,
        });
        assert_eq!(named(refused.reasons()), [(Rule::Buy01, Code::QuantityOutside)]);
        assert_eq!(refused.reasons()[0].remedies, [Remedy::ChooseQuantity { min: 1, max: 300 }]);
    }
}

#[test]
fn an_upgrade_changes_nothing_else_of_the_account_upg_102() {
    let mut world = World::new("2021-09", START);
    let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 3);
    let bystander = buy_from(&mut world, NORDLJUS, more::EXCHANGE_1, 3);
    let before = world.sub(bystander).clone();
    world.run(upgrade(bought, offer::E1));
    settle(&mut world);
    assert_eq!(*world.sub(bystander), before);
    let done = world.history.last().unwrap();
    assert!(matches!(done.event, Event::UpgradeCompleted { .. }));
    assert_eq!(world.messages.last().unwrap(), "upgrade_completed");
}
