//! Who may do what to whom (the roles at the head of seeds 000 and 003, and "you must have administrator rights for this
//! customer and service"). ROLE-01..05, CHAN-101.

mod support;

use std::collections::BTreeSet;

use seatwright_domain::access;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::refusal::{Code, Remedy, Subject, Who};
use seatwright_domain::role::{Action, Caller, Role};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{NextTerm, SuspensionReason};
use support::{HAVENWERK, NORDLJUS, POLICIES, VERSIONS, World, offer, wanted};

/// The partner's roles in the words of the seeds.
const PARTNER_ROLES: [Role; 6] = [
    Role::GlobalAdmin,
    Role::UserManagementAdmin,
    Role::AdminAgent,
    Role::SalesAgent,
    Role::HelpdeskAgent,
    Role::BillingAdmin,
];

/// Seed A: "Global admin, User management admin, Admin agent, Sales agent, Helpdesk agent", and nobody else.
const ROLE_01: [Role; 5] =
    [Role::GlobalAdmin, Role::UserManagementAdmin, Role::AdminAgent, Role::SalesAgent, Role::HelpdeskAgent];

/// Seed C: "Admin agent, Billing admin, Global admin, Helpdesk agent, Sales agent", and nobody else.
const ROLE_02: [Role; 5] =
    [Role::AdminAgent, Role::BillingAdmin, Role::GlobalAdmin, Role::HelpdeskAgent, Role::SalesAgent];

fn of_partner(action: Action) -> Vec<(String, BTreeSet<Role>)> {
    POLICIES
        .all()
        .iter()
        .map(|policy| {
            let roles = policy.roles_for(action).into_iter().filter(|role| !role.is_customers()).collect();
            (policy.version.to_string(), roles)
        })
        .collect()
}

#[test]
fn every_policy_gives_upgrading_and_adding_licences_to_the_roles_of_the_seed_role_01() {
    for action in [Action::Upgrade, Action::AddLicences] {
        for (version, roles) in of_partner(action) {
            assert_eq!(roles, BTreeSet::from(ROLE_01), "{action:?} under {version}");
        }
    }
}

#[test]
fn every_policy_gives_creating_suspending_and_cancelling_to_the_roles_of_the_seed_role_02() {
    for action in [Action::Buy, Action::Suspend, Action::Cancel, Action::ChangeSubscription] {
        for (version, roles) in of_partner(action) {
            assert_eq!(roles, BTreeSet::from(ROLE_02), "{action:?} under {version}");
        }
    }
}

#[test]
fn only_admin_agents_and_the_billing_and_global_admins_change_the_frequency_of_an_order_role_109() {
    let may = [Role::AdminAgent, Role::BillingAdmin, Role::GlobalAdmin];
    for (version, roles) in of_partner(Action::ChangeOrderBilling) {
        assert_eq!(roles, BTreeSet::from(may), "under {version}");
    }
    for role in PARTNER_ROLES {
        let mut world = World::new("2021-09", "2021-10-04");
        let id = world.buy(offer::E3, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let order = world.sub(id).order;
        world.act_as(HAVENWERK, [role]);
        let outcome = world.try_run(&Command::ChangeOrderBilling { order, billing: BillingPlan::Annual });
        match outcome {
            Ok(_) => assert!(may.contains(&role), "{role}"),
            Err(refused) => {
                assert!(!may.contains(&role), "{role}: {refused}");
                assert!(refused.names(Rule::Role109));
            }
        }
    }
}

/// Commands of every action on subscriptions, as tried by somebody.
fn commands(id: SubscriptionId, new_commerce: SubscriptionId) -> Vec<(Action, Rule, Command)> {
    let lines = vec![wanted(offer::NCE_E1, 1)];
    vec![
        (Action::Buy, Rule::Role02, Command::PlaceOrder { lines: lines.clone(), payment: None }),
        (Action::Buy, Rule::Role02, Command::SaveCart { cart: None, lines }),
        (Action::AddLicences, Rule::Role01, Command::ChangeSeats { subscription: id, seats: 6 }),
        (Action::ChangeSubscription, Rule::Role102, Command::ChangeSeats { subscription: id, seats: 4 }),
        (Action::ChangeSubscription, Rule::Role102, Command::Rename { subscription: id, name: "A".into() }),
        (
            Action::ChangeSubscription,
            Rule::Role102,
            Command::SetAutoRenew { subscription: new_commerce, on: false },
        ),
        (
            Action::Suspend,
            Rule::Role02,
            Command::Suspend { subscription: id, reason: SuspensionReason::Fraud },
        ),
        (
            Action::Cancel,
            Rule::Role02,
            Command::Cancel { subscription: new_commerce, reason: "x".into(), confirmed: true },
        ),
        (
            Action::Upgrade,
            Rule::Role01,
            Command::Upgrade {
                subscription: id,
                target: OfferId::new(offer::E3),
                seats: None,
                transfer: true,
            },
        ),
    ]
}

#[test]
fn each_role_can_do_what_its_list_says_and_nothing_else_role_01_role_02() {
    for version in VERSIONS {
        for role in PARTNER_ROLES {
            let mut prepared = World::new(version, "2021-10-04");
            let id = prepared.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
            let new = prepared.buy(offer::NCE_F3, 5, Some(Term::P1Y), BillingPlan::Monthly);
            let account = prepared.account;
            for (action, rule, command) in commands(id, new) {
                let mut world = World::new(version, "2021-10-04").prepare(|opened| *opened = account.clone());
                world.act_as(HAVENWERK, [role]);
                let allowed = match rule {
                    Rule::Role01 => ROLE_01.contains(&role),
                    _ => ROLE_02.contains(&role),
                };
                match world.try_run(&command) {
                    Ok(_) => assert!(allowed, "{role} did {command:?}"),
                    Err(refused) => {
                        assert!(!allowed, "{role} could not do {command:?}: {refused}");
                        assert_eq!(support::told(&refused), [(rule, Code::RoleMissing)], "{role} {action:?}");
                        let reason = support::reason(&refused, rule);
                        let Remedy::AskRole { roles } = &reason.remedies[0] else { panic!("{reason:?}") };
                        assert!(!roles.is_empty() && roles.iter().all(|role| !role.is_customers()));
                        assert_eq!(reason.who, [Who::Partner]);
                    }
                }
            }
        }
    }
}

#[test]
fn a_caller_without_roles_learns_everything_that_is_missing_at_once_role_02_role_03() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let mut world = world.prepare(|account| {
        account.head.customer.relationships.get_mut(&HAVENWERK).unwrap().delegation = None;
    });
    world.act_as(HAVENWERK, []);
    let refused = world.refused(Command::Suspend { subscription: id, reason: SuspensionReason::Fraud });
    assert_eq!(
        support::told(&refused),
        [(Rule::Role02, Code::RoleMissing), (Rule::Role03, Code::DelegationMissing)]
    );
}

#[test]
fn a_partner_needs_delegated_rights_and_learns_how_to_request_them_role_03_upg_04() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let mut world = world.prepare(|account| {
            account.head.customer.relationships.get_mut(&HAVENWERK).unwrap().delegation = None;
        });
        let suspend = Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment };
        let refused = world.refused(suspend.clone());
        let reason = support::reason(&refused, Rule::Role03);
        assert_eq!(reason.code, Code::DelegationMissing);
        assert_eq!(reason.remedies, [Remedy::RequestDelegation]);
        assert_eq!(reason.who, [Who::Customer]);
        assert_eq!(reason.evidence["service"], "Microsoft 365 Business Standard");
        let upgrade = Command::Upgrade {
            subscription: id,
            target: OfferId::new(offer::E3),
            seats: None,
            transfer: true,
        };
        assert!(world.refused(upgrade).names(Rule::Upg04), "upgrading asks for the same under its own rule");
        // The remedy works.
        let granted_at = world.now;
        let mut world = world.prepare(|account| {
            let delegation =
                seatwright_domain::customer::Delegation { granted_at, until: None, only_plans: [].into() };
            account.head.customer.relationships.get_mut(&HAVENWERK).unwrap().delegation = Some(delegation);
        });
        world.run(suspend);
    }
}

#[test]
fn delegated_rights_are_for_a_service_and_may_end_role_03() {
    let mut world = World::new("2021-09", "2021-10-04");
    let standard = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let e3 = world.buy(offer::E3, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let plan = world.sub(standard).plan.unwrap();
    let mut world = world.prepare(|account| {
        let relationship = account.head.customer.relationships.get_mut(&HAVENWERK).unwrap();
        let delegation = relationship.delegation.as_mut().unwrap();
        delegation.only_plans = [plan].into();
        delegation.until = Some(support::instant("2021-12-01"));
    });
    let more = |subscription| Command::ChangeSeats { subscription, seats: 6 };
    world.run(more(standard));
    let refused = world.refused(more(e3));
    let reason = support::reason(&refused, Rule::Role03);
    assert_eq!(reason.evidence["service"], "Office 365 E3");
    world.until("2021-11-30T23:59:59");
    world.run(Command::ChangeSeats { subscription: standard, seats: 7 });
    world.until("2021-12-01");
    assert!(world.refused(more(standard)).names(Rule::Role03));
}

#[test]
fn without_a_relationship_nothing_is_sold_or_shown_role_03() {
    let mut world = World::new("2021-09", "2021-10-04").prepare(|account| {
        account.head.customer.relationships.remove(&HAVENWERK);
    });
    let order = Command::PlaceOrder { lines: vec![wanted(offer::NCE_E1, 1)], payment: None };
    let refused = world.refused(order);
    let reason = support::reason(&refused, Rule::Role03);
    assert_eq!((reason.code, &reason.remedies), (Code::NoRelationship, &vec![Remedy::RequestRelationship]));
    let view = world.look(|context| access::to_account(&world.account, Action::View, context));
    assert_eq!(view.len(), 1);
}

#[test]
fn a_partner_of_another_cloud_does_nothing_for_the_customer_role_04() {
    let mut world = World::new("2021-09", "2021-10-04");
    let mut partner = support::partner(HAVENWERK, "Havenwerk", seatwright_domain::partner::Tier::DirectBill);
    partner.cloud = seatwright_domain::partner::Cloud::UsGovernment;
    world.partners = [partner].into_iter().collect();
    for action in Action::ALL {
        let reasons = world.look(|context| access::to_account(&world.account, action, context));
        assert!(reasons.iter().any(|reason| reason.rule == Rule::Role04), "{action:?}");
    }
    let order = Command::PlaceOrder { lines: vec![wanted(offer::NCE_E1, 1)], payment: None };
    assert!(world.refused(order).has(Code::CloudDiffers));
}

#[test]
fn the_customers_administrators_act_for_their_own_company_only_role_05() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let order = |seats| Command::PlaceOrder { lines: vec![wanted(offer::NCE_E1, seats)], payment: None };
        world.act_as_customer([Role::CustomerGlobalAdmin]);
        world.run(order(1));
        let other = seatwright_domain::ids::CustomerId(uuid::Uuid::from_u128(0xdead));
        world.caller = Caller::customer(other, "mallory", [Role::CustomerGlobalAdmin]);
        let refused = world.refused(order(2));
        assert_eq!(support::told(&refused), [(Rule::Role05, Code::OtherCompany)]);
        // Looking is not allowed either.
        let view = world.look(|context| access::to_account(&world.account, Action::View, context));
        assert_eq!(view[0].rule, Rule::Role05);
    }
}

#[test]
fn roles_count_on_their_own_side_only_role_05() {
    let mut world = World::new("2021-09", "2021-10-04");
    let order = || Command::PlaceOrder { lines: vec![wanted(offer::NCE_E1, 1)], payment: None };
    // A customer's administrator with a partner's role, and the other way round.
    world.act_as_customer([Role::AdminAgent, Role::GlobalAdmin]);
    assert!(world.refused(order()).has(Code::RoleMissing));
    world.act_as(HAVENWERK, [Role::CustomerGlobalAdmin]);
    assert!(world.refused(order()).has(Code::RoleMissing));
    // LIC-104: who buys at the customer.
    for (role, buys) in [
        (Role::CustomerGlobalAdmin, true),
        (Role::CustomerBillingAdmin, true),
        (Role::CustomerLicenceAdmin, false),
        (Role::CustomerUserAdmin, false),
    ] {
        world.act_as_customer([role]);
        assert_eq!(world.try_run(&order()).is_ok(), buys, "{role}");
    }
}

#[test]
fn what_a_reseller_sold_is_changed_by_the_reseller_self_107() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::NCE_E1, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.act_as_customer([Role::CustomerGlobalAdmin]);
    let refused = world.refused(Command::ChangeSeats { subscription: id, seats: 6 });
    let reason = support::reason(&refused, Rule::Self107);
    assert_eq!(reason.evidence["seller"], "Havenwerk");
    assert_eq!(reason.remedies, [Remedy::AskSeller]);
}

/// Every command about one subscription.
fn every_change(id: SubscriptionId, next: NextTerm) -> Vec<Command> {
    vec![
        Command::Rename { subscription: id, name: "Mine".into() },
        Command::ChangeSeats { subscription: id, seats: 3 },
        Command::ChangeSeats { subscription: id, seats: 500 },
        Command::ChangeReseller { subscription: id, reseller: Some("7654321".into()) },
        Command::Suspend { subscription: id, reason: SuspensionReason::Fraud },
        Command::Reactivate { subscription: id },
        Command::Cancel { subscription: id, reason: String::new(), confirmed: false },
        Command::SetAutoRenew { subscription: id, on: false },
        Command::Schedule { subscription: id, next },
        Command::Unschedule { subscription: id },
        Command::RestoreSchedule { subscription: id },
        Command::ChangeBillingPlan { subscription: id, billing: BillingPlan::Annual },
        Command::ChangeTerm { subscription: id, term: Term::P3Y, billing: None },
        Command::ConvertTrial {
            subscription: id,
            target: OfferId::new(offer::STANDARD),
            seats: None,
            billing: None,
        },
        Command::CompleteSetUp { subscription: id },
        Command::ReportProvisioning { subscription: id, provisioned: false },
        Command::Upgrade { subscription: id, target: OfferId::new(offer::E3), seats: None, transfer: true },
        Command::Transition {
            subscription: id,
            target: OfferId::new(offer::NCE_E5),
            seats: 2,
            into: None,
            term: None,
            billing: None,
            transfer: true,
        },
    ]
}

#[test]
fn of_another_partners_subscription_nothing_is_changed_and_nothing_is_shown_chan_101() {
    for version in VERSIONS {
        for sold in [offer::STANDARD, offer::NCE_E3, offer::SIGN] {
            for state in ["active", "suspended", "deleted"] {
                let mut world = World::new(version, "2021-10-04");
                let id = world.buy(sold, 5, Some(Term::P1Y), BillingPlan::Monthly);
                let next = world.sub(id).unchanged_next_term();
                if state != "active" {
                    world.run(Command::Suspend { subscription: id, reason: SuspensionReason::Fraud });
                }
                if state == "deleted" {
                    world.until("2023-06-01");
                }
                // The other partner has no delegated rights either: that would name the service.
                let mut world = world.prepare(|account| {
                    account.head.customer.relationships.get_mut(&NORDLJUS).unwrap().delegation = None;
                });
                world.act_as(NORDLJUS, [Role::GlobalAdmin, Role::AdminAgent]);
                for command in every_change(id, next.clone()) {
                    let refused = world.refused(command.clone());
                    assert_eq!(
                        support::told(&refused),
                        [(Rule::Buy03, Code::SubscriptionUnknown)],
                        "{state}: {command:?}"
                    );
                    let reason = &refused.reasons()[0];
                    assert_eq!(reason.subject, Subject::Subscription(id));
                    assert!(reason.evidence.is_empty());
                    assert_eq!((reason.who.as_slice(), reason.clears_at), (&[Who::Caller][..], None));
                }
            }
        }
    }
}

#[test]
fn each_partner_manages_its_own_beside_the_others_chan_101() {
    let mut world = World::new("2021-09", "2021-10-04");
    let ours = world.buy(offer::NCE_E1, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.act_as(NORDLJUS, [Role::AdminAgent]);
    let theirs = world.buy(offer::NCE_E1, 7, Some(Term::P1Y), BillingPlan::Annual);
    let before = world.sub(ours).clone();
    world.run(Command::ChangeSeats { subscription: theirs, seats: 9 });
    assert_eq!((world.sub(ours), world.sub(theirs).seats()), (&before, 9));
}

#[test]
fn the_billing_of_another_partners_order_is_not_changed_chan_101() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::E3, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let order = world.sub(id).order;
    world.act_as(NORDLJUS, [Role::GlobalAdmin]);
    let refused = world.refused(Command::ChangeOrderBilling { order, billing: BillingPlan::Annual });
    assert_eq!(support::told(&refused), [(Rule::Bill301, Code::OrderUnknown)]);
}

#[test]
fn an_unknown_subscription_is_said_to_be_unknown_buy_03() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = SubscriptionId(uuid::Uuid::from_u128(5));
    let refused = world.refused(Command::Reactivate { subscription: id });
    assert_eq!(support::told(&refused), [(Rule::Buy03, Code::SubscriptionUnknown)]);
}

/// The published role tables, for what there is here: AA, BA, GA, HA, SA and UA in this order. `since` is the first version that
/// has them; before it holds what the seeds say.
const PUBLISHED: [(Rule, Action, &str, &str); 14] = [
    (Rule::Role01, Action::AddLicences, "A-GHSU", "2021-09"),
    (Rule::Role01, Action::Upgrade, "A-GHSU", "2021-09"),
    (Rule::Role02, Action::Buy, "ABGHS-", "2021-09"),
    (Rule::Role02, Action::Suspend, "ABGHS-", "2021-09"),
    (Rule::Role02, Action::Cancel, "ABGHS-", "2021-09"),
    (Rule::Role102, Action::ChangeSubscription, "ABGHS-", "2021-09"),
    (Rule::Role105, Action::Transition, "A-G---", "2022-03"),
    (Rule::Role107, Action::ConvertTrial, "--G-SU", "2021-09"),
    (Rule::Role109, Action::ChangeOrderBilling, "ABG---", "2021-09"),
    (Rule::Role114, Action::ReadBill, "ABG---", "2021-09"),
    (Rule::Role117, Action::DownloadReconciliation, "-BG---", "2021-09"),
    (Rule::Role120, Action::ManageOverdue, "ABG--U", "2021-09"),
    (Rule::Role130, Action::EndRelationship, "--G---", "2021-09"),
    (Rule::Role131, Action::ConfirmAgreement, "A---S-", "2021-09"),
];

#[test]
fn each_action_has_the_roles_of_its_published_table_and_names_its_rule() {
    let order = [
        Role::AdminAgent,
        Role::BillingAdmin,
        Role::GlobalAdmin,
        Role::HelpdeskAgent,
        Role::SalesAgent,
        Role::UserManagementAdmin,
    ];
    for (rule, action, letters, since) in PUBLISHED {
        assert_eq!(access::rule_of(action), rule, "{action:?}");
        let named = order.iter().zip(letters.chars()).filter(|(_, letter)| *letter != '-');
        let expected: BTreeSet<Role> = named.map(|(role, _)| *role).collect();
        for (version, roles) in
            of_partner(action).into_iter().filter(|(version, _)| version.as_str() >= since)
        {
            assert_eq!(roles, expected, "{action:?} under {version}");
        }
    }
    for (version, roles) in
        of_partner(Action::Transition).into_iter().filter(|(name, _)| name.as_str() < "2022")
    {
        assert_eq!(roles, BTreeSet::from(ROLE_01), "transitions under {version}");
    }
}

#[test]
fn new_commerce_is_upgraded_by_fewer_roles_than_classic_role_105() {
    for role in PARTNER_ROLES {
        let mut world = World::new("2022-03", "2022-04-04");
        let id = world.buy(offer::NCE_BASIC, 5, Some(Term::P1Y), BillingPlan::Monthly);
        world.act_as(HAVENWERK, [role]);
        let outcome = world.try_run(&Command::Transition {
            subscription: id,
            target: OfferId::new(offer::NCE_E1),
            seats: 5,
            into: None,
            term: None,
            billing: None,
            transfer: true,
        });
        let may = matches!(role, Role::AdminAgent | Role::GlobalAdmin);
        let missing = outcome.err().is_some_and(|refused| refused.names(Rule::Role105));
        assert_eq!(missing, !may, "{role}");
    }
}

#[test]
fn only_global_admins_end_a_relationship_and_more_record_what_is_overdue_role_130_role_120() {
    for role in PARTNER_ROLES {
        let mut world = World::new("2022-03", "2022-04-04");
        let id = world.buy(offer::NCE_BASIC, 5, Some(Term::P1Y), BillingPlan::Monthly);
        world.act_as(HAVENWERK, [role]);
        let refused = world.refused(Command::EndRelationship { partner: HAVENWERK });
        assert_eq!(refused.names(Rule::Role130), role != Role::GlobalAdmin, "{role}");
        let outcome = world.try_run(&Command::PayOverdue { subscription: Some(id) });
        let may = !matches!(role, Role::HelpdeskAgent | Role::SalesAgent);
        assert_eq!(outcome.is_ok(), may, "{role}");
        if let Err(refused) = outcome {
            assert!(refused.names(Rule::Role120));
        }
    }
}

#[test]
fn a_reseller_of_record_looks_at_its_customers_and_changes_nothing_chan_106() {
    const RESELLER: seatwright_domain::ids::PartnerId =
        seatwright_domain::ids::PartnerId(uuid::Uuid::from_u128(0x51c0));
    let reseller = |number: &str| {
        let mut partner =
            support::partner(RESELLER, "Duinrand", seatwright_domain::partner::Tier::IndirectReseller);
        partner.mpn_id = number.to_owned();
        partner
    };
    let mut world = World::new("2021-09", "2021-10-04").prepare(|account| {
        let relationship = account.head.customer.relationships.get_mut(&HAVENWERK).unwrap();
        relationship.reseller = Some("7654321".to_owned());
    });
    let id = world.buy(offer::NCE_BASIC, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let of_havenwerk = world.partners.iter().cloned().collect::<Vec<_>>();
    for (number, sees) in [("7654321", true), ("7000000", false)] {
        let partner = reseller(number);
        let seen_as = access::reseller_number(&partner, &POLICIES.all()[0]);
        assert_eq!(seen_as.as_deref(), Some(number));
        world.partners = of_havenwerk.iter().cloned().chain([partner]).collect();
        let roles = [Role::GlobalAdmin, Role::AdminAgent];
        world.caller = Caller::partner(RESELLER, Some("dirk"), roles).reselling_as(seen_as);
        assert_eq!(access::is_reseller_of(&world.account, &world.caller), sees);
        let view = world.look(|context| access::to_account(&world.account, Action::View, context));
        assert_eq!(view.is_empty(), sees, "{number}");
        let refused = world.refused(Command::ChangeSeats { subscription: id, seats: 6 });
        assert!(refused.names(Rule::Role03), "{refused}");
        let bill = world.look(|context| access::to_account(&world.account, Action::ReadBill, context));
        assert_eq!(bill[0].code, Code::NoRelationship);
    }
    // Partners of other tiers see what they sold, whatever number they have.
    assert_eq!(access::reseller_number(&of_havenwerk[0], &POLICIES.all()[0]), None);
}
