//! Giving and taking licences: LIC-101, LIC-103, LIC-106, LIC-108, SUSP-02, ROLE-03, ROLE-05, ROLE-126.

mod people_support;
mod support;

use people_support::{Office, nordljus, plan, wish, wish_without};
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::{Command, LicenceWish};
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, PlanId, SubscriptionId, UserId};
use seatwright_domain::licensing::seat_pool;
use seatwright_domain::refusal::{Code, Remedy, Who};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::SuspensionReason;
use support::{VERSIONS, offer};
use uuid::Uuid;

fn change(user: UserId, assign: Vec<LicenceWish>, remove: Vec<PlanId>) -> Command {
    Command::ChangeLicences { user, assign, remove }
}

fn buy(office: &mut Office, offer: &str, seats: u32) -> SubscriptionId {
    office.world.buy(offer, seats, Some(Term::P1Y), BillingPlan::Monthly)
}

#[test]
fn without_a_free_seat_the_remedy_is_to_buy_one_and_it_suffices_lic_101() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let id = buy(&mut office, offer::NCE_BASIC, 2);
        let users: Vec<UserId> = ["anke", "bram", "carla"].map(|name| office.hire(name)).into();
        office.assign(users[0], vec![wish(offer::NCE_BASIC)]);
        office.assign(users[1], vec![wish(offer::NCE_BASIC)]);
        let refused = office.refused(change(users[2], vec![wish(offer::NCE_BASIC)], vec![]));
        let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
        assert_eq!((reason.rule, reason.code), (Rule::Lic101, Code::NoSeatFree));
        assert_eq!(reason.evidence["seats"], 2);
        assert_eq!(reason.evidence["assigned"], 2);
        assert_eq!(reason.remedies, [Remedy::BuySeats { subscription: id, seats: 1 }]);
        assert_eq!(reason.who, [Who::Partner]);
        office.run(Command::ChangeSeats { subscription: id, seats: 3 });
        office.assign(users[2], vec![wish(offer::NCE_BASIC)]);
        assert_eq!(office.holds(users[2]), [id]);
    }
}

#[test]
fn every_reason_comes_at_once_lic_101_lic_106() {
    let mut office = Office::new("2021-09", "2021-10-04");
    buy(&mut office, offer::NCE_BASIC, 1);
    let first = office.hire("anke");
    office.assign(first, vec![wish(offer::NCE_BASIC)]);
    let nowhere = office.hire_with(seatwright_domain::command::UserProfile {
        usage_location: None,
        ..people_support::profile("bram")
    });
    buy(&mut office, offer::NCE_E3, 1);
    let wishes = vec![
        wish_without(offer::NCE_BASIC, &["NO_SUCH_SERVICE"]),
        wish(offer::NCE_E3),
        wish(offer::STANDARD),
    ];
    let refused = office.refused(change(nowhere, wishes, vec![plan(offer::APPS_BUSINESS)]));
    for code in [
        Code::NoSeatFree,
        Code::ServiceUnknown,
        Code::UsageLocationMissing,
        Code::PlanNotOwned,
        Code::LicenceNotHeld,
    ] {
        assert!(refused.has(code), "{code:?} in {refused}");
    }
}

#[test]
fn a_licence_needs_a_usage_location_lic_106() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        buy(&mut office, offer::NCE_BASIC, 5);
        let user = office.hire_with(seatwright_domain::command::UserProfile {
            usage_location: None,
            ..people_support::profile("bram")
        });
        let refused = office.refused(change(user, vec![wish(offer::NCE_BASIC)], vec![]));
        let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
        assert_eq!((reason.rule, reason.code), (Rule::Lic106, Code::UsageLocationMissing));
        assert_eq!(reason.remedies, [Remedy::SetUsageLocation { user }]);
        let location = seatwright_domain::command::UserChange {
            usage_location: Some("NL".to_owned()),
            ..Default::default()
        };
        office.run(Command::ChangeUser { user, change: Box::new(location) });
        office.assign(user, vec![wish(offer::NCE_BASIC)]);
    }
}

#[test]
fn one_data_service_cannot_come_from_two_plans_unless_it_is_switched_off_lic_106() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let basic = buy(&mut office, offer::NCE_BASIC, 5);
    buy(&mut office, offer::NCE_STANDARD, 5);
    let user = office.hire("anke");
    office.assign(user, vec![wish(offer::NCE_BASIC)]);
    let refused = office.refused(change(user, vec![wish(offer::NCE_STANDARD)], vec![]));
    let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
    assert_eq!((reason.rule, reason.code), (Rule::Lic106, Code::ServiceHeld));
    assert!(reason.remedies.contains(&Remedy::RemoveLicence { user, subscription: basic }));
    // Both remedies work: switching the services off, or replacing the licence.
    let off = wish_without(offer::NCE_STANDARD, &["EXCHANGE_S_STANDARD", "SHAREPOINTSTANDARD"]);
    office.assign(user, vec![off]);
    assert_eq!(office.holds(user).len(), 2);
    let other = office.hire("bram");
    office.assign(other, vec![wish(offer::NCE_BASIC)]);
    office.run(change(other, vec![wish(offer::NCE_STANDARD)], vec![plan(offer::NCE_BASIC)]));
    // Two wishes of one command exclude each other just as well.
    let third = office.hire("carla");
    let both = vec![wish(offer::NCE_BASIC), wish(offer::NCE_STANDARD)];
    assert!(office.refused(change(third, both, vec![])).has(Code::ServiceHeld));
}

#[test]
fn a_higher_and_a_lower_member_of_a_family_stand_side_by_side_lic_106() {
    let mut office = Office::new("2021-09", "2021-10-04");
    buy(&mut office, offer::NCE_BASIC, 5);
    buy(&mut office, offer::NCE_E3, 5);
    let user = office.hire("anke");
    office.assign(user, vec![wish(offer::NCE_BASIC), wish(offer::NCE_E3)]);
    assert_eq!(office.holds(user).len(), 2);
}

#[test]
fn changing_services_of_a_held_licence_takes_no_seat_lic_106() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let id = buy(&mut office, offer::NCE_BASIC, 1);
        let user = office.hire("anke");
        office.assign(user, vec![wish(offer::NCE_BASIC)]);
        let since = office.users[&user].assignments[0].since;
        office.world.until("2021-10-20");
        let decision = office.assign(user, vec![wish_without(offer::NCE_BASIC, &["TEAMS1"])]);
        let Event::LicencesChanged { added, assigned, .. } = &decision.events[0].event else {
            panic!("{:?}", decision.events)
        };
        assert_eq!((*added, assigned.len()), (0, 1));
        assert_eq!(office.world.sub(id).assigned, 1);
        let held = &office.users[&user].assignments[0];
        assert!(held.excluded.contains("TEAMS1"));
        assert_eq!(held.since, since, "it is the same licence");
        let again = office.assign(user, vec![wish_without(offer::NCE_BASIC, &["TEAMS1"])]);
        assert!(again.events.is_empty(), "what is so already is no event");
    }
}

#[test]
fn new_licences_stand_before_changed_ones_and_only_they_count_lic_101() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let basic = buy(&mut office, offer::NCE_BASIC, 1);
    let e3 = buy(&mut office, offer::NCE_E3, 1);
    let user = office.hire("anke");
    office.assign(user, vec![wish(offer::NCE_BASIC)]);
    office.assign(user, vec![wish_without(offer::NCE_BASIC, &["TEAMS1"]), wish(offer::NCE_E3)]);
    assert_eq!((office.world.sub(basic).assigned, office.world.sub(e3).assigned), (1, 1));
    // The other way round, so that neither order of the plans' ids decides.
    let mut office = Office::new("2021-09", "2021-10-04");
    let basic = buy(&mut office, offer::NCE_BASIC, 1);
    let e3 = buy(&mut office, offer::NCE_E3, 1);
    let user = office.hire("anke");
    office.assign(user, vec![wish(offer::NCE_E3)]);
    office.assign(user, vec![wish_without(offer::NCE_E3, &["TEAMS1"]), wish(offer::NCE_BASIC)]);
    assert_eq!((office.world.sub(basic).assigned, office.world.sub(e3).assigned), (1, 1));
}

#[test]
fn taking_comes_first_so_that_full_plans_can_be_swapped_lic_103() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let basic = buy(&mut office, offer::NCE_BASIC, 1);
        let e3 = buy(&mut office, offer::NCE_E3, 1);
        let (anke, bram) = (office.hire("anke"), office.hire("bram"));
        office.assign(anke, vec![wish(offer::NCE_BASIC)]);
        office.assign(bram, vec![wish(offer::NCE_E3)]);
        let swap = Command::All {
            commands: vec![
                change(bram, vec![], vec![plan(offer::NCE_E3)]),
                change(anke, vec![wish(offer::NCE_E3)], vec![plan(offer::NCE_BASIC)]),
                change(bram, vec![wish(offer::NCE_BASIC)], vec![]),
            ],
        };
        office.run(swap);
        assert_eq!((office.holds(anke), office.holds(bram)), (vec![e3], vec![basic]));
        // The same plan taken and given in one command is a fresh licence on the seat that it frees.
        office.run(change(anke, vec![wish(offer::NCE_E3)], vec![plan(offer::NCE_E3)]));
        assert_eq!(office.holds(anke), [e3]);
        assert!(office.refused(change(anke, vec![], vec![plan(offer::NCE_BASIC)])).names(Rule::Lic103));
    }
}

#[test]
fn a_plan_that_is_not_owned_names_the_offers_that_have_it_lic_103() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let user = office.hire("anke");
    let refused = office.refused(change(user, vec![wish(offer::NCE_BASIC)], vec![]));
    let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
    assert_eq!((reason.rule, reason.code), (Rule::Lic103, Code::PlanNotOwned));
    let [Remedy::BuyFirst { offers }] = reason.remedies.as_slice() else { panic!("{:?}", reason.remedies) };
    assert!(offers.iter().any(|named| named.as_str() == offer::NCE_BASIC));
    assert!(!offers.iter().any(|named| named.as_str().ends_with(":T001")), "no trials");
    let unknown = LicenceWish { plan: PlanId(Uuid::from_u128(1)), excluded: [].into() };
    assert!(office.refused(change(user, vec![unknown], vec![])).has(Code::PlanNotOwned));
}

#[test]
fn a_partner_changes_only_licences_that_it_sold_lic_108() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let theirs = buy(&mut office, offer::NCE_BASIC, 5);
        let user = office.hire("anke");
        office.as_caller(nordljus(), |office| {
            let refused = office.refused(change(user, vec![wish(offer::NCE_BASIC)], vec![]));
            let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
            assert_eq!((reason.rule, reason.code), (Rule::Lic108, Code::LicenceOfOtherSeller));
            assert_eq!(reason.who, [Who::OtherSeller]);
            let shown = serde_json::to_string(reason).unwrap();
            assert!(!shown.contains(&theirs.to_string()), "UPG-07: nothing of the other seller is shown");
        });
        office.assign(user, vec![wish(offer::NCE_BASIC)]);
        office.as_caller(nordljus(), |office| {
            let take = change(user, vec![], vec![plan(offer::NCE_BASIC)]);
            assert!(office.refused(take).has(Code::LicenceOfOtherSeller));
            let switch = change(user, vec![wish_without(offer::NCE_BASIC, &["TEAMS1"])], vec![]);
            assert!(office.refused(switch).has(Code::LicenceOfOtherSeller));
            // With a subscription of its own to the plan, the seat comes from that one.
            let own = buy(office, offer::NCE_BASIC, 1);
            let other = office.hire("bram");
            office.assign(other, vec![wish(offer::NCE_BASIC)]);
            assert_eq!(office.holds(other), [own]);
        });
        // The customer's own administrators may use every seat of their company.
        let administrator = office.administrator(Role::CustomerLicenceAdmin);
        office.as_caller(administrator, |office| {
            office.run(change(user, vec![], vec![plan(offer::NCE_BASIC)]));
        });
    }
}

#[test]
fn of_several_subscriptions_the_one_that_ends_last_gives_the_seat_lic_103() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let earlier = buy(&mut office, offer::NCE_BASIC, 2);
    office.world.until("2021-11-04");
    let later = buy(&mut office, offer::NCE_BASIC, 1);
    let (anke, bram) = (office.hire("anke"), office.hire("bram"));
    office.assign(anke, vec![wish(offer::NCE_BASIC)]);
    office.assign(bram, vec![wish(offer::NCE_BASIC)]);
    assert_eq!((office.holds(anke), office.holds(bram)), (vec![later], vec![earlier]));
}

#[test]
fn nobody_is_licensed_for_a_suspended_subscription_susp_02() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let id = buy(&mut office, offer::NCE_BASIC, 5);
        let (anke, bram) = (office.hire("anke"), office.hire("bram"));
        office.assign(anke, vec![wish(offer::NCE_BASIC)]);
        office.run(Command::Suspend { subscription: id, reason: SuspensionReason::CustomerRequest });
        for wish in [wish(offer::NCE_BASIC), wish_without(offer::NCE_BASIC, &["TEAMS1"])] {
            let refused = office.refused(change(bram, vec![wish], vec![]));
            let reason = &refused.reasons()[0];
            assert_eq!((reason.rule, reason.code), (Rule::Susp02, Code::NotActive));
            assert_eq!(reason.remedies, [Remedy::Reactivate { subscription: id }]);
        }
        let services = change(anke, vec![wish_without(offer::NCE_BASIC, &["TEAMS1"])], vec![]);
        assert!(office.refused(services).names(Rule::Susp02));
        assert_eq!(seat_pool(&office.world.account)[&plan(offer::NCE_BASIC)].suspended, 5);
        // Taking a licence stays possible, and reactivating is the whole remedy.
        office.run(change(anke, vec![], vec![plan(offer::NCE_BASIC)]));
        office.run(Command::Reactivate { subscription: id });
        office.assign(bram, vec![wish(offer::NCE_BASIC)]);
    }
}

#[test]
fn seats_that_are_not_for_users_are_not_assigned_lic_103() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let storage = support::CATALOGUE.plans.values().find(|plan| !plan.assignable).expect("such a plan");
    let user = office.hire("anke");
    let wish = LicenceWish { plan: storage.id, excluded: [].into() };
    assert!(office.refused(change(user, vec![wish], vec![])).has(Code::NotAssignable));
}

#[test]
fn delegated_rights_are_needed_and_only_for_their_services_role_03() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        buy(&mut office, offer::NCE_BASIC, 5);
        buy(&mut office, offer::NCE_E3, 5);
        let user = office.hire("anke");
        let relationships = &mut office.world.account.head.customer.relationships;
        let relationship = relationships.get_mut(&support::HAVENWERK).unwrap();
        relationship.delegation.as_mut().unwrap().only_plans = [plan(offer::NCE_BASIC)].into();
        let changed = Event::RelationshipChanged {
            partner: support::HAVENWERK,
            relationship: Some(relationship.clone()),
        };
        record(&mut office, changed);
        office.assign(user, vec![wish(offer::NCE_BASIC)]);
        let refused = office.refused(change(user, vec![wish(offer::NCE_E3)], vec![]));
        let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
        assert_eq!((reason.rule, reason.code), (Rule::Role03, Code::DelegationMissing));
        assert_eq!(reason.remedies, [Remedy::RequestDelegation]);
        assert_eq!(reason.who, [Who::Customer]);
    }
}

/// Adds an event to the history, so that state stays its fold.
fn record(office: &mut Office, event: Event) {
    let seq = office.world.account.head.version + 1;
    let by = seatwright_domain::role::Actor::System;
    let recorded =
        seatwright_domain::event::Recorded { seq, at: office.world.now, by, event, charges: Vec::new() };
    office.world.account.apply(&recorded);
    office.world.history.push(recorded);
}

#[test]
fn who_assigns_licences_role_126_role_05() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        buy(&mut office, offer::NCE_BASIC, 5);
        let user = office.hire("anke");
        let command = change(user, vec![wish(offer::NCE_BASIC)], vec![]);
        let billing = Caller::partner(support::HAVENWERK, Some("bo"), [Role::BillingAdmin]);
        let refused = office.as_caller(billing, |office| office.refused(command.clone()));
        assert!(refused.names(Rule::Role126) && refused.has(Code::RoleMissing));
        let id = CustomerId(Uuid::from_u128(9));
        let stranger = Caller::customer(id, "eve", [Role::CustomerGlobalAdmin]);
        let refused = office.as_caller(stranger, |office| office.refused(command.clone()));
        assert!(refused.names(Rule::Role05) && refused.has(Code::OtherCompany));
        let own = office.administrator(Role::CustomerBillingAdmin);
        let refused = office.as_caller(own, |office| office.refused(command.clone()));
        assert!(refused.has(Code::RoleMissing), "a billing admin buys, but does not assign");
        let helpdesk = Caller::partner(support::HAVENWERK, Some("hans"), [Role::HelpdeskAgent]);
        office.as_caller(helpdesk, |office| office.run(command.clone()));
    }
}
