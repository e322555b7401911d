//! What a scenario sells: its offers and prices as a catalogue.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{
    AddOn, BillingKind, Catalogue, Category, Commerce, Form, Market, Marketplace, Offer, Plan, Price,
    Promotion, PromotionRenewal, Publisher, Segment, TermOption, Trial,
};
use seatwright_domain::ids::{OfferId, PlanId};
use seatwright_domain::money::Currency;
use seatwright_domain::partner::Cloud;
use uuid::Uuid;

use crate::statement::{self, Scenario};

/// Seats of a trial (TRIAL-101, TRIAL-201).
const TRIAL_SEATS: u32 = 25;

/// The id of an offer.
pub(crate) fn offer_id(commerce: Commerce, name: &str) -> OfferId {
    match commerce {
        Commerce::Classic => OfferId::new(name),
        Commerce::NewCommerce | Commerce::Marketplace => OfferId::new(&format!("{name}:0001")),
    }
}

/// The id of the trial of an offer.
pub(crate) fn trial_id(commerce: Commerce, name: &str) -> OfferId {
    match commerce {
        Commerce::Classic => OfferId::new(&format!("{name}+TRIAL")),
        Commerce::NewCommerce | Commerce::Marketplace => OfferId::new(&format!("{name}:T001")),
    }
}

/// The catalogue of a scenario.
pub(crate) fn catalogue(scenario: &Scenario) -> Catalogue {
    let mut shop = Catalogue { markets: markets(scenario), ..Catalogue::default() };
    let currencies: BTreeSet<Currency> = shop.markets.values().map(|market| market.currency).collect();
    for line in &scenario.promotions {
        shop.promotions.insert(line.name.clone(), promotion(scenario, line));
    }
    for line in &scenario.offers {
        let plan = plan_id(scenario, line);
        if line.migrates_from.is_none() {
            shop.plans.insert(plan, plan_of(plan, &line.name));
        }
        let offer = offer(scenario, line, plan);
        for price in offer.terms.iter().flat_map(|option| lines(scenario, line, option.term)) {
            for currency in &currencies {
                shop.prices.add(offer.id.clone(), *currency, price.clone());
            }
        }
        if line.trial_days.is_some() && line.commerce != Commerce::Marketplace {
            let trial = trial_offer(line, &offer);
            shop.offers.insert(trial.id.clone(), trial);
        }
        shop.offers.insert(offer.id.clone(), offer);
    }
    shop
}

/// Each offer has a plan of its own; one that another migrates to has that one's.
fn plan_id(scenario: &Scenario, line: &statement::Offer) -> PlanId {
    let name = line.migrates_from.as_ref().unwrap_or(&line.name);
    let place = scenario.offers.iter().position(|offer| offer.name == *name).unwrap_or(0);
    PlanId(Uuid::from_u128(0x5ea7_0001 + place as u128))
}

/// Whether an offer is bought as an add-on, or takes the place of one that is.
fn is_addon(scenario: &Scenario, line: &statement::Offer) -> bool {
    let classic = line.migrates_from.as_ref();
    line.addon || scenario.offers.iter().any(|other| Some(&other.name) == classic && other.addon)
}

fn promotion(scenario: &Scenario, line: &statement::Promotion) -> Promotion {
    let id = |name: &String| {
        let offer = scenario.offers.iter().find(|offer| offer.name == *name);
        offer_id(offer.map_or(Commerce::Classic, |offer| offer.commerce), name)
    };
    Promotion {
        id: line.name.clone(),
        title: line.name.clone(),
        percent: line.percent,
        offers: line.offers.iter().map(id).collect(),
        terms: line.term.into_iter().collect(),
        billing: line.billing.into_iter().collect(),
        markets: BTreeSet::new(),
        segments: BTreeSet::new(),
        from: line.from,
        until: line.until,
        seats_min: line.seats_min.unwrap_or(1),
        seats_max: line.seats_max,
        redemptions_max: None,
        first_purchase: line.first_purchase,
        needs: line.needs.iter().map(id).collect(),
        renewal: if line.once { PromotionRenewal::Never } else { PromotionRenewal::InWindow },
    }
}

fn markets(scenario: &Scenario) -> BTreeMap<String, Market> {
    let partner = &scenario.partner;
    let mut markets = BTreeMap::new();
    let of_customers = scenario.customers.iter().map(|customer| {
        let country = customer.country.clone().unwrap_or_else(|| partner.country.clone());
        (country, customer.currency.unwrap_or(partner.currency))
    });
    for (country, currency) in
        std::iter::once((partner.country.clone(), partner.currency)).chain(of_customers)
    {
        let (title, region) = (country.clone(), "one".to_owned());
        markets.insert(country.clone(), Market { country, title, currency, region, forms: None });
    }
    markets
}

fn plan_of(id: PlanId, name: &str) -> Plan {
    Plan {
        id,
        part_number: name.to_uppercase(),
        title: name.to_owned(),
        services: Vec::new(),
        assignable: true,
    }
}

fn offer(scenario: &Scenario, line: &statement::Offer, plan: PlanId) -> Offer {
    let siblings = |addon: bool| {
        let same = scenario
            .offers
            .iter()
            .filter(move |other| other.commerce == line.commerce && is_addon(scenario, other) == addon);
        same.filter(|other| other.name != line.name)
            .map(|other| offer_id(other.commerce, &other.name))
            .collect()
    };
    let addon = is_addon(scenario, line);
    let migrates_to = scenario
        .offers
        .iter()
        .filter(|other| other.migrates_from.as_ref() == Some(&line.name))
        .map(|other| offer_id(other.commerce, &other.name))
        .collect();
    let marketplace = line.commerce == Commerce::Marketplace;
    Offer {
        id: offer_id(line.commerce, &line.name),
        title: line.name.clone(),
        description: String::new(),
        commerce: line.commerce,
        publisher: Publisher { name: "the publisher".to_owned(), first_party: !marketplace, id: None },
        plan: (!marketplace).then_some(plan),
        category: Category::Enterprise,
        billing: BillingKind::Licence,
        segments: BTreeSet::from([Segment::Commercial]),
        only_markets: BTreeSet::new(),
        except_markets: BTreeSet::new(),
        clouds: BTreeSet::from([Cloud::Public]),
        seats_min: 1,
        seats_max: line.seats_max.unwrap_or(10_000_000),
        seats_pooled_max: None,
        limit: None,
        terms: terms(line),
        trial: line.trial_days.filter(|_| marketplace).map(|days| Trial {
            days,
            seats: None,
            converts_to: Vec::new(),
        }),
        addon: addon.then(|| AddOn { needs: siblings(false) }),
        migrates_to,
        upgrades_to: if addon || marketplace { Vec::new() } else { siblings(false) },
        downgrades_to: if addon || marketplace { Vec::new() } else { siblings(false) },
        renewable: true,
        end_of_sale: line.sold_until,
        attestation: false,
        marketplace: marketplace.then(|| Marketplace {
            form: Form::Saas,
            in_reseller_programme: true,
            exclusive_to: BTreeSet::new(),
            landing_page: "https://publisher.example/activate".to_owned(),
        }),
    }
}

/// The trial that stands beside a classic or new-commerce offer.
fn trial_offer(line: &statement::Offer, paid: &Offer) -> Offer {
    Offer {
        id: trial_id(line.commerce, &line.name),
        title: format!("{} trial", line.name),
        category: Category::Trial,
        seats_min: TRIAL_SEATS,
        seats_max: TRIAL_SEATS,
        terms: vec![TermOption { term: Term::P1M, billing: vec![BillingPlan::None] }],
        trial: Some(Trial {
            days: line.trial_days.unwrap_or(30),
            seats: Some(TRIAL_SEATS),
            converts_to: vec![paid.id.clone()],
        }),
        migrates_to: Vec::new(),
        upgrades_to: Vec::new(),
        downgrades_to: Vec::new(),
        ..paid.clone()
    }
}

/// The terms on sale, each with every plan that fits it: all of them have a price, because one that is not listed follows
/// from the others (NCE-102, BILL-111).
fn terms(offer: &statement::Offer) -> Vec<TermOption> {
    let usual: &[Term] = match offer.commerce {
        Commerce::Classic => &[Term::P1Y],
        Commerce::NewCommerce => &[Term::P1M, Term::P1Y, Term::P3Y],
        Commerce::Marketplace => &[Term::P1M, Term::P1Y, Term::P2Y, Term::P3Y],
    };
    let lengths = offer.term.as_ref().map_or(usual, std::slice::from_ref);
    let fits = |term: &Term, (months, _): &(u32, BillingPlan)| *months <= term.months();
    let plans = |term: &Term| PLANS.iter().filter(|plan| fits(term, plan)).map(|(_, plan)| *plan).collect();
    lengths.iter().map(|term| TermOption { term: *term, billing: plans(term) }).collect()
}

/// The billing plans by their months.
const PLANS: [(u32, BillingPlan); 4] = [
    (1, BillingPlan::Monthly),
    (12, BillingPlan::Annual),
    (24, BillingPlan::Biennial),
    (36, BillingPlan::Triennial),
];

/// The price lines of an offer for a term, each until the next of its period. Periods that are longer than the term stand
/// in its list only where it has no other: then a part of them is its price.
fn lines(scenario: &Scenario, offer: &statement::Offer, term: Term) -> Vec<Price> {
    let fitting = offer.amounts.iter().any(|amount| amount.months <= term.months());
    let listed = PLANS.iter().filter(|(months, _)| !fitting || *months <= term.months());
    listed.flat_map(|(months, plan)| of_period(scenario, offer, term, *plan, *months)).collect()
}

fn of_period(
    scenario: &Scenario,
    offer: &statement::Offer,
    term: Term,
    billing: BillingPlan,
    months: u32,
) -> Vec<Price> {
    let own = scenario.prices.iter().filter(|price| price.offer == offer.name);
    let mut found: Vec<(Date, Decimal)> = own
        .filter_map(|price| {
            let amount = price.amounts.iter().find(|amount| amount.months == months)?;
            Some((price.from.unwrap_or(Date::MIN), amount.unit))
        })
        .collect();
    found.sort_by_key(|(from, _)| *from);
    let ends: Vec<Option<Date>> = found.iter().skip(1).map(|(from, _)| Some(*from)).chain([None]).collect();
    let line = |((from, unit), until)| Price { term, billing, unit, retail: unit, from, until };
    found.into_iter().zip(ends).map(line).collect()
}
