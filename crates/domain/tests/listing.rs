//! "Add subscription" (seed 003, "Een nieuw abonnement maken", steps 2 to 4): what is listed, filtered, and why something
//! cannot be had. CAT-01..08.

mod support;

use std::collections::BTreeMap;

use seatwright_domain::availability::{self, Filter};
use seatwright_domain::billing::policy::BillingPolicy;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{BillingKind, Category, Commerce, Segment};
use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_domain::partner::{Cloud, Tier};
use seatwright_domain::refusal::{Code, Reason, Remedy, Who};
use seatwright_domain::role::Role;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Status, SuspensionReason};
use support::{CATALOGUE, HAVENWERK, NORDLJUS, VERSIONS, World, offer, wanted};

type Listing = BTreeMap<OfferId, Vec<Reason>>;

fn filtered(world: &World, filter: &Filter) -> Listing {
    world.look(|context| {
        availability::listing(&world.account, context, filter)
            .into_iter()
            .map(|listed| (listed.offer.id.clone(), listed.reasons))
            .collect()
    })
}

fn listing(world: &World) -> Listing {
    filtered(world, &Filter::default())
}

/// The rules and codes against an offer; it must be listed.
fn against(world: &World, offer: &str) -> Vec<(Rule, Code)> {
    let listing = listing(world);
    let reasons = listing.get(&OfferId::new(offer)).unwrap_or_else(|| panic!("{offer} is not listed"));
    reasons.iter().map(|reason| (reason.rule, reason.code)).collect()
}

fn opened(segment: Segment, country: &'static str) -> World {
    World::new("2021-09", "2021-10-04").prepare(|account| {
        account.head.customer.segment = segment;
        account.head.customer.billing_profile.address.country = country.to_owned();
    })
}

#[test]
fn the_list_holds_what_this_customer_can_get_from_this_partner_and_buying_agrees_cat_01() {
    for version in VERSIONS {
        let world = World::new(version, "2021-10-04");
        let listing = listing(&world);
        for expected in [offer::STANDARD, offer::E3, offer::NCE_STANDARD, offer::NCE_E3, offer::SIGN] {
            assert_eq!(listing[&OfferId::new(expected)], [], "{expected}");
        }
        // Each offer that is listed without a reason can be bought; each other is refused for the reasons of the list.
        for (id, reasons) in &listing {
            let mut world = World::new(version, "2021-10-04");
            let offer = CATALOGUE.offer(id).unwrap();
            let mut line = wanted(id.as_str(), offer.seats_min.max(1));
            line.attestation_accepted = true;
            let bought = world.try_run(&Command::PlaceOrder { lines: vec![line], payment: None });
            match bought {
                Ok(_) => assert!(reasons.is_empty(), "{id} was sold in spite of {reasons:?}"),
                Err(refused) => {
                    assert!(!reasons.is_empty(), "{id} is listed as available, but {refused}");
                    for listed in reasons {
                        let same =
                            |reason: &&Reason| (reason.rule, reason.code) == (listed.rule, listed.code);
                        assert!(refused.reasons().iter().any(|reason| same(&reason)), "{id}: {listed:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_unknown_offer_and_one_of_another_market_are_refused_cat_01() {
    let mut world = World::new("2021-09", "2021-10-04");
    let order = |offer: &str| Command::PlaceOrder { lines: vec![wanted(offer, 5)], payment: None };
    assert!(world.refused(order("NO-SUCH-OFFER")).has(Code::OfferUnknown));
    let mut india = opened(Segment::Commercial, "IN");
    assert!(!listing(&india).contains_key(&OfferId::new(offer::STANDARD)));
    let refused = india.refused(order(offer::STANDARD));
    assert_eq!(support::told(&refused), [(Rule::Cat01, Code::NotSoldInCountry)]);
}

#[test]
fn filters_by_publisher_billing_type_and_category_combine_cat_02() {
    let world = World::new("2021-09", "2021-10-04");
    let first_party = Filter { first_party: Some(true), ..Filter::default() };
    let partners = Filter { first_party: Some(false), ..Filter::default() };
    let licence = Filter { billing: Some(BillingKind::Licence), ..Filter::default() };
    let usage = Filter { billing: Some(BillingKind::Usage), ..Filter::default() };
    let trials = Filter { category: Some(Category::Trial), ..Filter::default() };
    let enterprise = Filter { category: Some(Category::Enterprise), ..Filter::default() };
    let small = Filter { category: Some(Category::SmallBusiness), ..Filter::default() };
    let has = |filter: &Filter, offer: &str| filtered(&world, filter).contains_key(&OfferId::new(offer));
    assert!(has(&first_party, offer::NCE_E3) && !has(&first_party, offer::SIGN));
    assert!(has(&partners, offer::SIGN) && !has(&partners, offer::NCE_E3));
    assert!(has(&licence, offer::SIGN) && !has(&licence, offer::STREAM_USAGE));
    assert!(has(&usage, offer::STREAM_USAGE) && !has(&usage, offer::SIGN));
    assert!(has(&licence, offer::SIGNALS_METERED) && has(&usage, offer::SIGNALS_METERED), "metered is both");
    assert!(has(&trials, offer::NCE_TRIAL) && !has(&trials, offer::NCE_STANDARD));
    assert!(has(&enterprise, offer::E3) && !has(&enterprise, offer::STANDARD));
    assert!(has(&small, offer::STANDARD) && !has(&small, offer::E3));

    // Every combination is what all of its filters admit, no more and no less.
    let all = listing(&world);
    for first_party in [None, Some(true), Some(false)] {
        for billing in [None, Some(BillingKind::Licence), Some(BillingKind::Usage)] {
            for category in
                [None, Some(Category::Enterprise), Some(Category::SmallBusiness), Some(Category::Trial)]
            {
                let filter = Filter { first_party, billing, category, ..Filter::default() };
                let expected: Vec<&OfferId> = all
                    .keys()
                    .filter(|id| {
                        let offer = CATALOGUE.offer(id).unwrap();
                        let metered = offer.billing == BillingKind::Metered;
                        first_party.is_none_or(|wanted| offer.publisher.first_party == wanted)
                            && billing.is_none_or(|wanted| metered || offer.billing == wanted)
                            && category.is_none_or(|wanted| offer.category == wanted)
                    })
                    .collect();
                assert_eq!(filtered(&world, &filter).keys().collect::<Vec<_>>(), expected, "{filter:?}");
            }
        }
    }
    let nothing = Filter { first_party: Some(false), category: Some(Category::Trial), ..Filter::default() };
    assert!(filtered(&world, &nothing).is_empty(), "no publisher sells a trial by itself");
}

#[test]
fn the_list_depends_on_the_segment_cat_03() {
    let offers_of = |segment| listing(&opened(segment, "NL"));
    for (segment, theirs) in [
        (Segment::Commercial, offer::NCE_STANDARD),
        (Segment::Education, offer::NCE_FACULTY),
        (Segment::Government, "CFQ7TTC0LG3X:0001"),
        (Segment::Nonprofit, "CFQ7TTC0LH18:NP01"),
    ] {
        for other in [Segment::Commercial, Segment::Education, Segment::Government, Segment::Nonprofit] {
            let listed = offers_of(other).contains_key(&OfferId::new(theirs));
            assert_eq!(listed, other == segment, "{theirs} for {other:?}");
        }
        assert!(offers_of(segment).contains_key(&OfferId::new(offer::SIGN)), "publishers serve everybody");
    }
    let mut school = opened(Segment::Education, "NL");
    let refused =
        school.refused(Command::PlaceOrder { lines: vec![wanted(offer::NCE_STANDARD, 5)], payment: None });
    assert_eq!(support::told(&refused), [(Rule::Cat03, Code::SegmentDiffers)]);
}

#[test]
fn an_offer_of_another_cloud_is_neither_listed_nor_sold_role_04() {
    let mut world = opened(Segment::Government, "US");
    assert!(!listing(&world).contains_key(&OfferId::new(offer::NCE_US_GOVERNMENT)));
    let line = || vec![wanted(offer::NCE_US_GOVERNMENT, 5)];
    let refused = world.refused(Command::PlaceOrder { lines: line(), payment: None });
    assert!(refused.names(Rule::Role04) && refused.has(Code::CloudDiffers));
    // In its own cloud, from a partner of that cloud, it is.
    let mut world = world.prepare(|account| account.head.customer.cloud = Cloud::UsGovernment);
    let mut partner = support::partner(HAVENWERK, "Havenwerk", Tier::DirectBill);
    partner.cloud = Cloud::UsGovernment;
    world.partners = [partner].into_iter().collect();
    assert_eq!(listing(&world)[&OfferId::new(offer::NCE_US_GOVERNMENT)], []);
    assert!(!listing(&world).contains_key(&OfferId::new("CFQ7TTC0LG3X:0001")), "nor the public one there");
    world.run(Command::PlaceOrder { lines: line(), payment: None });
}

#[test]
fn an_offer_that_is_allowed_once_is_unavailable_to_whoever_has_it_cat_04() {
    for version in VERSIONS {
        for once in [offer::F3, offer::NCE_TEAMS_ESSENTIALS] {
            let mut world = World::new(version, "2021-10-04");
            assert_eq!(against(&world, once), []);
            let id = world.buy(once, 5, Some(Term::P1Y), BillingPlan::Monthly);
            assert_eq!(against(&world, once), [(Rule::Cat04, Code::LimitReached)]);
            let refused = world.refused(Command::PlaceOrder { lines: vec![wanted(once, 1)], payment: None });
            let reason = support::reason(&refused, Rule::Cat04);
            assert_eq!(reason.evidence["limit"], 1);
            assert_eq!(reason.remedies, [Remedy::BuySeats { subscription: id, seats: 1 }]);
            // The remedy works: the licences are added to the one that is there.
            world.run(Command::ChangeSeats { subscription: id, seats: 6 });
        }
    }
}

#[test]
fn a_limit_counts_what_other_partners_sold_and_says_nothing_of_it_cat_04() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::F3, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.act_as(NORDLJUS, [Role::AdminAgent]);
    let refused = world.refused(Command::PlaceOrder { lines: vec![wanted(offer::F3, 1)], payment: None });
    let reason = support::reason(&refused, Rule::Cat04);
    assert_eq!(reason.remedies, [Remedy::CancelWhereBought]);
    assert_eq!(reason.who, [Who::Customer]);
    let told = serde_json::to_string(&refused).unwrap();
    assert!(!told.contains(&id.to_string()) && !told.contains("Havenwerk"), "{told}");
}

#[test]
fn two_may_be_allowed_and_a_suspended_one_counts_until_it_is_deleted_cat_04_nce_111() {
    let mut world = World::new("2021-09", "2021-10-04");
    let first = world.buy(offer::PREMIUM, 5, Some(Term::P1Y), BillingPlan::Monthly);
    let second = world.buy(offer::PREMIUM, 5, Some(Term::P1Y), BillingPlan::Annual);
    assert_eq!(against(&world, offer::PREMIUM), [(Rule::Cat04, Code::LimitReached)]);
    world.run(Command::Suspend { subscription: first, reason: SuspensionReason::CustomerRequest });
    assert!(against(&world, offer::PREMIUM).contains(&(Rule::Cat04, Code::LimitReached)));
    world.until("2022-01-15");
    assert_eq!((world.status(first), world.status(second)), (Status::Deleted, Status::Active));
    assert_eq!(against(&world, offer::PREMIUM), []);
}

#[test]
fn what_has_expired_makes_room_for_a_new_one_cat_04_nce_401() {
    for version in VERSIONS {
        let mut world = World::new(version, "2021-10-04");
        let id = world.buy(offer::NCE_TEAMS_ESSENTIALS, 300, Some(Term::P1M), BillingPlan::Monthly);
        world.run(Command::SetAutoRenew { subscription: id, on: false });
        world.until("2021-11-04");
        assert!(matches!(world.status(id), Status::Expired | Status::Deleted));
        assert_eq!(against(&world, offer::NCE_TEAMS_ESSENTIALS), []);
        world.buy(offer::NCE_TEAMS_ESSENTIALS, 300, Some(Term::P1M), BillingPlan::Monthly);
    }
}

#[test]
fn the_list_of_restricted_offers_can_be_viewed_cat_04() {
    let restricted: Vec<&str> = availability::restricted(&CATALOGUE).map(|offer| offer.id.as_str()).collect();
    for one in [offer::F3, offer::PREMIUM, offer::NCE_TEAMS_ESSENTIALS, offer::NCE_TRIAL] {
        assert!(restricted.contains(&one), "{one}");
    }
    assert!(!restricted.contains(&offer::STANDARD));
}

#[test]
fn a_suspended_subscription_is_reactivated_instead_of_bought_again_cat_05() {
    for version in VERSIONS {
        for bought in [offer::STANDARD, offer::NCE_STANDARD, offer::SIGN] {
            let mut world = World::new(version, "2021-10-04");
            let id = world.buy(bought, 5, Some(Term::P1Y), BillingPlan::Monthly);
            world.run(Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment });
            assert_eq!(against(&world, bought), [(Rule::Cat05, Code::ReactivateInstead)]);
            let refused =
                world.refused(Command::PlaceOrder { lines: vec![wanted(bought, 1)], payment: None });
            let reason = support::reason(&refused, Rule::Cat05);
            assert_eq!(reason.remedies, [Remedy::Reactivate { subscription: id }]);
            world.run(Command::Reactivate { subscription: id });
            assert_eq!(against(&world, bought), [], "and then more can be bought");
        }
    }
}

#[test]
fn another_partners_suspended_subscription_is_no_reason_cat_05() {
    let mut world = World::new("2021-09", "2021-10-04");
    let id = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
    world.run(Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment });
    world.act_as(NORDLJUS, [Role::AdminAgent]);
    assert_eq!(against(&world, offer::STANDARD), []);
}

#[test]
fn each_case_of_an_unavailable_publishers_offer_is_its_own_reason_with_its_remedy_cat_06() {
    let ask = |publisher: &str| Remedy::AskPublisher { publisher: publisher.to_owned() };
    let another = || Remedy::ChooseOffer { offers: Vec::new() };
    let elsewhere = || Remedy::BuyElsewhere { place: "the cloud portal".to_owned() };
    let cases = [
        (offer::CONTRACTS_NORDIC, Code::PublisherNotInCountry, another(), Who::Caller),
        (offer::PAYROLL_NO_RESELLERS, Code::NotInProgramme, ask("Aldermoor Ltd"), Who::Publisher),
        (
            offer::BOARDS_EXCLUSIVE_TO_OTHERS,
            Code::ExclusiveToOthers,
            ask("Pinewood Analytics Inc."),
            Who::Publisher,
        ),
        (offer::QUEUE_CONTAINER, Code::NotTransactable, elsewhere(), Who::Caller),
        (offer::FIREWALL_MACHINE, Code::NotTransactable, elsewhere(), Who::Caller),
        (offer::GRID_APPLICATION, Code::NotTransactable, elsewhere(), Who::Caller),
    ];
    let mut world = World::new("2021-09", "2021-10-04");
    for (unavailable, code, remedy, who) in cases {
        let listing = listing(&world);
        let reasons = &listing[&OfferId::new(unavailable)];
        let of_the_rule: Vec<&Reason> = reasons.iter().filter(|reason| reason.rule == Rule::Cat06).collect();
        let [reason] = of_the_rule.as_slice() else { panic!("{unavailable}: {reasons:?}") };
        assert_eq!((reason.code, &reason.remedies), (code, &vec![remedy]), "{unavailable}");
        assert_eq!(reason.who, [who]);
        assert!(reason.evidence.contains_key("publisher"));
        let order = Command::PlaceOrder { lines: vec![wanted(unavailable, 1)], payment: None };
        assert!(world.refused(order).has(code));
    }
}

#[test]
fn a_publisher_that_serves_the_country_can_be_bought_from_cat_06() {
    let swedish = opened(Segment::Commercial, "SE");
    assert_eq!(against(&swedish, offer::CONTRACTS_NORDIC), []);
}

#[test]
fn an_exclusive_offer_is_seen_by_all_and_sold_by_the_chosen_mkt_102_cat_07() {
    let mut world = World::new("2021-09", "2021-10-04");
    assert_eq!(against(&world, offer::PLANNER_EXCLUSIVE_TO_US), []);
    assert_eq!(against(&world, offer::BOARDS_EXCLUSIVE_TO_OTHERS), [(Rule::Cat06, Code::ExclusiveToOthers)]);
    world.buy(offer::PLANNER_EXCLUSIVE_TO_US, 3, Some(Term::P1M), BillingPlan::Monthly);
    world.act_as(NORDLJUS, [Role::AdminAgent]);
    assert_eq!(against(&world, offer::BOARDS_EXCLUSIVE_TO_OTHERS), []);
    assert_eq!(against(&world, offer::PLANNER_EXCLUSIVE_TO_US), [(Rule::Cat06, Code::ExclusiveToOthers)]);
}

#[test]
fn licensed_and_metered_saas_is_bought_here_and_what_is_billed_by_use_elsewhere_cat_07() {
    let mut world = World::new("2021-09", "2021-10-04");
    for here in [offer::SIGN, offer::SIGNALS_METERED] {
        assert_eq!(against(&world, here), []);
        world.buy(here, 1, Some(Term::P1M), BillingPlan::Monthly);
    }
    assert_eq!(against(&world, offer::STREAM_USAGE), [(Rule::Cat07, Code::BoughtElsewhere)]);
    let refused =
        world.refused(Command::PlaceOrder { lines: vec![wanted(offer::STREAM_USAGE, 1)], payment: None });
    let reason = support::reason(&refused, Rule::Cat07);
    assert_eq!(reason.remedies, [Remedy::BuyElsewhere { place: "the cloud portal".to_owned() }]);
}

#[test]
fn add_ons_never_appear_in_the_catalogue_and_are_bought_from_their_base_cat_08() {
    for version in VERSIONS {
        for segment in [Segment::Commercial, Segment::Education, Segment::Government, Segment::Nonprofit] {
            let world =
                World::new(version, "2021-10-04").prepare(|account| account.head.customer.segment = segment);
            let addon = |id: &OfferId| CATALOGUE.offer(id).unwrap().is_addon();
            assert!(!listing(&world).keys().any(addon));
        }
        let mut world = World::new(version, "2021-10-04");
        let alone = Command::PlaceOrder { lines: vec![wanted(offer::ARCHIVE_ADDON, 5)], payment: None };
        let refused = world.refused(alone.clone());
        let reason = support::reason(&refused, Rule::Cat08);
        assert_eq!(reason.code, Code::AddOnOutsideBase);
        assert!(matches!(&reason.remedies[0], Remedy::BuyFirst { offers }
            if offers.contains(&OfferId::new(offer::STANDARD))));
        let base = world.buy(offer::STANDARD, 5, Some(Term::P1Y), BillingPlan::Monthly);
        let refused = world.refused(alone);
        let remedy = Remedy::BuyFromBase { subscriptions: vec![base] };
        assert_eq!(support::reason(&refused, Rule::Cat08).remedies, [remedy]);
    }
}

#[test]
fn an_offer_whose_sale_has_ended_is_not_sold_any_more_life_109_nce_506() {
    let world = World::new("2021-09", "2017-04-06");
    assert_eq!(against(&world, offer::E4_RETIRED), []);
    let world = World::new("2021-09", "2017-04-07");
    assert_eq!(against(&world, offer::E4_RETIRED), [(Rule::Life109, Code::EndOfSale)]);
    let world = World::new("2025-04", "2026-12-30");
    assert_eq!(against(&world, offer::NCE_SHAREPOINT_1), []);
    let world = World::new("2025-04", "2026-12-31");
    assert_eq!(against(&world, offer::NCE_SHAREPOINT_1), [(Rule::Nce506, Code::EndOfSale)]);
}

#[test]
fn classic_can_be_closed_for_new_orders_by_policy_cat_01() {
    let mut policy = support::POLICIES.all()[0].clone();
    policy.classic.open_for_new_orders = false;
    let policies =
        seatwright_domain::policy::Policies::new(vec![policy], BillingPolicy::embedded().unwrap()).unwrap();
    let world = World::with(policies, "2021-10-04");
    let classic = Filter { commerce: [Commerce::Classic].into(), ..Filter::default() };
    for (id, reasons) in filtered(&world, &classic) {
        assert!(reasons.iter().any(|reason| reason.code == Code::ClassicClosed), "{id}");
    }
    assert_eq!(against(&world, offer::NCE_STANDARD), []);
}
