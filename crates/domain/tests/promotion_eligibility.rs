//! Whether a customer would get a promotion, and every reason why not (PROMO-104).

mod support;

use jiff::civil::date;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{Promotion, PromotionRenewal, Segment};
use seatwright_domain::ids::OfferId;
use seatwright_domain::promotion::{Eligibility, Obstacle, Sale, eligibilities};
use support::{VERSIONS, World, offer};

fn spring() -> Promotion {
    Promotion {
        id: "SPRING".to_owned(),
        title: "Spring".to_owned(),
        percent: "10".parse().unwrap(),
        offers: [OfferId::new(offer::NCE_STANDARD)].into(),
        terms: [Term::P1Y].into(),
        billing: [].into(),
        markets: ["NL".to_owned()].into(),
        segments: [Segment::Commercial].into(),
        from: date(2022, 3, 1),
        until: Some(date(2022, 7, 1)),
        seats_min: 5,
        seats_max: Some(20),
        redemptions_max: Some(1),
        first_purchase: false,
        needs: [].into(),
        renewal: PromotionRenewal::InWindow,
    }
}

fn world(version: &str, promotion: Promotion) -> World {
    let mut world = World::new(version, "2022-04-01");
    world.catalogue.to_mut().promotions = [(promotion.id.clone(), promotion)].into();
    world
}

fn asked(world: &World, offer: &str, term: Term, seats: u32, named: Option<&str>) -> Vec<Eligibility> {
    let billing = BillingPlan::Monthly;
    let offer = world.catalogue.offer(&OfferId::new(offer)).unwrap();
    let sale = Sale { offer, term, billing, seats };
    world.look(|context| eligibilities(&world.account, sale, named, world.now, context))
}

fn obstacles(world: &World, term: Term, seats: u32) -> Vec<Obstacle> {
    let mut found = asked(world, offer::NCE_STANDARD, term, seats, Some("spring"));
    assert_eq!(found.len(), 1);
    found.remove(0).obstacles
}

#[test]
fn a_purchase_gets_it_exactly_where_nothing_stands_in_the_way_promo_104_promo_103() {
    for version in VERSIONS {
        let mut world = world(version, spring());
        assert_eq!(
            obstacles(&world, Term::P1Y, 4),
            [Obstacle::Seats { least: 5, most: Some(20), left: Some(20) }]
        );
        assert_eq!(obstacles(&world, Term::P1M, 5), [Obstacle::OtherTerm { terms: vec![Term::P1Y] }]);
        assert_eq!(obstacles(&world, Term::P1Y, 8), []);
        let first = world.buy(offer::NCE_STANDARD, 8, Some(Term::P1Y), BillingPlan::Monthly);
        assert!(world.sub(first).lots[0].discount.is_some());
        // The customer has it on one subscription now, which is as many as it may.
        let spent = Obstacle::Redemptions { most: 1, left: 0 };
        assert_eq!(obstacles(&world, Term::P1Y, 12), std::slice::from_ref(&spent));
        let seats = Obstacle::Seats { least: 5, most: Some(20), left: Some(12) };
        assert_eq!(obstacles(&world, Term::P1Y, 13), [seats, spent]);
        let second = world.buy(offer::NCE_STANDARD, 12, Some(Term::P1Y), BillingPlan::Monthly);
        assert!(world.sub(second).lots[0].discount.is_none(), "PROMO-103: it goes through at the list price");
    }
}

#[test]
fn what_the_customer_has_had_and_has_decides_promo_104() {
    let needs: Vec<OfferId> = vec![OfferId::new(offer::NCE_E1)];
    let wanted = Promotion {
        first_purchase: true,
        needs: needs.iter().cloned().collect(),
        redemptions_max: None,
        ..spring()
    };
    let mut world = world("2025-04", wanted);
    assert_eq!(obstacles(&world, Term::P1Y, 5), [Obstacle::Prerequisite { needs: needs.clone() }]);
    world.buy(offer::NCE_STANDARD, 1, Some(Term::P1Y), BillingPlan::Monthly);
    assert_eq!(obstacles(&world, Term::P1Y, 5), [Obstacle::BoughtBefore, Obstacle::Prerequisite { needs }]);
    world.buy(offer::NCE_E1, 1, Some(Term::P1Y), BillingPlan::Monthly);
    assert_eq!(obstacles(&world, Term::P1Y, 5), [Obstacle::BoughtBefore]);
}

#[test]
fn unknown_ones_and_offers_without_any_say_so_promo_104() {
    let mut world = world("2025-04", spring());
    let none = vec![Obstacle::NoSuchPromotion];
    let named = asked(&world, offer::NCE_STANDARD, Term::P1Y, 5, Some("AUTUMN"));
    assert_eq!(named, [Eligibility { promotion: Some("AUTUMN".to_owned()), obstacles: none.clone() }]);
    // That of another offer is as unknown.
    assert_eq!(asked(&world, offer::NCE_BASIC, Term::P1Y, 5, Some("SPRING"))[0].obstacles, none);
    let nothing = Eligibility { promotion: None, obstacles: vec![Obstacle::NoneAvailable] };
    assert_eq!(asked(&world, offer::NCE_BASIC, Term::P1Y, 5, None), std::slice::from_ref(&nothing));
    let all = asked(&world, offer::NCE_STANDARD, Term::P1Y, 5, None);
    assert_eq!(all, [Eligibility { promotion: Some("SPRING".to_owned()), obstacles: vec![] }]);
    world.until("2022-07-01");
    assert_eq!(asked(&world, offer::NCE_STANDARD, Term::P1Y, 5, None), [nothing], "the window is over");
}
