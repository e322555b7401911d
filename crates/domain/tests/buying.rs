//! Buying (seed 003, "Een nieuw abonnement maken", steps 5 to 8): licences, cart, review, buy, and what is there afterwards.
//! BUY-01..06, QTY-01.

mod support;

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::CartId;
use seatwright_domain::order::{Cart, Wanted};
use seatwright_domain::refusal::{Code, Remedy, Subject};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Payment, Seller, Status};
use support::{HAVENWERK, VERSIONS, World, offer, started, wanted};

fn save(world: &mut World, lines: Vec<Wanted>) -> CartId {
    saved(&world.run(Command::SaveCart { cart: None, lines })).id
}

fn saved(decision: &Decision) -> Cart {
    decision
        .events
        .iter()
        .find_map(|recorded| match &recorded.event {
            Event::CartSaved { cart } => Some((**cart).clone()),
            _ => None,
        })
        .expect("a cart is saved")
}

fn order(lines: Vec<Wanted>) -> Command {
    Command::PlaceOrder { lines, payment: None }
}

fn yearly(offer: &str, quantity: u32, billing: BillingPlan) -> Wanted {
    Wanted { term: Some(Term::P1Y), billing: Some(billing), ..wanted(offer, quantity) }
}

#[test]
fn the_number_of_licences_keeps_to_the_offers_bounds_buy_01() {
    let mut world = World::new("2021-09", "2021-10-04");
    for quantity in [0, 301, u32::MAX] {
        let refused = world.refused(order(vec![wanted(offer::STANDARD, quantity)]));
        let reason = support::reason(&refused, Rule::Buy01);
        assert_eq!(reason.code, Code::QuantityOutside);
        assert_eq!(reason.remedies, [Remedy::ChooseQuantity { min: 1, max: 300 }]);
    }
    world.run(order(vec![wanted(offer::STANDARD, 300)]));
}

#[test]
fn the_purchase_is_in_the_list_with_what_can_be_done_to_it_buy_03() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let cart = save(&mut world, vec![yearly(offer::STANDARD, 5, BillingPlan::Monthly)]);
        let decision = world.run(Command::Checkout { cart });
        let id = started(&decision)[0];
        assert!(world.account.live().any(|held| held.id == id));
        // Its order names it, and from its page licences, add-ons and state can be changed.
        let order = world.orders()[0].clone();
        assert_eq!(order.lines[0].subscription, id);
        assert_eq!(world.sub(id).order, order.id);
        world.run(Command::ChangeSeats { subscription: id, seats: 6 });
        let line = Wanted { parent: Some(id), ..wanted(offer::ARCHIVE_ADDON, 2) };
        world.run(Command::BuyAddOns { order: order.id, lines: vec![line] });
        world.run(Command::Rename { subscription: id, name: "Front office".into() });
        assert_eq!(world.sub(id).friendly_name, "Front office");
        let reason = seatwright_domain::subscription::SuspensionReason::CustomerRequest;
        world.run(Command::Suspend { subscription: id, reason });
    }
}

#[test]
fn a_name_has_1_to_256_characters_buy_03() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    for name in [String::new(), "   ".to_owned(), "x".repeat(257)] {
        let refused = world.refused(Command::Rename { subscription: id, name });
        assert_eq!(refused.reasons()[0].subject, Subject::Field("friendlyName".to_owned()));
    }
    world.run(Command::Rename { subscription: id, name: "é".repeat(256) });
    let line = Wanted { friendly_name: Some("x".repeat(257)), ..wanted(offer::NCE_E3, 1) };
    assert!(world.refused(order(vec![line])).has(Code::ValueInvalid));
}

#[test]
fn billing_is_monthly_or_annual_as_chosen_at_the_purchase_buy_04() {
    for version in VERSIONS {
        for bought in [offer::STANDARD, offer::NCE_STANDARD, offer::SIGN] {
            let mut world = World::new(version, "2021-10-04");
            let monthly = world.buy(bought, 5, Some(Term::P1Y), BillingPlan::Monthly);
            let annual = world.buy(bought, 5, Some(Term::P1Y), BillingPlan::Annual);
            assert_eq!(world.sub(monthly).billing, BillingPlan::Monthly);
            assert_eq!(world.sub(annual).billing, BillingPlan::Annual);
            // One is charged every month, the other once in its year.
            world.until("2022-10-03");
            let charges = |id| {
                let of_it = |kind: &Event| matches!(kind, Event::CycleStarted { subscription, .. } if *subscription == id);
                world.history.iter().filter(|recorded| of_it(&recorded.event)).count()
            };
            assert_eq!((charges(monthly), charges(annual)), (11, 0));
        }
    }
}

#[test]
fn a_term_or_plan_that_the_offer_does_not_have_is_refused_with_those_it_has_buy_04_nce_101() {
    let mut world = World::new("2021-09", "2021-10-04");
    let line = |term, billing| {
        let line = Wanted { term: Some(term), billing: Some(billing), ..wanted(offer::NCE_STANDARD, 5) };
        order(vec![line])
    };
    let refused = world.refused(line(Term::P3Y, BillingPlan::Monthly));
    let reason = support::reason(&refused, Rule::Nce101);
    assert_eq!(reason.remedies, [Remedy::ChooseTerm { terms: vec![Term::P1M, Term::P1Y] }]);
    let refused = world.refused(line(Term::P1M, BillingPlan::Annual));
    let reason = support::reason(&refused, Rule::Buy04);
    assert_eq!(reason.remedies, [Remedy::ChooseBilling { plans: vec![BillingPlan::Monthly] }]);
    let refused = world.refused(line(Term::P1Y, BillingPlan::Triennial));
    assert!(refused.has(Code::BillingNotOffered));
}

#[test]
fn a_publishers_link_stays_on_the_subscription_until_set_up_is_done_buy_05() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::SIGN, 3, Some(Term::P1Y), BillingPlan::Monthly);
        let link = world.sub(id).setup.as_ref().unwrap().link.clone();
        assert_eq!(
            link, "https://kestrel-software.example/activate/sign",
            "tokens are given out when it is read"
        );
        world.until("2022-10-05");
        assert!(world.sub(id).awaits_setup(), "it stays, also over a renewal");
        // Some changes wait for it (MKT-104).
        let refused = world.refused(Command::ChangeSeats { subscription: id, seats: 4 });
        assert_eq!(refused.reasons()[0].remedies, [Remedy::FinishSetUp { link }]);
        assert!(refused.names(Rule::Mkt104));
        world.run(Command::CompleteSetUp { subscription: id });
        assert!(!world.sub(id).awaits_setup());
        world.run(Command::ChangeSeats { subscription: id, seats: 4 });
        assert!(world.refused(Command::CompleteSetUp { subscription: id }).names(Rule::Buy05));
        // First-party subscriptions have none.
        let first_party = world.buy(offer::NCE_E3, 3, Some(Term::P1Y), BillingPlan::Monthly);
        assert_eq!(world.sub(first_party).setup, None);
    }
}

#[test]
fn every_subscription_starts_active_with_auto_renew_on_buy_06() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        for bought in [offer::STANDARD, offer::E3, offer::NCE_STANDARD, offer::SIGN, offer::VAULT_WITH_TRIAL]
        {
            let id = world.buy(bought, 5, Some(Term::P1Y), BillingPlan::Monthly);
            assert_eq!((world.status(id), world.sub(id).auto_renew), (Status::Active, true), "{bought}");
        }
        let mut world = World::new(version, "2021-10-04");
        let trial = started(&world.run(order(vec![wanted(offer::NCE_TRIAL, 25)])))[0];
        assert_eq!((world.status(trial), world.sub(trial).auto_renew), (Status::Active, true));
    }
}

#[test]
fn licences_can_be_added_at_any_time_while_it_is_active_qty_01() {
    for version in VERSIONS {
        for bought in [offer::STANDARD, offer::NCE_STANDARD] {
            let mut world = World::new(version, "2021-10-04");
            let id = world.buy(bought, 5, Some(Term::P1Y), BillingPlan::Monthly);
            for (at, seats) in [("2021-10-04", 6), ("2022-03-01", 8), ("2022-10-03", 11), ("2022-10-04", 12)]
            {
                world.until(at);
                world.run(Command::ChangeSeats { subscription: id, seats });
                assert_eq!(world.sub(id).seats(), seats);
            }
        }
    }
}

#[test]
fn the_cap_of_a_product_holds_over_all_of_a_customers_subscriptions_nce_110() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let first = world.buy(offer::NCE_STANDARD, 290, Some(Term::P1Y), BillingPlan::Monthly);
        world.act_as(support::NORDLJUS, [seatwright_domain::role::Role::AdminAgent]);
        let refused = world.refused(order(vec![wanted(offer::NCE_STANDARD, 11)]));
        let reason = support::reason(&refused, Rule::Nce110);
        assert_eq!((&reason.evidence["requested"], &reason.evidence["remaining"]), (&11.into(), &10.into()));
        assert_eq!(reason.remedies, [Remedy::ChooseQuantity { min: 1, max: 10 }]);
        world.run(order(vec![wanted(offer::NCE_STANDARD, 6)]));
        world.act_as(HAVENWERK, [seatwright_domain::role::Role::AdminAgent]);
        // For a subscription that is there, the remedy names what it can have in all.
        let refused = world.refused(Command::ChangeSeats { subscription: first, seats: 295 });
        let reason = support::reason(&refused, Rule::Nce110);
        assert_eq!(reason.remedies, [Remedy::ChooseQuantity { min: 1, max: 294 }]);
        world.run(Command::ChangeSeats { subscription: first, seats: 294 });
        // Nothing is left: a plan without the cap is.
        let refused = world.refused(order(vec![wanted(offer::NCE_STANDARD, 1)]));
        assert!(matches!(&support::reason(&refused, Rule::Nce110).remedies[0],
            Remedy::ChooseOffer { offers } if offers.iter().any(|known| known.as_str() == offer::NCE_E3)));
    }
}

#[test]
fn an_attestation_is_accepted_before_the_order_nce_116() {
    let mut world = World::new("2021-09", "2021-10-04")
        .prepare(|account| account.head.customer.segment = Segment::Education);
    let line = wanted(offer::NCE_FACULTY, 5);
    let refused = world.refused(order(vec![line.clone()]));
    assert_eq!(support::told(&refused), [(Rule::Nce116, Code::AttestationMissing)]);
    assert_eq!(refused.reasons()[0].remedies, [Remedy::AcceptAttestation]);
    world.run(order(vec![Wanted { attestation_accepted: true, ..line }]));
}

#[test]
fn a_reseller_of_record_is_one_of_the_partners_chan_106() {
    let mut world = World::new("2021-09", "2021-10-04");
    let line = |named: &str| Wanted { reseller: Some(named.to_owned()), ..wanted(offer::NCE_E3, 5) };
    assert!(world.refused(order(vec![line("9999999")])).names(Rule::Chan106));
    let id = started(&world.run(order(vec![line("7654321")])))[0];
    let sold = |reseller: Option<&str>| Seller::Partner {
        partner: HAVENWERK,
        reseller: reseller.map(str::to_owned),
    };
    assert_eq!(world.sub(id).seller, sold(Some("7654321")));
    let change = |reseller: Option<&str>| Command::ChangeReseller {
        subscription: id,
        reseller: reseller.map(str::to_owned),
    };
    assert!(world.refused(change(Some("9999999"))).names(Rule::Chan106));
    world.run(change(None));
    assert_eq!(world.sub(id).seller, sold(None));
}

#[test]
fn an_availability_of_another_market_is_refused_cat_01() {
    let mut world = World::new("2021-09", "2021-10-04");
    let known = support::CATALOGUE.offer(&wanted(offer::NCE_E3, 1).offer).unwrap();
    let line = |country: &str| Wanted {
        availability: Some(known.availability_id(country, Segment::Commercial)),
        ..wanted(offer::NCE_E3, 5)
    };
    assert!(world.refused(order(vec![line("US")])).has(Code::AvailabilityUnknown));
    world.run(order(vec![line("NL")]));
}

#[test]
fn a_purchase_may_end_with_another_subscription_or_a_month_and_then_has_full_terms_nce_702() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let first = world.buy(offer::NCE_STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        world.until("2021-12-20");
        let end = world.sub(first).term.period.last;
        let aligned = |date: &str| Wanted {
            custom_end: Some(date.parse().unwrap()),
            ..yearly(offer::NCE_E3, 5, BillingPlan::Monthly)
        };
        let refused = world.refused(order(vec![aligned("2022-05-05")]));
        let reason = support::reason(&refused, Rule::Nce702);
        let Remedy::ChooseDate { dates } = &reason.remedies[0] else { panic!("{reason:?}") };
        assert!(dates.contains(&end));
        for date in dates.clone() {
            let id = started(&world.run(order(vec![aligned(&date.to_string())])))[0];
            assert_eq!(world.sub(id).term.period.last, date, "the remedy is one that works");
        }
        let id = started(&world.run(order(vec![aligned(&end.to_string())])))[0];
        world.until("2022-10-04");
        assert_eq!(world.sub(id).term.period, world.sub(first).term.period, "together from now on");
    }
}

#[test]
fn a_customer_buys_directly_and_chooses_how_to_pay_buy_02() {
    let mut world = World::new("2021-09", "2021-10-04");
    world.act_as_customer([seatwright_domain::role::Role::CustomerBillingAdmin]);
    for payment in [Payment::Card, Payment::Invoice, Payment::Prepaid] {
        let lines = vec![yearly(offer::STANDARD, 5, BillingPlan::Annual)];
        let decision = world.run(Command::PlaceOrder { lines, payment: Some(payment) });
        let bought = world.sub(started(&decision)[0]);
        assert_eq!((bought.payment, &bought.seller), (payment, &Seller::Direct));
    }
}
