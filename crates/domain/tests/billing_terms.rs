//! Bills of terms and plans of new commerce: another billing plan, even parts of a price, seats that leave at a renewal, and
//! what goes on after a term (NCE-107, NCE-109, NCE-102, PART-03, NCE-801).

mod support;

use seatwright_domain::billing::policy::PlanChange;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::PriceList;
use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_domain::order::Wanted;
use seatwright_domain::policy::{ExtendedTerms, Policies};
use seatwright_domain::subscription::{NextTerm, PartialAtRenewal};
use support::{POLICIES, World, bills, offer, started, wanted};

#[test]
fn another_plan_is_charged_at_the_list_of_the_terms_beginning_nce_107_nce_109() {
    for (plan_change, charged) in [
        // Nine of twelve months, or 274 of 365 days.
        (PlanChange::Months, "2021-09-01 | 2022-05-31 | changeBillingPlan | 225.00 | 2 | 450.00"),
        (PlanChange::Days, "2021-09-01 | 2022-05-31 | changeBillingPlan | 224.38 | 2 | 448.76"),
    ] {
        let policies = bills::billing(|policy| policy.new_commerce.plan_change = plan_change);
        let mut world = World::with(policies, "2021-06-01")
            .priced(offer::NCE_E3, Term::P3Y, BillingPlan::Monthly, "27.50")
            .priced_from(
                offer::NCE_E3,
                Term::P3Y,
                BillingPlan::Annual,
                "300.00",
                "2001-01-01",
                Some("2021-07-01"),
            )
            .priced_from(offer::NCE_E3, Term::P3Y, BillingPlan::Annual, "400.00", "2001-07-01", None);
        let id = world.buy(offer::NCE_E3, 2, Some(Term::P3Y), BillingPlan::Monthly);
        world.until("2021-08-10");
        world.run(Command::ChangeBillingPlan { subscription: id, billing: BillingPlan::Annual });
        world.until("2022-06-01");
        let lines = world.lines(id);
        assert_eq!(lines[3], charged);
        assert_eq!(lines[4], "2022-06-01 | 2023-05-31 | cycleCharge | 300.00 | 2 | 600.00");
        world.run(Command::ChangeBillingPlan { subscription: id, billing: BillingPlan::Monthly });
        world.until("2023-06-01");
        assert_eq!(world.lines(id)[5], "2023-06-01 | 2023-06-30 | changeBillingPlan | 27.50 | 2 | 55.00");
    }
}

#[test]
fn a_monthly_plan_without_a_price_of_its_own_costs_a_twelfth_nce_102() {
    for (premium, month) in [("0", "33.33 | 3 | 100.00"), ("5", "35.00 | 3 | 105.00")] {
        let policies = bills::billing(|policy| {
            policy.new_commerce.annual_monthly_premium = premium.parse().unwrap();
        });
        let mut world = World::with(policies, "2021-06-01");
        let prices = &mut world.catalogue.to_mut().prices;
        let mut list = PriceList::default();
        for ((offer, currency), price) in prices.all() {
            if offer.as_str() != offer::NCE_E3 {
                list.add(offer.clone(), *currency, price.clone());
            }
        }
        *prices = list;
        let mut world = world.priced(offer::NCE_E3, Term::P1Y, BillingPlan::Annual, "400.00").priced(
            offer::NCE_E3,
            Term::P3Y,
            BillingPlan::Triennial,
            "1200.00",
        );
        for term in [Term::P1Y, Term::P3Y] {
            let id = world.buy(offer::NCE_E3, 3, Some(term), BillingPlan::Monthly);
            assert_eq!(world.lines(id), [format!("2021-06-01 | 2021-06-30 | new | {month}")], "{term}");
        }
    }
}

#[test]
fn seats_that_leave_at_the_renewal_share_the_new_term_part_03_part_06() {
    let mut world = World::dated("2022-01-31")
        .priced(offer::NCE_BASIC, Term::P1M, BillingPlan::Monthly, "10.00")
        .priced(offer::NCE_E1, Term::P1M, BillingPlan::Monthly, "20.00");
    let id = world.buy(offer::NCE_BASIC, 10, Some(Term::P1M), BillingPlan::Monthly);
    world.until("2022-02-02");
    let partial = PartialAtRenewal { offer: OfferId::new(offer::NCE_E1), seats: 4 };
    let next = NextTerm { seats: 6, partial: Some(partial), ..world.sub(id).unchanged_next_term() };
    world.run(Command::Schedule { subscription: id, next });
    world.until("2022-03-31");
    let other = world.account.live().find(|held| held.id != id).unwrap().id;
    assert_eq!(world.sub(other).term.period, world.sub(id).term.period);
    assert_eq!(
        world.lines(other),
        [
            "2022-02-28 | 2022-03-30 | convert | 20.00 | 4 | 80.00",
            "2022-03-31 | 2022-04-29 | renew | 20.00 | 4 | 80.00",
        ]
    );
    assert_eq!(world.lines(id)[1], "2022-02-28 | 2022-03-30 | renew | 10.00 | 6 | 60.00");
}

#[test]
fn the_rest_of_a_year_that_is_cut_inside_a_month_nce_109_nce_209() {
    let mut world = World::dated("2021-06-01")
        .priced(offer::NCE_E3, Term::P3Y, BillingPlan::Monthly, "10.00")
        .priced(offer::NCE_E3, Term::P3Y, BillingPlan::Annual, "120.00")
        .priced(offer::NCE_STANDARD, Term::P1Y, BillingPlan::Annual, "1.00");
    // The subscription whose end it shares.
    world.buy(offer::NCE_STANDARD, 1, Some(Term::P1Y), BillingPlan::Annual);
    let line = Wanted {
        term: Some(Term::P3Y),
        billing: Some(BillingPlan::Monthly),
        custom_end: Some("2022-05-31".parse().unwrap()),
        ..wanted(offer::NCE_E3, 1)
    };
    world.until("2021-06-16");
    let id = started(&world.run(Command::PlaceOrder { lines: vec![line], payment: None }))[0];
    world.run(Command::ChangeBillingPlan { subscription: id, billing: BillingPlan::Annual });
    world.until("2021-07-16");
    // Ten whole months to 15 May, and 16 of the 31 days to 15 June.
    assert_eq!(world.lines(id)[1], "2021-07-16 | 2022-05-31 | changeBillingPlan | 105.16 | 1 | 105.16");
}

/// Policies with extended service terms.
fn extending() -> Policies {
    let mut policies = POLICIES.all().to_vec();
    for policy in &mut policies {
        policy.new_commerce.extended_terms = Some(ExtendedTerms {
            over_monthly_percent: "3".parse().unwrap(),
            over_annual_percent: "23".parse().unwrap(),
        });
    }
    Policies::new(policies, POLICIES.all_billing().to_vec()).unwrap()
}

#[test]
fn what_is_not_renewed_goes_on_by_the_month_until_it_is_ended_nce_801_nce_802() {
    let mut world = World::with(extending(), "2025-06-18")
        .priced(offer::NCE_STANDARD, Term::P1M, BillingPlan::Monthly, "10.00")
        .priced(offer::NCE_STANDARD, Term::P1Y, BillingPlan::Annual, "100.00");
    let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Annual);
    world.until("2025-07-01");
    world.run(Command::SetAutoRenew { subscription: id, on: false });
    world.until("2026-08-01");
    assert_eq!(
        world.lines(id)[1..],
        [
            "2026-06-18 | 2026-07-17 | extendTerm | 10.30 | 10 | 103.00",
            "2026-07-18 | 2026-08-17 | extendTerm | 10.30 | 10 | 103.00",
        ]
    );
    // Switched on again, it renews to the commitment that it had.
    world.run(Command::SetAutoRenew { subscription: id, on: true });
    world.until("2026-08-18");
    assert_eq!(world.lines(id)[3], "2026-08-18 | 2027-08-17 | renew | 100.00 | 10 | 1000.00");
    assert_eq!(world.sub(id).term.length, Term::P1Y);
}

#[test]
fn an_extension_is_cancelled_on_any_day_and_prorated_nce_802() {
    let mut world = World::with(extending(), "2025-06-01")
        .priced(offer::NCE_STANDARD, Term::P1M, BillingPlan::Monthly, "10.00")
        .priced(offer::NCE_STANDARD, Term::P1Y, BillingPlan::Annual, "100.00");
    let id = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Annual);
    let ended = world.buy(offer::NCE_STANDARD, 10, Some(Term::P1Y), BillingPlan::Annual);
    world.until("2025-07-01");
    world.run(Command::SetAutoRenew { subscription: id, on: false });
    // Ending takes an explicit choice, which the window does not keep from anybody.
    world.cancel(ended, "2025-07-02");
    assert!(world.sub(ended).cancels_at_renewal);
    world.cancel(id, "2026-06-16");
    assert_eq!(
        world.lines(id)[1..],
        [
            "2026-06-01 | 2026-06-30 | extendTerm | 10.30 | 10 | 103.00",
            "2026-06-16 | 2026-06-30 | cancelImmediate | -5.15 | 10 | -51.50",
        ]
    );
    assert_eq!((world.lines(ended).len(), world.sub(ended).is_active()), (1, false));
}

#[test]
fn without_a_monthly_term_an_extension_is_priced_by_the_year_nce_802() {
    let mut world = World::with(extending(), "2025-06-01");
    let catalogue = world.catalogue.to_mut();
    let offer = catalogue.offers.get_mut(&OfferId::new(offer::NCE_E3)).unwrap();
    offer.terms.retain(|option| option.term != Term::P1M);
    let mut world = world.priced(offer::NCE_E3, Term::P1Y, BillingPlan::Annual, "100.00");
    let id = world.buy(offer::NCE_E3, 12, Some(Term::P1Y), BillingPlan::Annual);
    world.run(Command::SetAutoRenew { subscription: id, on: false });
    world.until("2026-06-01");
    assert_eq!(world.lines(id)[1], "2026-06-01 | 2026-06-30 | extendTerm | 10.25 | 12 | 123.00");
}
