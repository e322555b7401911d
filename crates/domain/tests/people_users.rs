//! Users: LIC-107, ROLE-03, ROLE-126, SELF-07, and the fields of LIC-106.

mod people_support;
mod support;

use people_support::{Office, nordljus, plan, profile, wish, wish_without};
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::{Command, UserChange, UserProfile};
use seatwright_domain::event::Event;
use seatwright_domain::ids::{SubscriptionId, UpgradeId, UserId};
use seatwright_domain::refusal::{Code, Subject};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Payment, Seller, SuspensionReason};
use seatwright_domain::upgrade::{Stage, Upgrade, UpgradeKind};
use support::{HAVENWERK, VERSIONS, instant, offer};
use uuid::Uuid;

fn create(user: UserProfile) -> Command {
    Command::CreateUser { user: Box::new(user) }
}

fn buy(office: &mut Office, offer: &str, seats: u32) -> SubscriptionId {
    office.world.buy(offer, seats, Some(Term::P1Y), BillingPlan::Monthly)
}

fn fields(refused: &seatwright_domain::refusal::Refusals) -> Vec<&str> {
    refused
        .reasons()
        .iter()
        .filter_map(|reason| match &reason.subject {
            Subject::Field(field) => Some(field.as_str()),
            _ => None,
        })
        .collect()
}

#[test]
fn every_field_that_is_wrong_is_named_role_126_lic_106() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let wrong = UserProfile {
        principal_name: "no sign-in name".into(),
        first_name: "x".repeat(129),
        last_name: "a\u{7}b".into(),
        display_name: " ".into(),
        usage_location: Some("Netherlands".into()),
        immutable_id: Some("y".repeat(257)),
    };
    let refused = office.refused(create(wrong));
    assert_eq!(
        fields(&refused),
        ["userPrincipalName", "displayName", "firstName", "lastName", "immutableId", "usageLocation"]
    );
    assert!(refused.reasons().iter().all(|reason| !reason.remedies.is_empty()));
    let user = office.hire("anke");
    assert_eq!(office.users[&user].user.usage_location.as_deref(), Some("NL"), "in upper case");
}

#[test]
fn a_sign_in_name_is_unique_without_regard_to_case_role_126() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let anke = office.hire("anke");
    let shouting = UserProfile { principal_name: "ANKE@BlauweVos.example".into(), ..profile("anke") };
    assert!(office.refused(create(shouting.clone())).has(Code::PrincipalNameTaken));
    let bram = office.hire("bram");
    let rename = |user, name: &str| Command::ChangeUser {
        user,
        change: Box::new(UserChange { principal_name: Some(name.to_owned()), ..UserChange::default() }),
    };
    assert!(office.refused(rename(bram, "anke@BLAUWEVOS.example")).has(Code::PrincipalNameTaken));
    office.run(rename(anke, &shouting.principal_name));
    assert_eq!(office.users[&anke].user.principal_name, shouting.principal_name, "its own name is free");
    // Two users of one command cannot share a name either.
    let both = Command::All { commands: vec![create(profile("carla")), create(profile("Carla"))] };
    assert!(office.refused(both).has(Code::PrincipalNameTaken));
}

#[test]
fn a_change_touches_only_its_fields_role_126() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let user = office.hire("anke");
    let before = office.users[&user].user.clone();
    let change = Box::new(UserChange { last_name: Some("de Wit".into()), ..UserChange::default() });
    office.run(Command::ChangeUser { user, change: change.clone() });
    let after = office.users[&user].user.clone();
    assert_eq!(after, seatwright_domain::user::User { last_name: "de Wit".into(), ..before });
    assert!(office.run(Command::ChangeUser { user, change }).events.is_empty());
    let nobody = UserId(Uuid::from_u128(77));
    assert!(office.refused(Command::DeleteUser { user: nobody }).has(Code::UserUnknown));
}

#[test]
fn a_deleted_user_comes_back_with_its_licences_as_far_as_seats_are_free_lic_107() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let basic = buy(&mut office, offer::NCE_BASIC, 1);
        let e3 = buy(&mut office, offer::NCE_E3, 1);
        let (anke, bram) = (office.hire("anke"), office.hire("bram"));
        office.assign(anke, vec![wish_without(offer::NCE_BASIC, &["TEAMS1"]), wish(offer::NCE_E3)]);
        office.run(Command::DeleteUser { user: anke });
        assert!(office.holds(anke).is_empty());
        assert_eq!(office.world.sub(basic).assigned, 0, "the seats are free at once");
        office.assign(bram, vec![wish(offer::NCE_E3)]);
        assert!(office.refused(Command::DeleteUser { user: anke }).has(Code::UserDeleted));
        let licence =
            Command::ChangeLicences { user: anke, assign: vec![wish(offer::NCE_BASIC)], remove: vec![] };
        assert!(office.refused(licence).names(Rule::Lic107));
        office.world.until("2021-10-20");
        let decision = office.run(Command::RestoreUser { user: anke });
        let Event::UserRestored { assigned, .. } = &decision.events[0].event else { panic!() };
        assert_eq!(assigned.len(), 1, "Office 365 E3 has no free seat any more");
        assert_eq!(office.holds(anke), [basic]);
        assert!(office.users[&anke].assignments[0].excluded.contains("TEAMS1"));
        assert_eq!(office.holds(bram), [e3]);
        assert!(office.users[&anke].user.held.is_empty());
        assert!(office.run(Command::RestoreUser { user: anke }).events.is_empty());
    }
}

#[test]
fn a_user_can_be_restored_for_thirty_days_and_keeps_its_name_so_long_lic_107() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let anke = office.hire("anke");
        office.run(Command::DeleteUser { user: anke });
        office.world.until("2021-11-02T23:59:59");
        assert!(office.refused(create(profile("ANKE"))).has(Code::PrincipalNameTaken));
        office.world.until("2021-11-03");
        let refused = office.refused(Command::RestoreUser { user: anke });
        assert!(refused.names(Rule::Lic107) && refused.has(Code::RestoreTooLate));
        assert_eq!(refused.reasons()[0].evidence["days"], 30);
        // Then the name is free, and no two users ever have one name.
        office.hire("Anke");
        let names: std::collections::BTreeSet<String> =
            office.users.values().map(|record| record.user.principal_name.to_lowercase()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }
}

#[test]
fn a_licence_of_a_deleted_subscription_does_not_come_back_lic_107() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let id = buy(&mut office, offer::NCE_BASIC, 1);
        let anke = office.hire("anke");
        office.assign(anke, vec![wish(offer::NCE_BASIC)]);
        office.run(Command::DeleteUser { user: anke });
        let reason = "bought by mistake".to_owned();
        office.run(Command::Cancel { subscription: id, reason, confirmed: true });
        office.run(Command::RestoreUser { user: anke });
        assert!(office.holds(anke).is_empty());
    }
}

#[test]
fn a_suspended_subscription_keeps_its_licences_and_gives_them_back_lic_107_susp_02() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let id = buy(&mut office, offer::NCE_BASIC, 1);
    let anke = office.hire("anke");
    office.assign(anke, vec![wish(offer::NCE_BASIC)]);
    office.run(Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment });
    office.run(Command::DeleteUser { user: anke });
    office.run(Command::RestoreUser { user: anke });
    assert_eq!(office.holds(anke), [id]);
}

#[test]
fn one_command_sees_what_its_earlier_parts_did_lic_107() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let id = buy(&mut office, offer::NCE_BASIC, 1);
    let anke = office.hire("anke");
    let give = Command::ChangeLicences { user: anke, assign: vec![wish(offer::NCE_BASIC)], remove: vec![] };
    let take = Command::ChangeLicences { user: anke, assign: vec![], remove: vec![plan(offer::NCE_BASIC)] };
    office.run(Command::All { commands: vec![give.clone(), take.clone(), give.clone()] });
    assert_eq!(office.holds(anke), [id]);
    let delete = Command::DeleteUser { user: anke };
    let restore = Command::RestoreUser { user: anke };
    office.run(Command::All { commands: vec![delete.clone(), restore] });
    assert_eq!(office.holds(anke), [id]);
    assert!(office.refused(Command::All { commands: vec![delete, take] }).has(Code::UserDeleted));
}

#[test]
fn who_manages_users_role_126_role_03() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        for (role, may) in [
            (Role::GlobalAdmin, true),
            (Role::UserManagementAdmin, true),
            (Role::AdminAgent, true),
            (Role::SalesAgent, false),
            (Role::HelpdeskAgent, false),
            (Role::BillingAdmin, false),
        ] {
            let caller = Caller::partner(HAVENWERK, Some("pia"), [role]);
            let command = create(profile(role.code()));
            let result = office.as_caller(caller, |office| office.try_run(&command));
            assert_eq!(result.is_ok(), may, "{role}");
        }
        let without = |account: &mut seatwright_domain::account::Account| {
            account.head.customer.relationships.get_mut(&support::NORDLJUS).unwrap().delegation = None;
        };
        let mut office = Office::new(version, "2021-10-04");
        office.world = support::World::new(version, "2021-10-04").prepare(without);
        let refused = office.as_caller(nordljus(), |office| office.refused(create(profile("anke"))));
        assert!(refused.names(Rule::Role03) && refused.has(Code::DelegationMissing));
    }
}

/// Writes a running upgrade of a subscription into the account.
fn begin_upgrade(office: &mut Office, source: SubscriptionId) {
    let found = office.world.sub(source).clone();
    let upgrade = Upgrade {
        id: UpgradeId(Uuid::from_u128(5)),
        kind: UpgradeKind::SelfService,
        migration: None,
        source,
        source_offer: found.offer.clone(),
        target: None,
        target_offer: seatwright_domain::ids::OfferId::new(offer::STANDARD),
        seats: found.seats(),
        term: found.term.length,
        billing: found.billing,
        moves_licences: true,
        seller: Seller::Direct,
        payment: Payment::Card,
        sold_to: None,
        started_at: office.world.now,
        stage: Stage::Moving { after: None, due: instant("2021-10-04T01:00:00") },
        users_total: 1,
        users_done: 0,
        needs_work: 0,
        switched_on: 0,
    };
    let event = Event::UpgradeStarted { upgrade: Box::new(upgrade) };
    let seq = office.world.account.head.version + 1;
    let by = seatwright_domain::role::Actor::System;
    let recorded =
        seatwright_domain::event::Recorded { seq, at: office.world.now, by, event, charges: Vec::new() };
    office.world.account.apply(&recorded);
    office.world.history.push(recorded);
}

#[test]
fn nobody_changes_users_of_a_subscription_that_is_being_upgraded_why_03_self_07() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let id = buy(&mut office, offer::BASIC, 3);
    let (anke, bram, carla) = (office.hire("anke"), office.hire("bram"), office.hire("carla"));
    office.assign(anke, vec![wish(offer::BASIC)]);
    office.assign(carla, vec![wish(offer::BASIC)]);
    office.run(Command::DeleteUser { user: carla });
    begin_upgrade(&mut office, id);
    let licences = |user, assign, remove| Command::ChangeLicences { user, assign, remove };
    for command in [
        licences(bram, vec![wish(offer::BASIC)], vec![]),
        licences(anke, vec![], vec![plan(offer::BASIC)]),
        licences(anke, vec![wish_without(offer::BASIC, &["TEAMS1"])], vec![]),
        Command::DeleteUser { user: anke },
    ] {
        let refused = office.refused(command);
        assert!(refused.names(Rule::Why03) && refused.has(Code::OperationPending), "{refused}");
        assert_eq!(refused.reasons()[0].clears_at, Some(instant("2021-10-04T01:00:00")));
    }
    office.run(Command::RestoreUser { user: carla });
    assert!(office.holds(carla).is_empty(), "the upgrade has counted its users");
    let administrator = office.administrator(Role::CustomerGlobalAdmin);
    let refused = office.as_caller(administrator, |office| office.refused(create(profile("dirk"))));
    assert!(refused.names(Rule::Self07) && refused.has(Code::UpgradeLocksAdmins));
}
