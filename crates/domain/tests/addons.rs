//! Add-ons (seed 003, "Abonnementen bijwerken met invoegtoepassingen"): bought on their base's page, aligned to it, and
//! suspended with it. ADD-01..05.

mod support;

use seatwright_domain::addon;
use seatwright_domain::calendar::{BillingPlan, Period, Term, next_day};
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{OrderId, SubscriptionId};
use seatwright_domain::order::Wanted;
use seatwright_domain::partner::Tier;
use seatwright_domain::refusal::{Code, Remedy, Who};
use seatwright_domain::role::Role;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Status, SuspensionReason};
use support::{HAVENWERK, NORDLJUS, VERSIONS, World, offer, started, wanted};

fn line(addon: &str, base: SubscriptionId, quantity: u32) -> Wanted {
    Wanted { parent: Some(base), ..wanted(addon, quantity) }
}

fn take(order: OrderId, lines: Vec<Wanted>) -> Command {
    Command::BuyAddOns { order, lines }
}

/// A base bought on a day, and its order.
fn base_on(version: &str, day: &str, billing: BillingPlan) -> (World, SubscriptionId, OrderId) {
    let mut world = World::new(version, day);
    let base = world.buy(offer::STANDARD, 5, Some(Term::P1Y), billing);
    let order = world.sub(base).order;
    (world, base, order)
}

fn take_one(world: &mut World, base: SubscriptionId, addon: &str) -> SubscriptionId {
    let order = world.sub(base).order;
    started(&world.run(take(order, vec![line(addon, base, 5)])))[0]
}

/// The add-ons on the base's page, each with the rules against it.
fn shown(world: &World, base: SubscriptionId) -> Vec<(String, Vec<Rule>)> {
    world.look(|context| {
        addon::available_for(&world.account, base, context)
            .into_iter()
            .map(|listed| {
                let rules = listed.reasons.iter().map(|reason| reason.rule).collect();
                (listed.offer.id.to_string(), rules)
            })
            .collect()
    })
}

#[test]
fn an_add_on_is_bought_on_its_active_base_add_01() {
    for version in VERSIONS {
        let (mut world, base, order) = base_on(version, "2021-10-04", BillingPlan::Monthly);
        let decision = world.run(take(order, vec![line(offer::ARCHIVE_ADDON, base, 4)]));
        let addon = started(&decision)[0];
        assert_eq!((world.sub(addon).parent, world.sub(addon).seats()), (Some(base), 4));
        assert_eq!(world.sub(addon).order, order);
        let added = decision.events.iter().find_map(|recorded| match &recorded.event {
            Event::OrderLineAdded { order, line } => Some((*order, line.number, line.parent)),
            _ => None,
        });
        assert_eq!(added, Some((order, 1, Some(base))), "it is a line of the base's order");

        world.run(Command::Suspend { subscription: base, reason: SuspensionReason::NonPayment });
        let refused = world.refused(take(order, vec![line(offer::PHONE_ADDON, base, 4)]));
        let reason = support::reason(&refused, Rule::Add01);
        assert_eq!(reason.code, Code::BaseNotActive);
        assert_eq!(reason.remedies, [Remedy::Reactivate { subscription: base }]);
        world.run(Command::Reactivate { subscription: base });
        world.run(take(order, vec![line(offer::PHONE_ADDON, base, 4)]));
    }
}

#[test]
fn an_add_on_names_a_base_and_an_order_that_are_there_add_01() {
    let (mut world, base, order) = base_on("2021-09", "2021-10-04", BillingPlan::Monthly);
    let refused = world.refused(take(order, vec![wanted(offer::ARCHIVE_ADDON, 5)]));
    assert_eq!(support::told(&refused), [(Rule::Add01, Code::AddOnOutsideBase)]);
    let unknown = SubscriptionId(uuid::Uuid::from_u128(9));
    let refused = world.refused(take(order, vec![line(offer::ARCHIVE_ADDON, unknown, 5)]));
    let reason = support::reason(&refused, Rule::Add01);
    assert_eq!(reason.remedies, [Remedy::BuyFromBase { subscriptions: vec![base] }]);
    let nowhere = OrderId(uuid::Uuid::from_u128(9));
    assert!(world.refused(take(nowhere, vec![line(offer::ARCHIVE_ADDON, base, 5)])).has(Code::OrderUnknown));
    // Another partner finds neither the order nor the base.
    world.act_as(NORDLJUS, [Role::AdminAgent]);
    let refused = world.refused(take(order, vec![line(offer::ARCHIVE_ADDON, base, 5)]));
    assert_eq!(support::told(&refused), [(Rule::Add01, Code::OrderUnknown)]);
    let alone = Command::PlaceOrder { lines: vec![line(offer::ARCHIVE_ADDON, base, 5)], payment: None };
    let refused = world.refused(alone);
    let reason = support::reason(&refused, Rule::Add01);
    assert_eq!(reason.remedies, [Remedy::BuyFromBase { subscriptions: vec![] }]);
}

#[test]
fn several_add_ons_are_submitted_together_or_not_at_all_add_01() {
    let (mut world, base, order) = base_on("2021-09", "2021-10-04", BillingPlan::Monthly);
    let misfit = line(offer::NCE_AUDIO_ADDON, base, 5);
    world.refused(take(order, vec![line(offer::ARCHIVE_ADDON, base, 5), misfit]));
    let lines = vec![line(offer::ARCHIVE_ADDON, base, 5), line(offer::PHONE_ADDON, base, 2)];
    let bought = started(&world.run(take(order, lines)));
    assert_eq!(bought.len(), 2);
    // Their licence counts are changed like any other's.
    world.run(Command::ChangeSeats { subscription: bought[1], seats: 3 });
    assert_eq!(world.sub(bought[1]).seats(), 3);
}

#[test]
fn an_indirect_reseller_cannot_buy_add_ons_add_02_addon_101() {
    for (tier, allowed) in
        [(Tier::DirectBill, true), (Tier::IndirectProvider, true), (Tier::IndirectReseller, false)]
    {
        let (mut world, base, order) = base_on("2021-09", "2021-10-04", BillingPlan::Monthly);
        world.partners = [support::partner(HAVENWERK, "Havenwerk", tier)].into_iter().collect();
        let command = take(order, vec![line(offer::ARCHIVE_ADDON, base, 5)]);
        if allowed {
            world.run(command);
            continue;
        }
        let refused = world.refused(command);
        let reason = support::reason(&refused, Rule::Add02);
        assert_eq!(
            (reason.code, reason.who.as_slice()),
            (Code::TierMayNotBuyAddOns, &[Who::OtherSeller][..])
        );
        // The page of the base says so beside each add-on; other offers it may buy.
        let shown = shown(&world, base);
        assert!(!shown.is_empty());
        assert!(shown.iter().all(|(_, rules)| *rules == [Rule::Add02]));
        world.buy(offer::E3, 1, Some(Term::P1Y), BillingPlan::Monthly);
    }
}

#[test]
fn only_add_ons_that_fit_the_base_and_the_region_are_shown_add_03() {
    for version in VERSIONS {
        let (mut world, standard, _) = base_on(version, "2021-10-04", BillingPlan::Monthly);
        let e5 = world.buy(offer::E5, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let new_commerce = world.buy(offer::NCE_E3, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let shown = |base| -> Vec<String> {
            // Some of today's add-ons had no price yet then.
            let available = |(_, rules): &(String, Vec<Rule>)| rules.is_empty();
            shown(&world, base).into_iter().filter(available).map(|(id, _)| id).collect()
        };
        let for_standard = shown(standard);
        assert!(for_standard.contains(&offer::ARCHIVE_ADDON.to_owned()));
        assert!(for_standard.contains(&offer::PHONE_ADDON.to_owned()));
        assert!(!shown(e5).contains(&offer::ARCHIVE_ADDON.to_owned()), "E5 has an archive");
        let for_new_commerce = shown(new_commerce);
        assert!(for_new_commerce.contains(&offer::NCE_AUDIO_ADDON.to_owned()));
        assert!(!for_new_commerce.contains(&offer::ARCHIVE_ADDON.to_owned()), "each system has its own");

        // What is not shown cannot be bought either.
        let order = world.sub(e5).order;
        let refused = world.refused(take(order, vec![line(offer::ARCHIVE_ADDON, e5, 5)]));
        let reason = support::reason(&refused, Rule::Add03);
        assert_eq!(reason.code, Code::AddOnDoesNotFit);
        assert!(matches!(&reason.remedies[0], Remedy::BuyFirst { offers } if !offers.is_empty()));
    }
}

#[test]
fn an_add_on_that_is_not_sold_in_the_region_is_not_shown_add_03() {
    let mut world = World::new("2021-09", "2021-10-04")
        .prepare(|account| account.head.customer.billing_profile.address.country = "IN".to_owned());
    let base = world.buy(offer::E3, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let shown: Vec<String> = shown(&world, base).into_iter().map(|(id, _)| id).collect();
    assert!(shown.iter().any(|id| id == offer::STORAGE_ADDON));
    assert!(!shown.iter().any(|id| id == offer::PHONE_ADDON));
    let order = world.sub(base).order;
    assert!(world.refused(take(order, vec![line(offer::PHONE_ADDON, base, 5)])).has(Code::NotSoldInCountry));
}

#[test]
fn what_is_no_add_on_takes_no_base_add_03() {
    let (mut world, base, _) = base_on("2021-09", "2021-10-04", BillingPlan::Monthly);
    let refused = world.refused(Command::PlaceOrder { lines: vec![line(offer::E3, base, 5)], payment: None });
    assert_eq!(support::told(&refused), [(Rule::Add03, Code::AddOnDoesNotFit)]);
}

#[test]
fn add_ons_are_suspended_and_deleted_with_their_base_add_04() {
    for version in VERSIONS {
        let (mut world, base, _) = base_on(version, "2021-10-04", BillingPlan::Monthly);
        let addons =
            [offer::ARCHIVE_ADDON, offer::PHONE_ADDON].map(|addon| take_one(&mut world, base, addon));
        world.run(Command::Suspend { subscription: base, reason: SuspensionReason::NonPayment });
        assert!(addons.iter().all(|addon| world.status(*addon) == Status::Suspended));
        let refused = world.refused(Command::Reactivate { subscription: addons[0] });
        assert!(refused.names(Rule::Addon103), "not before the base");
        world.until("2022-02-10");
        assert!(addons.iter().all(|addon| world.status(*addon) == Status::Deleted));
    }
}

#[test]
fn an_add_on_can_be_suspended_alone_add_04() {
    let (mut world, base, _) = base_on("2021-09", "2021-10-04", BillingPlan::Monthly);
    let addon = take_one(&mut world, base, offer::ARCHIVE_ADDON);
    world.run(Command::Suspend { subscription: addon, reason: SuspensionReason::CustomerRequest });
    assert_eq!((world.status(base), world.status(addon)), (Status::Active, Status::Suspended));
    world.run(Command::Reactivate { subscription: addon });
    assert_eq!(world.status(addon), Status::Active);
}

/// The charge cycles of an add-on, the first one first.
fn cycles(world: &World, addon: SubscriptionId) -> Vec<Period> {
    let bought = world.sub(addon);
    let of_it = |event: &Event| match event {
        Event::CycleStarted { subscription, period, .. } if *subscription == addon => Some(*period),
        _ => None,
    };
    let first = world.history.iter().find_map(|recorded| match &recorded.event {
        Event::SubscriptionStarted { subscription } if subscription.id == addon => {
            subscription.term.cycles(subscription.billing).get(subscription.term.cycle)
        }
        _ => None,
    });
    assert_eq!(bought.id, addon);
    first.into_iter().chain(world.history.iter().filter_map(|recorded| of_it(&recorded.event))).collect()
}

fn period(first: &str, last: &str) -> Period {
    Period { first: first.parse().unwrap(), last: last.parse().unwrap() }
}

#[test]
fn its_dates_are_the_bases_and_the_first_charge_is_for_the_rest_of_the_cycle_add_05() {
    for version in VERSIONS {
        let (mut world, base, _) = base_on(version, "2021-10-04", BillingPlan::Monthly);
        world.until("2021-12-20T15:00:00");
        let addon = take_one(&mut world, base, offer::ARCHIVE_ADDON);
        let term = &world.sub(addon).term;
        assert_eq!(term.period, period("2021-12-20", "2022-10-03"), "it ends with the base");
        assert_eq!(world.sub(addon).billing, BillingPlan::Monthly);
        world.until("2022-02-05");
        assert_eq!(
            cycles(&world, addon),
            [
                period("2021-12-20", "2022-01-03"),
                period("2022-01-04", "2022-02-03"),
                period("2022-02-04", "2022-03-03")
            ]
        );
        // Both renew together, whatever the add-on's own age.
        world.until("2022-10-04");
        assert_eq!(world.sub(addon).term.period, period("2022-10-04", "2023-10-03"));
        assert_eq!(world.sub(addon).term.period, world.sub(base).term.period);
        world.until("2023-10-04");
        assert_eq!(world.sub(addon).term.period, world.sub(base).term.period);
    }
}

#[test]
fn it_is_billed_like_its_base_whatever_was_asked_add_05() {
    for version in VERSIONS {
        let (mut world, base, order) = base_on(version, "2021-10-04", BillingPlan::Annual);
        world.until("2021-12-20");
        let wanted = Wanted { billing: Some(BillingPlan::Monthly), ..line(offer::ARCHIVE_ADDON, base, 5) };
        let addon = started(&world.run(take(order, vec![wanted])))[0];
        assert_eq!(world.sub(addon).billing, BillingPlan::Annual);
        world.until("2022-10-03");
        assert_eq!(cycles(&world, addon), [period("2021-12-20", "2022-10-03")], "one charge to the renewal");
    }
}

#[test]
fn an_add_on_of_a_base_from_the_end_of_a_month_begins_with_it_add_05_bill_106() {
    let (mut world, base, _) = base_on("2021-09", "2021-10-30", BillingPlan::Monthly);
    let addon = take_one(&mut world, base, offer::ARCHIVE_ADDON);
    assert_eq!(world.sub(addon).term.period, period("2021-11-01", "2022-10-31"));
    assert_eq!(world.sub(addon).term.period, world.sub(base).term.period);
}

#[test]
fn reactivated_after_months_it_goes_on_in_the_cycle_of_the_day_add_05_life_102() {
    for version in VERSIONS {
        let (mut world, base, _) = base_on(version, "2021-10-04", BillingPlan::Monthly);
        world.until("2021-12-20");
        let addon = take_one(&mut world, base, offer::ARCHIVE_ADDON);
        world.run(Command::Suspend { subscription: base, reason: SuspensionReason::NonPayment });
        world.until("2022-03-01");
        world.run(Command::Reactivate { subscription: base });
        world.until("2022-03-10");
        world.run(Command::Reactivate { subscription: addon });
        world.until("2022-04-10");
        assert_eq!(
            cycles(&world, addon),
            [
                period("2021-12-20", "2022-01-03"),
                period("2022-03-04", "2022-04-03"),
                period("2022-04-04", "2022-05-03")
            ],
            "nothing is charged for the months in between"
        );
    }
}

#[test]
fn base_and_add_on_of_one_cart_are_one_order_add_01_buy_02() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let base = Wanted { billing: Some(BillingPlan::Annual), ..wanted(offer::STANDARD, 5) };
        let addon = Wanted { parent_line: Some(1), ..wanted(offer::ARCHIVE_ADDON, 5) };
        let saved = world.run(Command::SaveCart { cart: None, lines: vec![addon, base] });
        let cart = *saved.account.head.carts.keys().next().unwrap();
        assert!(saved.account.head.carts[&cart].lines.iter().all(|line| line.reasons.is_empty()));
        let bought = started(&world.run(Command::Checkout { cart }));
        let [base, addon] = bought[..] else { panic!("{bought:?}") };
        assert_eq!(world.sub(addon).parent, Some(base));
        assert_eq!(world.sub(addon).order, world.sub(base).order);
        assert_eq!(world.orders().len(), 1);
    }
}

#[test]
fn a_new_commerce_add_on_needs_a_base_and_has_a_term_of_its_own_addon_201() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let alone = Wanted { term: Some(Term::P1M), ..wanted(offer::NCE_STORAGE_ADDON, 5) };
        let command = Command::PlaceOrder { lines: vec![alone.clone()], payment: None };
        let refused = world.refused(command.clone());
        let reason = support::reason(&refused, Rule::Addon201);
        assert_eq!(reason.code, Code::BaseMissing);
        assert!(matches!(&reason.remedies[0], Remedy::BuyFirst { offers }
            if offers.iter().any(|known| known.as_str() == offer::NCE_E3)));
        let base = world.buy(offer::NCE_E3, 5, Some(Term::P1Y), BillingPlan::Annual);
        world.until("2021-12-20");
        let free = started(&world.run(command))[0];
        // Named or not, the base lends it nothing but the right to be bought.
        let named = Wanted { parent: Some(base), ..alone };
        let named = started(&world.run(Command::PlaceOrder { lines: vec![named], payment: None }))[0];
        for addon in [free, named] {
            let bought = world.sub(addon);
            assert_eq!((bought.parent, bought.billing), (None, BillingPlan::Monthly));
            assert_eq!(bought.term.period, period("2021-12-20", "2022-01-19"));
            assert!(bought.lots[0].unit.is_some());
        }
        assert_eq!(next_day(world.sub(base).term.period.last).to_string(), "2022-10-04");
    }
}
