//! The catalogue that comes with the program: what the rules ask of it, and what the other tests rely on.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{
    BillingKind, Catalogue, Category, Commerce, Form, LimitScope, Offer, Plan, Segment,
};
use seatwright_domain::fault::Fault;
use seatwright_domain::ids::OfferId;
use seatwright_domain::money::Currency;
use seatwright_domain::partner::Cloud;

fn embedded() -> Catalogue {
    Catalogue::embedded().unwrap_or_else(|faults| panic!("{}", told(&faults)))
}

fn told(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn titled<'c>(catalogue: &'c Catalogue, commerce: Commerce, title: &str) -> &'c Offer {
    let mut found = catalogue.offers.values().filter(|o| o.commerce == commerce && o.title == title);
    found.next().unwrap_or_else(|| panic!("no offer {title}"))
}

fn titles(catalogue: &Catalogue, ids: &[OfferId]) -> Vec<String> {
    ids.iter().map(|id| catalogue.offer(id).unwrap().title.clone()).collect()
}

fn plan<'c>(catalogue: &'c Catalogue, part_number: &str) -> &'c Plan {
    catalogue.plans.values().find(|plan| plan.part_number == part_number).unwrap()
}

fn first_on_sale() -> Date {
    date(2017, 1, 1)
}

const APPS: &str = "Microsoft 365 Apps for business";
const BASIC: &str = "Microsoft 365 Business Basic";
const STANDARD: &str = "Microsoft 365 Business Standard";
const PREMIUM: &str = "Microsoft 365 Business Premium";
const ENTERPRISE: &str = "Microsoft 365 Apps for enterprise";
const E1: &str = "Office 365 Enterprise E1";
const E3: &str = "Office 365 Enterprise E3";
const E5: &str = "Office 365 Enterprise E5 without PSTN conferencing";

#[test]
fn the_embedded_files_have_no_faults() {
    assert!(embedded().offers.len() > 80);
}

#[test]
fn classic_upgrades_follow_the_published_paths_and_no_others_upg_01_upg_02() {
    let catalogue = embedded();
    let india = |title: &str| format!("{title} India");
    let paths: Vec<(String, Vec<String>)> = catalogue
        .offers
        .values()
        .filter(|offer| offer.commerce == Commerce::Classic && !offer.upgrades_to.is_empty())
        .map(|offer| (offer.title.clone(), titles(&catalogue, &offer.upgrades_to)))
        .collect();
    let expected: [(String, Vec<String>); 6] = [
        (APPS.into(), [PREMIUM, ENTERPRISE, E3, E5].map(str::to_owned).into()),
        (STANDARD.into(), [E3, E5].map(str::to_owned).into()),
        (BASIC.into(), [STANDARD, E1, E3, E5].map(str::to_owned).into()),
        (india(APPS), vec![india(STANDARD), PREMIUM.into(), ENTERPRISE.into(), E3.into(), E5.into()]),
        (india(BASIC), vec![india(STANDARD), E1.into(), E3.into(), E5.into()]),
        (india(STANDARD), [E3, E5].map(str::to_owned).into()),
    ];
    assert_eq!(paths.len(), expected.len(), "{paths:#?}");
    for path in expected {
        assert!(paths.contains(&path), "{path:?} is not among {paths:#?}");
    }
}

#[test]
fn india_has_offers_of_its_own_and_not_the_others_upg_02() {
    let catalogue = embedded();
    for title in [APPS, BASIC, STANDARD] {
        let variant = titled(&catalogue, Commerce::Classic, &format!("{title} India"));
        let global = titled(&catalogue, Commerce::Classic, title);
        assert_eq!(variant.only_markets, BTreeSet::from(["IN".to_owned()]));
        assert!(variant.sold_in("IN") && !variant.sold_in("NL") && !global.sold_in("IN"));
        let services = |offer: &Offer| catalogue.plan_of(&offer.id).unwrap().services.clone();
        assert_eq!(services(variant), services(global));
        let rupee = Currency::parse("INR").unwrap();
        assert!(!catalogue.prices.lines(&variant.id, rupee).is_empty());
    }
}

#[test]
fn every_path_keeps_all_data_and_a_downgrade_does_not_upg_103_self_05() {
    let catalogue = embedded();
    let mut paths = 0;
    for offer in catalogue.offers.values() {
        for target in &offer.upgrades_to {
            let (from, to) = (catalogue.plan_of(&offer.id).unwrap(), catalogue.plan_of(target).unwrap());
            let lost = catalogue.data_lost(from, to);
            assert!(lost.is_empty(), "{} to {} loses {lost:?}", from.title, to.title);
            paths += 1;
        }
    }
    assert!(paths > 40);
    let lost = |from: &str, to: &str| -> Vec<String> {
        let (from, to) = (plan(&catalogue, from), plan(&catalogue, to));
        catalogue.data_lost(from, to).into_iter().map(|family| family.name.clone()).collect()
    };
    // The larger mailbox brings the archive that Business Standard has not.
    assert_eq!(lost("ENTERPRISEPACK", "O365_BUSINESS_PREMIUM"), ["ARCHIVE", "FILES", "MAIL"]);
    assert_eq!(lost("O365_BUSINESS_PREMIUM", "STANDARDPACK"), [] as [&str; 0], "only desktop apps are lost");
    assert_eq!(lost("SPB", "ENTERPRISEPACK"), [] as [&str; 0]);
    assert_eq!(lost("SPB", "O365_BUSINESS_PREMIUM"), ["ARCHIVE"]);
}

#[test]
fn what_an_upgrade_adds_leaves_out_what_the_source_contains_upg_05() {
    let catalogue = embedded();
    let added = |from: &str, to: &str| -> Vec<String> {
        let (from, to) = (plan(&catalogue, from), plan(&catalogue, to));
        catalogue.services_added(from, to).into_iter().map(|service| service.name.clone()).collect()
    };
    assert_eq!(added("O365_BUSINESS_ESSENTIALS", "O365_BUSINESS_PREMIUM"), ["OFFICE_BUSINESS"]);
    assert!(!added("ENTERPRISEPACK", "SPB").contains(&"EXCHANGE_S_ARCHIVE_ADDON".to_owned()));
    assert!(added("O365_BUSINESS_PREMIUM", "SPB").contains(&"EXCHANGE_S_ARCHIVE_ADDON".to_owned()));
}

#[test]
fn new_commerce_paths_rise_and_the_published_gaps_stay_upg_111() {
    let catalogue = embedded();
    let path = |from: &str, to: &str| {
        let (from, to) =
            (titled(&catalogue, Commerce::NewCommerce, from), titled(&catalogue, Commerce::NewCommerce, to));
        (from.upgrades_to.contains(&to.id), to.downgrades_to.contains(&from.id))
    };
    for (from, to) in [(BASIC, STANDARD), (BASIC, "Office 365 E1"), ("Office 365 E3", "Microsoft 365 E5")] {
        assert_eq!(path(from, to), (true, true), "{from} to {to}");
        assert_eq!(path(to, from), (false, false), "{to} to {from}");
    }
    for (from, to) in [
        ("Enterprise Mobility + Security E3", "Enterprise Mobility + Security E5"),
        ("Enterprise Mobility + Security E5", "Microsoft 365 E5"),
        ("Windows 10/11 Enterprise E3", "Microsoft 365 E5"),
        ("Microsoft Defender for Endpoint P1", "Microsoft Defender for Endpoint P2"),
    ] {
        assert_eq!(path(from, to), (false, false), "{from} to {to}");
    }
}

#[test]
fn every_reason_of_marketplace_availability_can_be_met_cat_06_cat_07() {
    let catalogue = embedded();
    let havenwerk = "7f3d2a10-5c41-4e0b-9a6e-0d1b2c3e4f50".parse().unwrap();
    let offer = |title: &str| titled(&catalogue, Commerce::Marketplace, title);
    let choices = |title: &str| offer(title).marketplace.clone().unwrap();
    let has_term = |title: &str, term, billing| offer(title).billing_plans(term).contains(&billing);

    assert!(offer("Fjordlys Contracts").sold_in("NO") && !offer("Fjordlys Contracts").sold_in("NL"));
    assert!(!choices("Aldermoor Payroll").in_reseller_programme);
    let others = choices("Pinewood Boards").exclusive_to;
    assert!(!others.is_empty() && !others.contains(&havenwerk));
    assert!(choices("Havenlicht Planner").exclusive_to.contains(&havenwerk));
    assert_eq!(choices("Kestrel Queue").form, Form::Container);
    assert_eq!(choices("Aldermoor Firewall").form, Form::VirtualMachine);
    assert_eq!(choices("Pinewood Grid").form, Form::ManagedApplication);
    let (stream, signals) = (offer("Pinewood Stream"), offer("Fjordlys Signals"));
    assert_eq!((choices("Pinewood Stream").form, stream.billing), (Form::Saas, BillingKind::Usage));
    assert_eq!((choices("Fjordlys Signals").form, signals.billing), (Form::Saas, BillingKind::Metered));
    assert!(!signals.terms.is_empty());
    for (title, days) in [("Kestrel Vault", Some(30)), ("Kestrel Sign", None)] {
        assert_eq!(offer(title).trial.as_ref().map(|trial| trial.days), days);
        assert!(!offer(title).is_trial(), "the offer starts with a trial, it is none (TRIAL-01)");
        assert!(
            has_term(title, Term::P1M, BillingPlan::Monthly)
                && has_term(title, Term::P1Y, BillingPlan::Annual)
        );
    }
    assert!(has_term("Aldermoor Archive", Term::P2Y, BillingPlan::Biennial));
    assert!(has_term("Aldermoor Archive", Term::P3Y, BillingPlan::Triennial));
    for offer in catalogue.offers.values().filter(|offer| offer.commerce == Commerce::Marketplace) {
        assert!(offer.plan.is_none() && !offer.publisher.first_party, "{}", offer.title);
        assert!(offer.marketplace.as_ref().unwrap().landing_page.contains(".example/"), "{}", offer.title);
    }
}

#[test]
fn trials_are_of_25_seats_and_not_all_have_a_paid_counterpart_trial_101_trial_104() {
    let catalogue = embedded();
    let trials: Vec<&Offer> = catalogue.offers.values().filter(|offer| offer.is_trial()).collect();
    for commerce in [Commerce::Classic, Commerce::NewCommerce] {
        assert!(trials.iter().filter(|offer| offer.commerce == commerce).count() >= 3);
    }
    for offer in &trials {
        let trial = offer.trial.as_ref().unwrap();
        assert_eq!((trial.days, trial.seats), (30, Some(25)), "{}", offer.title);
        assert_eq!((offer.seats_min, offer.seats_max), (25, 25), "{}", offer.title);
        assert_eq!(offer.limit.map(|limit| (limit.count, limit.scope)), Some((1, LimitScope::Lifetime)));
        assert_eq!(offer.billing_plans(Term::P1M), [BillingPlan::None], "{}", offer.title);
        if offer.commerce == Commerce::NewCommerce {
            let paid = catalogue.offer(trial.converts_to.first().unwrap()).unwrap();
            assert_eq!(paid.plan, offer.plan, "{} first becomes its own paid SKU (TRIAL-202)", offer.title);
        }
    }
    let alone = |offer: &&&Offer| offer.trial.as_ref().is_some_and(|trial| trial.converts_to.is_empty());
    assert_eq!(trials.iter().filter(alone).count(), 1);
    let published = catalogue.offer(&OfferId::new("C0BD2E08-11AC-4836-BDC7-3712E744922F")).unwrap();
    assert_eq!(titles(&catalogue, &published.trial.as_ref().unwrap().converts_to), [STANDARD]);
}

#[test]
fn the_special_cases_of_selling_can_be_met() {
    let catalogue = embedded();
    let any = |holds: &dyn Fn(&Offer) -> bool| catalogue.offers.values().any(holds);
    let classic = |offer: &Offer| offer.commerce == Commerce::Classic;
    let new = |offer: &Offer| offer.commerce == Commerce::NewCommerce;
    let limited = |offer: &Offer, count| {
        offer.limit.is_some_and(|limit| limit.count == count && limit.scope == LimitScope::Concurrent)
    };
    assert!(
        any(&|offer| classic(offer) && limited(offer, 1)) && any(&|offer| new(offer) && limited(offer, 1)),
        "CAT-04"
    );
    assert!(limited(titled(&catalogue, Commerce::Classic, PREMIUM), 2));
    assert!(any(&|offer| offer.clouds == BTreeSet::from([Cloud::UsGovernment])), "ROLE-04");
    assert!(any(&|offer| classic(offer) && offer.end_of_sale == Some(date(2017, 4, 7))), "LIFE-109");
    assert!(any(&|offer| new(offer) && offer.end_of_sale.is_some()), "NCE-506");
    assert!(any(&|offer| offer.seats_pooled_max == Some(3)), "NCE-110");
    assert!(
        any(&|offer| offer.title.ends_with("(36 mo)") && !offer.billing_plans(Term::P3Y).is_empty()),
        "LIFE-107"
    );
    let six_years =
        |offer: &Offer| offer.billing_plans(Term::P6Y) == [BillingPlan::OneTime] && !offer.renewable;
    assert!(any(&|offer| offer.segments.contains(&Segment::Education) && six_years(offer)), "LIFE-107");
    assert!(any(&|offer| offer.attestation), "NCE-116");
    let unassignable = |offer: &Offer| catalogue.plan_of(&offer.id).is_some_and(|plan| !plan.assignable);
    assert!(any(&|offer| classic(offer) && offer.is_addon() && unassignable(offer)));
    assert!(any(&|offer| new(offer) && offer.is_addon() && unassignable(offer)));
    for segment in [Segment::Education, Segment::Government, Segment::Nonprofit] {
        let only = BTreeSet::from([segment]);
        assert!(any(&|offer| classic(offer) && offer.segments == only), "{segment:?}");
        assert!(any(&|offer| new(offer) && offer.segments == only), "{segment:?}");
    }
    for offer in catalogue.offers.values().filter(|offer| offer.is_addon()) {
        assert_eq!(offer.segments.len(), 4, "{} is listed for every segment (ADDON-104)", offer.title);
        assert_ne!(offer.category, Category::Trial);
    }
}

#[test]
fn business_plans_are_capped_at_300_seats_nce_110() {
    let catalogue = embedded();
    for title in [APPS, BASIC, STANDARD, PREMIUM] {
        assert_eq!(titled(&catalogue, Commerce::Classic, title).seats_max, 300);
        let pooled = titled(&catalogue, Commerce::NewCommerce, title).seats_pooled_max;
        assert_eq!(pooled, Some(300));
    }
}

#[test]
fn every_paid_offer_has_a_price_in_every_market_since_2017() {
    let catalogue = embedded();
    let first = first_on_sale();
    for offer in catalogue.offers.values().filter(|o| !o.is_trial() && o.billing != BillingKind::Usage) {
        for market in catalogue.markets.values().filter(|market| offer.sold_in(&market.country)) {
            for option in &offer.terms {
                for billing in &option.billing {
                    let on =
                        |day| catalogue.prices.at(&offer.id, market.currency, option.term, *billing, day);
                    let lines = catalogue.prices.lines(&offer.id, market.currency);
                    let begins = lines.iter().map(|line| line.from).min().unwrap();
                    // Products that came later have no earlier price.
                    assert!(begins == first || begins >= date(2023, 1, 1), "{} begins {begins}", offer.title);
                    for day in [begins, date(2024, 6, 1).max(begins), date(2026, 6, 30), date(2035, 1, 1)] {
                        let line = on(day)
                            .unwrap_or_else(|| panic!("{} in {} on {day}", offer.title, market.country));
                        assert!(line.unit <= line.retail && line.unit >= Decimal::ZERO);
                    }
                }
            }
        }
    }
}

#[test]
fn the_published_prices_hold_from_their_days_on_nce_102() {
    let catalogue = embedded();
    let basic = OfferId::new("CFQ7TTC0LH18:0001");
    let retail = |currency: &str, term, billing, day| {
        let currency = Currency::parse(currency).unwrap();
        catalogue.prices.at(&basic, currency, term, billing, day).unwrap().retail.to_string()
    };
    let by_month = |currency, day| retail(currency, Term::P1Y, BillingPlan::Monthly, day);
    assert_eq!(by_month("USD", date(2022, 2, 28)), "5.00");
    assert_eq!(by_month("USD", date(2022, 3, 1)), "6.00");
    assert_eq!(by_month("GBP", date(2022, 2, 28)), "3.80");
    assert_eq!(by_month("GBP", date(2022, 3, 1)), "4.50");
    assert!(by_month("EUR", date(2023, 4, 1)) > by_month("EUR", date(2023, 3, 31)));
    assert_eq!(by_month("USD", date(2025, 4, 1)), "6.30", "paying a year by the month costs 5 % more");
    assert_eq!(by_month("USD", date(2026, 7, 1)), "7.35");
    assert_eq!(retail("USD", Term::P1Y, BillingPlan::Annual, date(2025, 4, 1)), "72.00");
    assert_eq!(retail("USD", Term::P1M, BillingPlan::Monthly, date(2025, 4, 1)), "7.20", "a fifth more");
    let euro = Currency::parse("EUR").unwrap();
    let line = catalogue.prices.at(&basic, euro, Term::P1Y, BillingPlan::Annual, date(2024, 6, 1)).unwrap();
    assert_eq!(line.unit, line.retail * Decimal::new(8, 1), "the partner pays four fifths");
}

#[test]
fn amounts_in_yen_have_no_decimals() {
    let catalogue = embedded();
    let yen = Currency::parse("JPY").unwrap();
    let mut lines = 0;
    for line in catalogue.offers.keys().flat_map(|id| catalogue.prices.lines(id, yen)) {
        assert!(line.unit.is_integer() && line.retail.is_integer(), "{line:?}");
        lines += 1;
    }
    assert!(lines > 200);
}

#[test]
fn markets_have_currencies_and_regions_chan_103() {
    let catalogue = embedded();
    let region = |country: &str| catalogue.markets[country].region.as_str();
    assert_eq!(region("NL"), region("NO"));
    assert_eq!(BTreeSet::from(["NL", "GB", "US", "IN", "JP"].map(region)).len(), 5);
    let currencies: BTreeSet<&str> =
        catalogue.markets.values().map(|market| market.currency.code()).collect();
    assert!(["EUR", "USD", "GBP", "SEK", "INR", "JPY"].iter().all(|code| currencies.contains(code)));
}
