//! Carts (seed 003, "Een nieuw abonnement maken", steps 5 to 7): several offers, reviewed as a whole and bought as a whole.
//! BUY-01, BUY-02, ROLE-142.

mod support;

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CartId, OrderId};
use seatwright_domain::order::{Cart, Wanted};
use seatwright_domain::refusal::{Code, Refusals, Remedy, Who};
use seatwright_domain::rule::Rule;
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

fn ordered(decision: &Decision) -> Vec<OrderId> {
    decision
        .events
        .iter()
        .filter_map(|recorded| match &recorded.event {
            Event::OrderPlaced { order } => Some(order.id),
            _ => None,
        })
        .collect()
}

fn yearly(offer: &str, quantity: u32, billing: BillingPlan) -> Wanted {
    Wanted { term: Some(Term::P1Y), billing: Some(billing), ..wanted(offer, quantity) }
}

fn by_line(refused: &Refusals) -> Vec<(usize, Rule, Code)> {
    let line = |evidence: &serde_json::Value| usize::try_from(evidence.as_u64().unwrap()).unwrap();
    refused
        .reasons()
        .iter()
        .map(|reason| (line(&reason.evidence["line"]), reason.rule, reason.code))
        .collect()
}

#[test]
fn several_offers_go_through_one_cart_each_with_its_licences_buy_01() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let lines = vec![
            yearly(offer::STANDARD, 5, BillingPlan::Monthly),
            yearly(offer::NCE_E3, 10, BillingPlan::Annual),
            yearly(offer::SIGN, 3, BillingPlan::Monthly),
        ];
        let cart = save(&mut world, lines);
        let decision = world.run(Command::Checkout { cart });
        let bought: Vec<(String, u32)> = started(&decision)
            .into_iter()
            .map(|id| (world.sub(id).offer.to_string(), world.sub(id).seats()))
            .collect();
        let expected = [(offer::STANDARD, 5), (offer::NCE_E3, 10), (offer::SIGN, 3)];
        assert_eq!(bought, expected.map(|(offer, seats)| (offer.to_owned(), seats)));
        // What is of one system and billing plan is one order; these three are not.
        assert_eq!(ordered(&decision).len(), 3);
        assert_eq!(world.account.head.carts[&cart].orders, ordered(&decision));
    }
}

#[test]
fn nothing_happens_before_the_order_is_placed_buy_02() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let cart = save(&mut world, vec![yearly(offer::NCE_E3, 10, BillingPlan::Monthly)]);
        assert_eq!(world.kinds_since(0), ["cart_saved"]);
        assert!(world.account.subscriptions.is_empty() && world.orders().is_empty());
        assert!(world.account.head.had_offers.is_empty() && world.account.head.first_billed_on.is_none());
        world.run(Command::Checkout { cart });
        assert_eq!(world.account.subscriptions.len(), 1);
    }
}

#[test]
fn the_review_shows_every_line_with_its_price_and_every_reason_against_it_buy_02() {
    let mut world = World::new("2021-09", "2021-10-04");
    let lines = vec![
        yearly(offer::NCE_E3, 10, BillingPlan::Monthly),
        yearly(offer::PAYROLL_NO_RESELLERS, 0, BillingPlan::Annual),
        wanted("NO-SUCH-OFFER", 1),
        yearly(offer::F3, 5, BillingPlan::Monthly),
        yearly(offer::F3, 2, BillingPlan::Monthly),
    ];
    let decision = world.run(Command::SaveCart { cart: None, lines });
    let cart = saved(&decision);
    let reasons: Vec<Vec<(Rule, Code)>> = cart
        .lines
        .iter()
        .map(|line| line.reasons.iter().map(|reason| (reason.rule, reason.code)).collect())
        .collect();
    assert_eq!(
        reasons,
        [
            vec![],
            vec![(Rule::Cat06, Code::NotInProgramme), (Rule::Buy01, Code::QuantityOutside)],
            vec![(Rule::Cat01, Code::OfferUnknown)],
            vec![],
            // One per customer: the line before has taken it.
            vec![(Rule::Cat04, Code::LimitReached)],
        ]
    );
    assert!(cart.lines[0].unit.is_some() && cart.lines[2].unit.is_none());
    // The cart keeps the faulty lines until they are mended or taken out.
    let good = cart.lines.iter().filter(|line| line.reasons.is_empty()).map(|line| line.wanted.clone());
    let again = saved(&world.run(Command::SaveCart { cart: Some(cart.id), lines: good.collect() }));
    assert_eq!((again.id, again.created_at, again.lines.len()), (cart.id, cart.created_at, 2));
    world.run(Command::Checkout { cart: cart.id });
}

#[test]
fn the_review_and_the_checkout_agree_on_every_line_buy_02() {
    let addon = |line| Wanted { parent_line: Some(line), ..wanted(offer::ARCHIVE_ADDON, 5) };
    let carts: Vec<Vec<Wanted>> = vec![
        vec![yearly(offer::STANDARD, 5, BillingPlan::Annual), addon(0)],
        vec![addon(1), yearly(offer::STANDARD, 5, BillingPlan::Annual)],
        vec![yearly(offer::E3, 5, BillingPlan::Monthly), addon(0)],
        vec![addon(7)],
        vec![addon(0)],
        vec![
            yearly(offer::NCE_ROOMS, 2, BillingPlan::Monthly),
            yearly(offer::NCE_ROOMS, 2, BillingPlan::Monthly),
        ],
        vec![wanted(offer::NCE_TRIAL, 25), wanted(offer::NCE_TRIAL, 25)],
        vec![yearly(offer::NCE_BASIC, 5, BillingPlan::Triennial), wanted(offer::NCE_AUDIO_ADDON, 5)],
    ];
    for lines in carts {
        let mut world = World::new("2021-09", "2021-10-04");
        let reviewed = saved(&world.run(Command::SaveCart { cart: None, lines: lines.clone() }));
        let expected: Vec<(usize, Rule, Code)> = reviewed
            .lines
            .iter()
            .enumerate()
            .flat_map(|(line, kept)| kept.reasons.iter().map(move |reason| (line, reason.rule, reason.code)))
            .collect();
        let outcome = world.try_run(&Command::Checkout { cart: reviewed.id });
        let mut refused = outcome.as_ref().err().map_or_else(Vec::new, by_line);
        refused.sort();
        assert_eq!(refused, expected, "{lines:?}");
        // And on the price.
        if outcome.is_ok() {
            for line in &reviewed.lines {
                let bought = world.account.live().find(|held| held.offer == line.wanted.offer).unwrap();
                assert_eq!(bought.lots[0].unit, line.unit, "{}", bought.offer);
                let order = world.orders().into_iter().find(|order| order.id == bought.order).unwrap();
                assert_eq!(order.billing, bought.billing);
            }
        }
    }
}

#[test]
fn a_cart_is_bought_as_a_whole_or_not_at_all_buy_02() {
    let mut world = World::new("2021-09", "2021-10-04");
    let cart =
        save(&mut world, vec![wanted(offer::NCE_E3, 10), wanted(offer::BOARDS_EXCLUSIVE_TO_OTHERS, 1)]);
    let refused = world.refused(Command::Checkout { cart });
    assert_eq!(support::told(&refused), [(Rule::Cat06, Code::ExclusiveToOthers)]);
    assert!(world.account.subscriptions.is_empty());
    assert_eq!(world.account.head.carts[&cart].lines.len(), 2, "the cart is still there to be mended");
}

#[test]
fn a_second_checkout_is_the_same_purchase_buy_02() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let cart = save(&mut world, vec![wanted(offer::NCE_E3, 10)]);
        let orders = ordered(&world.run(Command::Checkout { cart }));
        let again = world.run(Command::Checkout { cart });
        assert!(again.events.is_empty());
        assert_eq!(again.account.head.carts[&cart].orders, orders);
        assert_eq!(world.account.subscriptions.len(), 1);
        let changed = Command::SaveCart { cart: Some(cart), lines: vec![wanted(offer::NCE_E1, 1)] };
        assert!(world.refused(changed).has(Code::CartOrdered));
    }
}

#[test]
fn a_cart_is_lost_after_its_days_and_belongs_to_its_seller_buy_01() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04T12:00:00");
        let cart = save(&mut world, vec![wanted(offer::NCE_E3, 10)]);
        world.until("2021-10-11T11:59:59");
        assert!(world.account.head.carts.contains_key(&cart));
        world.act_as(support::NORDLJUS, [seatwright_domain::role::Role::AdminAgent]);
        assert!(world.refused(Command::Checkout { cart }).has(Code::CartUnknown));
        world.act_as(HAVENWERK, [seatwright_domain::role::Role::AdminAgent]);
        world.until("2021-10-11T12:00:00");
        let refused = world.refused(Command::Checkout { cart });
        assert_eq!(support::told(&refused), [(Rule::Buy01, Code::CartUnknown)]);
    }
}

#[test]
fn an_empty_or_endless_cart_is_no_order_buy_01() {
    let mut world = World::new("2021-09", "2021-10-04");
    let cart = save(&mut world, Vec::new());
    assert!(world.refused(Command::Checkout { cart }).has(Code::CartEmpty));
    assert!(world.refused(order(Vec::new())).has(Code::CartEmpty));
    let endless = vec![wanted(offer::NCE_E3, 1); 101];
    let refused = world.refused(Command::SaveCart { cart: None, lines: endless.clone() });
    assert!(refused.has(Code::CartTooLong));
    assert_eq!(support::told(&world.refused(order(endless))), [(Rule::Buy01, Code::CartTooLong)]);
}

#[test]
fn the_agreement_comes_before_the_first_order_role_142() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04").prepare(|account| {
            account.head.customer.relationships.get_mut(&HAVENWERK).unwrap().agreement = None;
        });
        let lines = || vec![wanted(offer::NCE_E3, 10)];
        for command in [Command::SaveCart { cart: None, lines: lines() }, order(lines())] {
            let refused = world.refused(command);
            let reason = support::reason(&refused, Rule::Role142);
            assert_eq!(
                (reason.code, &reason.remedies),
                (Code::AgreementMissing, &vec![Remedy::ConfirmAgreement])
            );
            assert_eq!(reason.who, [Who::Partner]);
        }
        // Another partner, whose agreement is confirmed, can sell meanwhile.
        world.act_as(support::NORDLJUS, [seatwright_domain::role::Role::AdminAgent]);
        world.run(order(vec![wanted(offer::NCE_E3, 10)]));
    }
}
