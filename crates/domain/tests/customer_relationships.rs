//! Relationships, delegated rights and the customer agreement: ROLE-03, ROLE-04, ROLE-05, ROLE-129, ROLE-131, ROLE-142,
//! CHAN-101, CHAN-103, CHAN-106.

mod support;

use jiff::SignedDuration;
use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::command::{CUSTOMER_AGREEMENT_TEMPLATE, Command};
use seatwright_domain::customer::{Agreement, Delegation, Relationship};
use seatwright_domain::ids::{CustomerId, PartnerId, PlanId};
use seatwright_domain::partner::{Cloud, Tier};
use seatwright_domain::refusal::{Code, Remedy, Subject, Who};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::SuspensionReason;
use support::{HAVENWERK, NORDLJUS, VERSIONS, World, offer, partner, wanted};
use uuid::Uuid;

const ZUIDERZEE: PartnerId = PartnerId(Uuid::from_u128(0x3c5d));

fn rights(world: &World) -> Delegation {
    Delegation { granted_at: world.now, until: None, only_plans: [].into() }
}

fn administrator(world: &World) -> Caller {
    Caller::customer(world.account.id(), "ilse", [Role::CustomerGlobalAdmin])
}

fn nordljus() -> Caller {
    Caller::partner(NORDLJUS, Some("lars"), [Role::GlobalAdmin, Role::AdminAgent])
}

fn relationship(world: &World, partner: PartnerId) -> Option<&Relationship> {
    world.account.head.customer.relationships.get(&partner)
}

fn order() -> Command {
    Command::PlaceOrder { lines: vec![wanted(offer::NCE_BASIC, 3)], payment: None }
}

/// A world with a third partner that has no relationship yet.
fn with_third_partner(version: &str) -> World {
    let mut world = World::new(version, "2021-10-04");
    let third = partner(ZUIDERZEE, "Zuiderzee", Tier::DirectBill);
    world.partners = world.partners.iter().cloned().chain([third]).collect();
    world
}

fn begin(partner: PartnerId, delegation: Option<Delegation>) -> Command {
    Command::BeginRelationship { partner, reseller: None, delegation }
}

#[test]
fn the_customer_accepts_an_invitation_and_a_partner_cannot_do_it_itself_role_129_role_03() {
    for version in VERSIONS {
        let mut world = with_third_partner(version);
        let delegation = Some(rights(&world));
        world.caller = Caller::partner(ZUIDERZEE, Some("zoe"), [Role::GlobalAdmin]);
        let refused = world.refused(begin(ZUIDERZEE, delegation.clone()));
        let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
        assert_eq!((reason.rule, reason.code), (Rule::Role03, Code::RoleMissing));
        let roles = [Role::CustomerGlobalAdmin].into();
        assert_eq!((&reason.remedies[0], reason.who[0]), (&Remedy::AskRole { roles }, Who::Customer));
        assert!(world.refused(order()).has(Code::NoRelationship));
        let seller = world.caller.clone();
        world.caller = administrator(&world);
        let before = world.account.subscriptions.clone();
        world.run(begin(ZUIDERZEE, delegation));
        assert_eq!(relationship(&world, ZUIDERZEE).unwrap().since, world.now);
        assert_eq!(world.account.subscriptions, before, "CHAN-101: nothing of the others changes");
        assert_eq!(world.account.head.customer.relationships.len(), 3);
        world.caller = seller;
        assert!(!world.refused(order()).has(Code::NoRelationship), "only the agreement is missing");
    }
}

#[test]
fn administrators_act_for_their_own_company_and_need_the_role_role_05() {
    for version in VERSIONS {
        let mut world = with_third_partner(version);
        let stranger = CustomerId(Uuid::from_u128(4));
        world.caller = Caller::customer(stranger, "eve", [Role::CustomerGlobalAdmin]);
        let refused = world.refused(begin(ZUIDERZEE, None));
        let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
        assert_eq!((reason.rule, reason.code), (Rule::Role05, Code::OtherCompany));
        let own = world.account.id();
        world.caller = Caller::customer(own, "ursula", [Role::CustomerUserAdmin]);
        assert!(world.refused(begin(ZUIDERZEE, None)).has(Code::RoleMissing));
    }
}

#[test]
fn a_partner_must_fit_the_customer_role_04_chan_103_chan_106() {
    let mut world = with_third_partner("2021-09");
    world.caller = administrator(&world);
    let mut third = world.partners.get(ZUIDERZEE).unwrap().clone();
    third.cloud = Cloud::UsGovernment;
    third.country = "US".into();
    world.partners = world.partners.iter().cloned().chain([third]).collect();
    let wrong = Command::BeginRelationship {
        partner: ZUIDERZEE,
        reseller: Some("42".into()),
        delegation: Some(Delegation {
            granted_at: world.now,
            until: Some(world.now),
            only_plans: [PlanId(Uuid::from_u128(1))].into(),
        }),
    };
    let refused = world.refused(wrong);
    for code in [Code::CloudDiffers, Code::RegionDiffers, Code::ResellerUnknown] {
        assert!(refused.has(code), "{code:?} in {refused}");
    }
    for field in ["delegation.until", "delegation.onlyPlans"] {
        let subject = Subject::Field(field.to_owned());
        assert!(refused.reasons().iter().any(|reason| reason.subject == subject), "{field}");
    }
    assert!(world.refused(begin(PartnerId(Uuid::from_u128(6)), None)).has(Code::ValueInvalid));
}

#[test]
fn rights_are_granted_and_withdrawn_and_end_by_themselves_role_03() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_BASIC, 3, None, BillingPlan::Monthly);
        let rename = Command::Rename { subscription: id, name: "Winkel".into() };
        let withdraw = Command::SetDelegation { partner: HAVENWERK, delegation: None };
        world.run(withdraw.clone());
        let refused = world.refused(rename.clone());
        assert!(refused.names(Rule::Role03) && refused.has(Code::DelegationMissing));
        assert_eq!(refused.reasons()[0].remedies, [Remedy::RequestDelegation]);
        let until = world.now + SignedDuration::from_hours(24);
        let grant = Command::SetDelegation {
            partner: HAVENWERK,
            delegation: Some(Delegation { until: Some(until), ..rights(&world) }),
        };
        let refused = world.refused(grant.clone());
        assert!(refused.has(Code::RoleMissing), "a partner cannot grant itself rights");
        let customer = administrator(&world);
        let seller = std::mem::replace(&mut world.caller, customer);
        world.run(grant);
        world.caller = seller;
        world.run(rename.clone());
        world.until("2021-10-05");
        let again = Command::Rename { subscription: id, name: "Kantoor".into() };
        assert!(world.refused(again).has(Code::DelegationMissing), "they ended after a day");
        assert!(world.run(withdraw.clone()).events.len() == 1);
        assert!(world.run(withdraw).events.is_empty());
    }
}

#[test]
fn a_partner_ends_only_its_own_relationship_chan_101() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::NCE_BASIC, 3, None, BillingPlan::Monthly);
    world.caller = nordljus();
    for command in [
        Command::EndRelationship { partner: HAVENWERK },
        Command::SetDelegation { partner: HAVENWERK, delegation: None },
    ] {
        let refused = world.refused(command);
        let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
        assert_eq!((reason.rule, reason.code), (Rule::Chan101, Code::NotTheSeller));
        assert!(!serde_json::to_string(reason).unwrap().contains(&id.to_string()));
    }
    world.run(Command::EndRelationship { partner: NORDLJUS });
    assert_eq!(relationship(&world, NORDLJUS), None);
    assert!(world.refused(Command::EndRelationship { partner: NORDLJUS }).has(Code::NoRelationship));
}

#[test]
fn a_relationship_does_not_end_while_its_subscriptions_are_active_role_129() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let first = world.buy(offer::NCE_BASIC, 3, None, BillingPlan::Monthly);
        let second = world.buy(offer::STANDARD, 3, None, BillingPlan::Monthly);
        let end = Command::EndRelationship { partner: HAVENWERK };
        let refused = world.refused(end.clone());
        assert_eq!(refused.reasons().len(), 2, "every active subscription is named");
        for reason in refused.reasons() {
            assert_eq!((reason.rule, reason.code), (Rule::Role129, Code::StatusNotAllowed));
            let Subject::Subscription(subscription) = reason.subject else { panic!() };
            assert_eq!(reason.remedies[0], Remedy::Suspend { subscription });
        }
        for subscription in [first, second] {
            let reason = SuspensionReason::CustomerRequest;
            world.run(Command::Suspend { subscription, reason });
        }
        world.run(end);
        assert!(world.refused(Command::Reactivate { subscription: first }).has(Code::NoRelationship));
    }
}

fn agreement(world: &World) -> Agreement {
    Agreement {
        template: CUSTOMER_AGREEMENT_TEMPLATE,
        agreed_at: world.now,
        first_name: "Ilse".into(),
        last_name: "Prins".into(),
        email: "ilse@blauwevos.example".into(),
        phone: None,
        user: None,
    }
}

fn confirm(agreement: Agreement) -> Command {
    Command::ConfirmAgreement { agreement: Box::new(agreement) }
}

#[test]
fn the_agreement_comes_before_the_first_order_role_142_role_131() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04").prepare(|account| {
            for relationship in account.head.customer.relationships.values_mut() {
                relationship.agreement = None;
            }
        });
        let refused = world.refused(order());
        let missing = refused.reasons().iter().find(|reason| reason.rule == Rule::Role142).unwrap();
        assert_eq!((missing.code, &missing.remedies[0]), (Code::AgreementMissing, &Remedy::ConfirmAgreement));
        let wanted = agreement(&world);
        let billing = Caller::partner(HAVENWERK, Some("bo"), [Role::BillingAdmin]);
        let agent = std::mem::replace(&mut world.caller, billing);
        assert!(world.refused(confirm(wanted.clone())).names(Rule::Role131));
        world.caller = agent;
        world.run(confirm(wanted.clone()));
        assert_eq!(relationship(&world, HAVENWERK).unwrap().agreement, Some(wanted.clone()));
        assert_eq!(relationship(&world, NORDLJUS).unwrap().agreement, None, "each partner confirms its own");
        assert!(world.run(confirm(wanted)).events.is_empty());
        world.run(order());
    }
}

#[test]
fn every_field_of_the_agreement_is_checked_role_142() {
    let mut world = World::new("2021-09", "2021-10-04");
    let tomorrow = world.now + SignedDuration::from_hours(24);
    let wrong = Agreement {
        template: Uuid::from_u128(1),
        agreed_at: tomorrow,
        first_name: String::new(),
        last_name: "p".repeat(129),
        email: "ilse".into(),
        phone: Some("1\n2".into()),
        user: None,
    };
    let refused = world.refused(confirm(wrong));
    let fields: Vec<&Subject> = refused.reasons().iter().map(|reason| &reason.subject).collect();
    let expected = [
        "primaryContact.firstName",
        "primaryContact.lastName",
        "primaryContact.email",
        "primaryContact.phoneNumber",
        "templateId",
        "dateAgreed",
    ];
    assert_eq!(fields, expected.map(|field| Subject::Field(field.to_owned())).iter().collect::<Vec<_>>());
}
