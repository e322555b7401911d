//! Promotions (section 21.3): applied by themselves, kept for the term and the seats that come, kept or lost at renewals,
//! upgrades and conversions.

mod support;

use rust_decimal::Decimal;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{Catalogue, Promotion};
use seatwright_domain::command::Command;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::refusal::{Code, Remedy};
use seatwright_domain::rule::Rule;
use support::{World, offer, reason, told};

fn promotion(id: &str, percent: &str, offer: &str) -> Promotion {
    Promotion {
        id: id.to_owned(),
        title: id.to_owned(),
        percent: percent.parse().unwrap(),
        offers: [OfferId::new(offer)].into(),
        terms: [].into(),
        billing: [].into(),
        markets: [].into(),
        segments: [].into(),
        from: "2022-01-01".parse().unwrap(),
        until: Some("2022-07-01".parse().unwrap()),
        seats_min: 1,
        seats_max: None,
        redemptions_max: None,
        first_purchase: false,
        needs: [].into(),
        renewal: Default::default(),
    }
}

fn world(at: &str, promotions: impl IntoIterator<Item = Promotion>) -> World {
    let mut world = World::dated(at)
        .priced(offer::STANDARD, Term::P1Y, BillingPlan::Monthly, "30.00")
        .priced(offer::STANDARD, Term::P1Y, BillingPlan::Annual, "360.00")
        .priced(offer::NCE_STANDARD, Term::P1M, BillingPlan::Monthly, "30.00")
        .priced(offer::NCE_STANDARD, Term::P1Y, BillingPlan::Monthly, "20.00")
        .priced(offer::NCE_BASIC, Term::P1M, BillingPlan::Monthly, "10.00");
    let catalogue = world.catalogue.to_mut();
    catalogue.promotions =
        promotions.into_iter().map(|promotion| (promotion.id.clone(), promotion)).collect();
    world
}

fn discount(world: &World, id: SubscriptionId) -> Option<Decimal> {
    world.sub(id).lots.last().unwrap().discount.as_ref().map(|discount| discount.percent)
}

#[test]
fn the_deepest_promotion_is_applied_by_itself_promo_102_promo_105_nce_210() {
    let promotions = [promotion("A", "10", offer::NCE_STANDARD), promotion("B", "25", offer::NCE_STANDARD)];
    let mut world = world("2022-06-01", promotions);
    let id = world.buy(offer::NCE_STANDARD, 3, Some(Term::P1M), BillingPlan::Monthly);
    // The list price stays with the line, what is shown and charged is less a quarter.
    assert_eq!(world.lines(id), ["2022-06-01 | 2022-06-30 | new | 22.50 | 3 | 67.50"]);
    let line = world.charges().next().unwrap();
    assert_eq!(line.unit.unwrap().amount.to_string(), "30.00");
    assert_eq!(line.discount.as_ref().unwrap().promotion, "B");
}

#[test]
fn seats_that_come_in_the_term_share_the_discount_promo_101_promo_106() {
    let mut world = world("2022-06-16", [promotion("A", "10", offer::NCE_STANDARD)]);
    let id = world.buy(offer::NCE_STANDARD, 2, Some(Term::P1Y), BillingPlan::Monthly);
    world.seats(id, "2022-07-16", 3);
    world.until("2022-08-16");
    assert_eq!(world.lines(id).last().unwrap(), "2022-08-16 | 2022-09-15 | cycleCharge | 18.00 | 3 | 54.00");
}

#[test]
fn a_renewal_keeps_it_inside_the_window_only_promo_106() {
    for (bought, at, kept) in [("2022-04-10", "2022-05-10", true), ("2022-06-10", "2022-07-10", false)] {
        let mut world = world(bought, [promotion("A", "10", offer::NCE_STANDARD)]);
        let id = world.buy(offer::NCE_STANDARD, 2, Some(Term::P1M), BillingPlan::Monthly);
        world.until(at);
        assert_eq!(discount(&world, id).is_some(), kept, "{at}");
        let shown = if kept { "27.00" } else { "30.00" };
        assert!(world.lines(id)[1].contains(shown), "{:?}", world.lines(id));
    }
}

#[test]
fn a_longer_term_may_gain_one_and_lose_one_promo_106() {
    for (term, then) in [(Term::P1Y, Some(Decimal::from(10))), (Term::P1M, None)] {
        let only = Promotion { terms: [term].into(), ..promotion("A", "10", offer::NCE_STANDARD) };
        let mut world = world("2022-06-01", [only]);
        let id = world.buy(offer::NCE_STANDARD, 2, Some(Term::P1M), BillingPlan::Monthly);
        assert_eq!(discount(&world, id).is_some(), term == Term::P1M);
        world.run(Command::ChangeTerm { subscription: id, term: Term::P1Y, billing: None });
        assert_eq!(discount(&world, id), then);
    }
}

#[test]
fn classic_ones_are_billed_monthly_and_renew_at_the_list_price_promo_101() {
    let promotion = Promotion { until: None, ..promotion("A", "10", offer::STANDARD) };
    let mut world = world("2022-06-01", [promotion]);
    let id = world.buy(offer::STANDARD, 2, None, BillingPlan::Monthly);
    let yearly = world.buy(offer::STANDARD, 2, None, BillingPlan::Annual);
    assert_eq!((discount(&world, id), discount(&world, yearly)), (Some(Decimal::from(10)), None));
    world.until("2023-06-01");
    assert_eq!(
        world.lines(id).last().unwrap(),
        "2023-06-01 | 2023-06-30 | Prorate fee when renew | 30.00 | 2 | 60.00"
    );
}

#[test]
fn who_does_not_qualify_buys_at_the_list_price_promo_103() {
    let limited = Promotion {
        seats_min: 2,
        seats_max: Some(5),
        first_purchase: true,
        ..promotion("A", "10", offer::NCE_STANDARD)
    };
    let mut world = world("2022-06-01", [limited.clone()]);
    let few = world.buy(offer::NCE_STANDARD, 1, Some(Term::P1M), BillingPlan::Monthly);
    let again = world.buy(offer::NCE_STANDARD, 3, Some(Term::P1M), BillingPlan::Monthly);
    assert_eq!((discount(&world, few), discount(&world, again)), (None, None), "too few, and not the first");

    for elsewhere in [
        Promotion { markets: ["SE".to_owned()].into(), ..limited.clone() },
        Promotion { segments: [seatwright_domain::catalogue::Segment::Education].into(), ..limited.clone() },
        Promotion { billing: [BillingPlan::Annual].into(), ..limited.clone() },
        Promotion { needs: [OfferId::new(offer::NCE_E5)].into(), ..limited.clone() },
        Promotion { from: "2022-06-02".parse().unwrap(), ..limited.clone() },
    ] {
        let mut world = self::world("2022-06-01", [elsewhere]);
        let id = world.buy(offer::NCE_STANDARD, 3, Some(Term::P1M), BillingPlan::Monthly);
        assert_eq!(discount(&world, id), None);
    }
}

#[test]
fn a_discounted_subscription_does_not_outgrow_its_promotion_promo_103() {
    let limited = Promotion { seats_max: Some(5), ..promotion("A", "10", offer::NCE_STANDARD) };
    let mut world = world("2022-06-01", [limited]);
    let id = world.buy(offer::NCE_STANDARD, 3, Some(Term::P1M), BillingPlan::Monthly);
    let refused = world.refused(Command::ChangeSeats { subscription: id, seats: 6 });
    assert_eq!(told(&refused), [(Rule::Promo103, Code::PromotionSeats)]);
    let remedies = &reason(&refused, Rule::Promo103).remedies;
    assert!(remedies.contains(&Remedy::ChooseQuantity { min: 1, max: 5 }));
    // A larger need is two subscriptions: the second at the list price.
    let more = world.buy(offer::NCE_STANDARD, 3, Some(Term::P1M), BillingPlan::Monthly);
    assert_eq!(discount(&world, more), None);
    world.run(Command::ChangeSeats { subscription: id, seats: 5 });
    world.run(Command::ChangeSeats { subscription: more, seats: 60 });
}

#[test]
fn an_upgrade_loses_it_or_takes_the_targets_upg_112() {
    for (version, gained) in [("2021-10", None), ("2022-03", Some(Decimal::from(10)))] {
        let always =
            Promotion { from: "2021-01-01".parse().unwrap(), ..promotion("A", "10", offer::NCE_STANDARD) };
        let basic =
            Promotion { from: "2021-01-01".parse().unwrap(), ..promotion("B", "50", offer::NCE_BASIC) };
        for seats in [10, 4] {
            let mut world = world("2022-01-10", [always.clone(), basic.clone()]);
            world.policies =
                support::POLICIES.only(&seatwright_domain::policy::PolicyVersion(version.to_owned()));
            let id = world.buy(offer::NCE_BASIC, 10, Some(Term::P1M), BillingPlan::Monthly);
            world.run(Command::Transition {
                subscription: id,
                target: OfferId::new(offer::NCE_STANDARD),
                seats,
                into: None,
                term: None,
                billing: None,
                transfer: false,
            });
            let upgraded =
                world.account.live().find(|held| held.offer.as_str() == offer::NCE_STANDARD).unwrap().id;
            assert_eq!(discount(&world, upgraded), gained, "{version}, {seats} seats");
        }
    }
}

#[test]
fn a_conversion_has_none_and_a_trial_is_an_earlier_purchase_trial_206() {
    let first = Promotion { first_purchase: true, until: None, ..promotion("A", "10", offer::NCE_STANDARD) };
    let mut world = world("2022-06-01", [first]);
    let id = world.buy(offer::NCE_TRIAL, 25, None, BillingPlan::None);
    world.until("2022-07-02");
    assert_eq!(discount(&world, id), None);
    let more = world.buy(offer::NCE_STANDARD, 3, Some(Term::P1M), BillingPlan::Monthly);
    assert_eq!(discount(&world, more), None);
}

#[test]
fn faults_of_a_promotion_name_their_line_and_fix_promo_102() {
    let files = |text: &'static str| {
        let mut files = seatwright_domain::catalogue::FILES.to_vec();
        files.retain(|(name, _)| !name.ends_with("promotions.toml"));
        files.push(("promotions.toml", text));
        files
    };
    let sound = "[[promotion]]\nid = \"A\"\ntitle = \"A\"\npercent = \"10\"\noffers = [\"CFQ7TTC0JN4R:0001\"]\nfrom = 2022-01-01\n";
    assert!(Catalogue::parse(&files(sound)).is_ok());
    for (text, says) in [
        (
            "[[promotion]]\nid = \"A\"\ntitle = \"A\"\npercent = \"110\"\noffers = [\"CFQ7TTC0JN4R:0001\"]\nfrom = 2022-01-01\n",
            "110 is no part of a price",
        ),
        (
            "[[promotion]]\nid = \"A\"\ntitle = \"A\"\npercent = \"10\"\noffers = [\"CFQ7TTC0JN4R:9\"]\nfrom = 2022-01-01\n",
            "there is no offer",
        ),
        (
            "[[promotion]]\nid = \"A\"\ntitle = \"A\"\npercent = \"10\"\noffers = []\nfrom = 2022-01-01\nuntil = 2022-01-01\nseats_min = 0\n",
            "a promotion of nothing",
        ),
        (
            "[[promotion]]\nid = \"A\"\ntitle = \"A\"\npercent = \"10\"\noffers = [\"DZH318Z0K5S1:0001\"]\nfrom = 2022-01-01\n",
            "its publisher's",
        ),
    ] {
        let faults = Catalogue::parse(&files(text)).unwrap_err();
        assert!(faults.iter().any(|fault| fault.to_string().contains(says)), "{faults:?}");
    }
}
