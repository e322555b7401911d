//! What a scenario sells: its offers and prices as a catalogue.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{
    AddOn, BillingKind, Catalogue, Category, Commerce, Form, Market, Marketplace, Offer, Plan, Price,
    Publisher, Segment, TermOption, Trial,
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
    for (number, line) in (1_u128..).zip(&scenario.offers) {
        let plan = PlanId(Uuid::from_u128(0x5ea7_0000 + number));
        shop.plans.insert(plan, plan_of(plan, &line.name));
        let offer = offer(scenario, line, plan);
        for option in &offer.terms {
            for billing in &option.billing {
                for price in lines(scenario, line, option.term, *billing) {
                    for currency in &currencies {
                        shop.prices.add(offer.id.clone(), *currency, price.clone());
                    }
                }
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
        markets.insert(country.clone(), Market { country, title, currency, region });
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
            .filter(move |other| other.commerce == line.commerce && other.addon == addon);
        same.filter(|other| other.name != line.name)
            .map(|other| offer_id(other.commerce, &other.name))
            .collect()
    };
    let marketplace = line.commerce == Commerce::Marketplace;
    Offer {
        id: offer_id(line.commerce, &line.name),
        title: line.name.clone(),
        description: String::new(),
        commerce: line.commerce,
        publisher: Publisher { name: "the publisher".to_owned(), first_party: !marketplace },
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
        addon: line.addon.then(|| AddOn { needs: siblings(false) }),
        upgrades_to: if line.addon || marketplace { Vec::new() } else { siblings(false) },
        downgrades_to: if line.addon || marketplace { Vec::new() } else { siblings(false) },
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
        upgrades_to: Vec::new(),
        downgrades_to: Vec::new(),
        ..paid.clone()
    }
}

/// The terms with a price, each with the plans that have one.
fn terms(line: &statement::Offer) -> Vec<TermOption> {
    let lengths: &[Term] = match line.commerce {
        Commerce::Classic => &[Term::P1Y],
        Commerce::NewCommerce => &[Term::P1M, Term::P1Y, Term::P3Y],
        Commerce::Marketplace => &[Term::P1M, Term::P1Y, Term::P2Y, Term::P3Y],
    };
    let plans = [BillingPlan::Monthly, BillingPlan::Annual, BillingPlan::Biennial, BillingPlan::Triennial];
    lengths
        .iter()
        .map(|term| TermOption {
            term: *term,
            billing: plans
                .into_iter()
                .filter(|plan| {
                    plan.months(*term) <= term.months()
                        && amount_for(line.commerce, &line.amounts, *plan).is_some()
                })
                .collect(),
        })
        .filter(|option| !option.billing.is_empty())
        .collect()
}

/// The amount for a plan: its own; a twelfth of the year's; and for classic, whose lists show the month, twelve times the
/// month's (BILL-111).
fn amount_for(
    commerce: Commerce,
    amounts: &[statement::Amount],
    plan: BillingPlan,
) -> Option<(Decimal, bool)> {
    let of = |months: u32| amounts.iter().find(|amount| amount.months == months).map(|amount| amount.unit);
    match plan {
        BillingPlan::Monthly => of(1).map(|unit| (unit, false)).or_else(|| of(12).map(|unit| (unit, true))),
        BillingPlan::Annual if commerce == Commerce::Classic => {
            let twelve = || of(1).and_then(|unit| unit.checked_mul(Decimal::from(12)));
            of(12).or_else(twelve).map(|unit| (unit, false))
        }
        other => of(other.months(Term::P3Y)).map(|unit| (unit, false)),
    }
}

/// The price lines of a term and plan, each until the next one. A monthly plan without a price of its own has none here:
/// it bills the exact twelfth of the year (NCE-102), which is found from the annual lines of the same term.
fn lines(scenario: &Scenario, line: &statement::Offer, term: Term, billing: BillingPlan) -> Vec<Price> {
    let own = scenario.prices.iter().filter(|price| price.offer == line.name);
    let mut found: Vec<(Date, Decimal, BillingPlan)> = own
        .filter_map(|price| {
            let (unit, twelfth) = amount_for(line.commerce, &price.amounts, billing)?;
            let listed = if twelfth { BillingPlan::Annual } else { billing };
            Some((price.from.unwrap_or(Date::MIN), unit, listed))
        })
        .collect();
    found.sort_by_key(|(from, ..)| *from);
    let has_annual_lines =
        terms(line).iter().any(|option| option.term == term && option.billing.contains(&BillingPlan::Annual));
    let ends: Vec<Option<Date>> = found.iter().skip(1).map(|(from, ..)| Some(*from)).chain([None]).collect();
    found
        .into_iter()
        .zip(ends)
        .filter(|((_, _, listed), _)| *listed == billing || !has_annual_lines)
        .map(|((from, unit, billing), until)| Price { term, billing, unit, retail: unit, from, until })
        .collect()
}
