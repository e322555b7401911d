//! Opening accounts and changing billing profiles: ROLE-04, ROLE-128, CHAN-103, CHAN-106.

mod support;

use seatwright_domain::calendar::BillingPlan;
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::{Command, NewCustomer};
use seatwright_domain::customer::{Address, BillingProfile};
use seatwright_domain::decide::create_customer;
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::event::Event;
use seatwright_domain::partner::Cloud;
use seatwright_domain::refusal::{Code, Refusals, Remedy, Subject, Who};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use support::{HAVENWERK, NORDLJUS, VERSIONS, World, offer};
use uuid::Uuid;

fn new_customer() -> NewCustomer {
    NewCustomer {
        domain: "Zilvermeeuw.onmicrosoft.com".into(),
        company_name: "Zilvermeeuw NV".into(),
        registration_number: None,
        segment: Segment::Commercial,
        cloud: None,
        billing_profile: BillingProfile {
            id: Uuid::nil(),
            revision: 77,
            company_name: "Zilvermeeuw NV".into(),
            email: "facturen@zilvermeeuw.example".into(),
            culture: "nl-BE".into(),
            language: "nl".into(),
            address: Address {
                country: "BE".into(),
                city: "Gent".into(),
                line1: "Korenlei 3".into(),
                postal_code: "9000".into(),
                ..Address::default()
            },
        },
        reseller: None,
        delegated: false,
    }
}

fn create(world: &World, new: &NewCustomer, taken: bool) -> Result<Decision, Refusals> {
    let rows = Rows::default();
    create_customer(new, taken, &world.context(&world.caller, &rows))
}

fn fields(refused: &Refusals) -> Vec<&str> {
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
fn the_partner_that_adds_a_customer_is_its_reseller_role_128() {
    for version in VERSIONS {
        let world = World::new(version, "2021-10-04");
        let new = NewCustomer { reseller: Some("7654321".into()), delegated: true, ..new_customer() };
        let decision = create(&world, &new, false).unwrap();
        let customer = &decision.account.head.customer;
        assert_eq!(customer.domain, "zilvermeeuw.onmicrosoft.com");
        assert_eq!(customer.cloud, Cloud::Public, "the partner's");
        assert_eq!((customer.billing_profile.revision, customer.created_at), (1, world.now));
        let [(partner, relationship)] = customer.relationships.iter().collect::<Vec<_>>().try_into().unwrap();
        assert_eq!((*partner, relationship.since), (HAVENWERK, world.now));
        assert_eq!(relationship.reseller.as_deref(), Some("7654321"));
        assert_eq!(relationship.delegation.as_ref().unwrap().granted_at, world.now);
        assert_eq!(relationship.agreement, None, "ROLE-142: it is confirmed later");
        let ids = [customer.id.0, customer.commerce_id, customer.billing_profile.id];
        assert!(ids.iter().all(|id| !id.is_nil()) && ids[0] != ids[1] && ids[1] != ids[2]);
        assert!(matches!(&decision.events[..], [one] if matches!(one.event, Event::CustomerCreated { .. })));
        // The account is the fold of its events, and the same command makes the same ids.
        let mut folded = seatwright_domain::account::Account::new(customer.clone());
        decision.events.iter().for_each(|recorded| folded.apply(recorded));
        assert_eq!(folded, decision.account);
        assert_eq!(create(&world, &new, false).unwrap(), decision);
        let plain = create(&world, &new_customer(), false).unwrap();
        assert_eq!(plain.account.head.customer.relationships[&HAVENWERK].delegation, None);
    }
}

#[test]
fn who_adds_customers_role_128() {
    for version in VERSIONS {
        for (role, may) in [
            (Role::AdminAgent, true),
            (Role::GlobalAdmin, true),
            (Role::SalesAgent, true),
            (Role::UserManagementAdmin, true),
            (Role::HelpdeskAgent, false),
            (Role::BillingAdmin, false),
        ] {
            let mut world = World::new(version, "2021-10-04");
            world.caller = Caller::partner(HAVENWERK, Some("pia"), [role]);
            let result = create(&world, &new_customer(), false);
            assert_eq!(result.is_ok(), may, "{role}");
            if let Err(refused) = result {
                let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
                assert_eq!((reason.rule, reason.code), (Rule::Role128, Code::RoleMissing));
                let [Remedy::AskRole { roles }] = reason.remedies.as_slice() else { panic!() };
                assert!(roles.contains(&Role::SalesAgent) && !roles.contains(&role));
            }
        }
        let mut world = World::new(version, "2021-10-04");
        world.caller = Caller::customer(world.account.id(), "ilse", [Role::CustomerGlobalAdmin]);
        assert!(create(&world, &new_customer(), false).unwrap_err().names(Rule::Role128));
        world.caller = Caller::system();
        let direct = create(&world, &new_customer(), false).unwrap();
        assert!(direct.account.head.customer.relationships.is_empty(), "a customer without a reseller");
    }
}

#[test]
fn every_field_that_is_wrong_is_named_at_once_role_128() {
    let world = World::new("2021-09", "2021-10-04");
    let new = NewCustomer {
        domain: "zilver meeuw".into(),
        company_name: String::new(),
        registration_number: Some("9".repeat(51)),
        billing_profile: BillingProfile {
            company_name: "\u{0}".into(),
            email: "nobody".into(),
            culture: "Dutch (Belgium)".into(),
            language: String::new(),
            address: Address { country: "XX".into(), postal_code: "1".repeat(17), ..Address::default() },
            ..new_customer().billing_profile
        },
        reseller: Some("none of ours".into()),
        ..new_customer()
    };
    let refused = create(&world, &new, true).unwrap_err();
    assert_eq!(
        fields(&refused),
        [
            "companyProfile.domain",
            "companyProfile.companyName",
            "companyProfile.organizationRegistrationNumber",
            "billingProfile.companyName",
            "billingProfile.email",
            "billingProfile.culture",
            "billingProfile.language",
            "billingProfile.defaultAddress.city",
            "billingProfile.defaultAddress.addressLine1",
            "billingProfile.defaultAddress.postalCode",
            "companyProfile.domain",
            "billingProfile.defaultAddress.country",
            "associatedPartnerId",
        ]
    );
    assert!(refused.reasons().iter().all(|reason| !reason.remedies.is_empty()));
    assert!(refused.has(Code::DomainTaken) && refused.has(Code::ResellerUnknown));
}

#[test]
fn a_domain_that_another_customer_has_is_refused_role_128() {
    let world = World::new("2021-09", "2021-10-04");
    let refused = create(&world, &new_customer(), true).unwrap_err();
    let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
    assert_eq!((reason.rule, reason.code), (Rule::Role128, Code::DomainTaken));
}

#[test]
fn clouds_never_mix_role_04() {
    for version in VERSIONS {
        let world = World::new(version, "2021-10-04");
        let new = NewCustomer { cloud: Some(Cloud::UsGovernment), ..new_customer() };
        let refused = create(&world, &new, false).unwrap_err();
        let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
        assert_eq!((reason.rule, reason.code), (Rule::Role04, Code::CloudDiffers));
        let same = NewCustomer { cloud: Some(Cloud::Public), ..new_customer() };
        assert!(create(&world, &same, false).is_ok());
    }
}

fn in_country(country: &str) -> BillingProfile {
    let profile = new_customer().billing_profile;
    // Some countries ask for a telephone number.
    let phone = Some("0301234567".to_owned());
    BillingProfile {
        address: Address { country: country.into(), phone, ..profile.address.clone() },
        ..profile
    }
}

#[test]
fn partner_and_customer_are_in_one_market_region_chan_103() {
    for version in VERSIONS {
        let world = World::new(version, "2021-10-04");
        for (country, may) in [("NL", true), ("SE", true), ("US", false), ("IN", false)] {
            let new = NewCustomer { billing_profile: in_country(country), ..new_customer() };
            let result = create(&world, &new, false);
            assert_eq!(result.is_ok(), may, "{country}");
            if let Err(refused) = result {
                let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
                assert_eq!((reason.rule, reason.code), (Rule::Chan103, Code::RegionDiffers));
                assert_eq!(reason.who, [Who::OtherSeller]);
            }
        }
    }
}

#[test]
fn a_reseller_of_record_sells_through_the_partner_chan_106() {
    let mut world = World::new("2021-09", "2021-10-04");
    let with = |number: &str| NewCustomer { reseller: Some(number.into()), ..new_customer() };
    let refused = create(&world, &with("1111111"), false).unwrap_err();
    let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
    assert_eq!((reason.rule, reason.code), (Rule::Chan106, Code::ResellerUnknown));
    assert_eq!(reason.remedies, [Remedy::ChooseValue { expected: "one of 7654321".into() }]);
    assert!(create(&world, &with("7654321"), false).is_ok());
    world.caller = Caller::partner(NORDLJUS, None, [Role::AdminAgent]);
    assert!(create(&world, &with("1234567"), false).is_ok(), "the partner itself");
}

fn profile(world: &World) -> BillingProfile {
    world.account.head.customer.billing_profile.clone()
}

fn change(profile: BillingProfile, revision: Option<u64>) -> Command {
    Command::ChangeBillingProfile { profile: Box::new(profile), revision }
}

#[test]
fn a_profile_that_was_changed_in_between_is_not_overwritten_role_128() {
    let mut world = World::new("2021-09", "2021-10-04");
    let read = profile(&world);
    let renamed = BillingProfile { email: "post@blauwevos.example".into(), ..read.clone() };
    world.run(change(renamed.clone(), Some(read.revision)));
    assert_eq!(profile(&world), BillingProfile { revision: 2, ..renamed.clone() });
    let refused = world.refused(change(read.clone(), Some(read.revision)));
    let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
    assert_eq!(reason.code, Code::Stale);
    assert_eq!(reason.remedies, [Remedy::ReadAgain]);
    assert!(world.run(change(renamed, Some(2))).events.is_empty(), "the same again is no change");
    let foreign = BillingProfile { id: Uuid::from_u128(99), ..read.clone() };
    world.run(change(foreign, None));
    assert_eq!(profile(&world).id, read.id, "the id is the system's");
    let wrong = BillingProfile { email: "nobody".into(), language: "?".into(), ..read };
    let refused = world.refused(change(wrong, None));
    assert_eq!(fields(&refused), ["billingProfile.email", "billingProfile.language"]);
}

#[test]
fn a_customer_moves_only_where_its_partners_and_prices_go_with_it_chan_103() {
    let mut world = World::new("2021-09", "2021-10-04");
    let to = |country: &str| {
        let profile = profile(&world);
        // Some countries ask for a telephone number.
        let phone = Some("0301234567".to_owned());
        BillingProfile {
            address: Address { country: country.into(), phone, ..profile.address.clone() },
            ..profile
        }
    };
    let (us, de, se, nowhere) = (to("US"), to("DE"), to("SE"), to("ZZ"));
    assert!(world.refused(change(us, None)).has(Code::RegionDiffers));
    assert!(world.refused(change(nowhere, None)).has(Code::ValueInvalid));
    world.run(change(se.clone(), None));
    world.run(change(de.clone(), None));
    world.buy(offer::NCE_BASIC, 5, None, BillingPlan::Monthly);
    let refused = world.refused(change(se, None));
    let [reason] = refused.reasons() else { panic!("one reason, not {refused}") };
    assert_eq!((reason.rule, reason.evidence["currency"].as_str()), (Rule::Chan103, Some("SEK")));
    world.run(change(BillingProfile { email: "rechnung@blauwevos.example".into(), ..de }, None));
}
