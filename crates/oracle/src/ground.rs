//! Under what histories are lived: beginnings, policies by date or fixed, rounding rules, currencies with and without
//! minor units, partners with their billing days.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use seatwright_domain::account::Account;
use seatwright_domain::billing::policy::{
    AnnualDays, BillingPolicy, CycleDays, DayOfCancel, FirstPeriod, FullCredit, FullCreditPeriod, MultiYear,
    PlanChange, PriceLock, StartDay, TrialRenewal,
};
use seatwright_domain::billing::rounding::Rounding;
use seatwright_domain::catalogue::{Catalogue, Market, Price, Segment};
use seatwright_domain::customer::{Address, Agreement, BillingProfile, Customer, Delegation, Relationship};
use seatwright_domain::ids::{CustomerId, PartnerId};
use seatwright_domain::money::Currency;
use seatwright_domain::partner::{Cloud, Partner, Tier};
use seatwright_domain::policy::{ExtendedTerms, Policies, PrepaidUpgrade};
use uuid::Uuid;

use crate::random::Random;
use crate::world::{Ground, World};

/// An indirect provider.
pub const HAVENWERK: PartnerId = PartnerId(Uuid::from_u128(0x7f3d_2a10_5c41_4e0b_9a6e_0d1b_2c3e_4f50));
/// A partner that buys and bills by itself.
pub const NORDLJUS: PartnerId = PartnerId(Uuid::from_u128(0x9b1e_4c22_7d05_4a3f_8c66_2f4a_5b6c_7d80));

static CATALOGUE: LazyLock<Arc<Catalogue>> =
    LazyLock::new(|| Arc::new(with_dinars(Catalogue::embedded().expect("the catalogue is sound"))));
static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies::embedded().expect("the policies are sound"));

/// A market with three digits after the point, at thirty-three hundredths of the euro prices.
fn with_dinars(mut catalogue: Catalogue) -> Catalogue {
    let (Some(euro), Some(dinar)) = (Currency::parse("EUR"), Currency::parse("KWD")) else {
        return catalogue;
    };
    let lines: Vec<_> = catalogue
        .prices
        .keys()
        .filter(|(_, currency)| *currency == euro)
        .flat_map(|(offer, _)| {
            catalogue.prices.lines(offer, euro).iter().map(|line| (offer.clone(), line.clone()))
        })
        .collect();
    let rate = |price: Decimal| (price * Decimal::new(331, 3)).round_dp(3);
    for (offer, line) in lines {
        let price = Price { unit: rate(line.unit), retail: rate(line.retail), ..line };
        catalogue.prices.add(offer, dinar, price);
    }
    if let Some(like) = catalogue.markets.get("NL").cloned() {
        let market = Market { country: "KW".to_owned(), title: "Kuwait".to_owned(), currency: dinar, ..like };
        catalogue.markets.insert("KW".to_owned(), market);
    }
    catalogue
}

/// One choice for each conflict between the sources that moves money.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Choices {
    annual_days: AnnualDays,
    annual_split: bool,
    multi_year: MultiYear,
    full_credit: FullCredit,
    full_credit_period: FullCreditPeriod,
    first_period: FirstPeriod,
    start_day: StartDay,
    price_lock: PriceLock,
    trial_renewal: TrialRenewal,
    cycle_days: CycleDays,
    day_of_cancel: DayOfCancel,
    plan_change: PlanChange,
}

impl Choices {
    fn random(random: &mut Random) -> Self {
        Self {
            annual_days: random.one_of(&[AnnualDays::Real, AnnualDays::Always365]),
            annual_split: random.below(2) == 0,
            multi_year: random.one_of(&[MultiYear::ServiceYears, MultiYear::MonthEarly]),
            full_credit: random.one_of(&[FullCredit::Month, FullCredit::ThirtyDays]),
            full_credit_period: random
                .one_of(&[FullCreditPeriod::WholePeriod, FullCreditPeriod::FromSuspension]),
            first_period: random.one_of(&[FirstPeriod::Paid, FirstPeriod::FreeUntilBillingDate]),
            start_day: random.one_of(&[StartDay::OrderDay, StartDay::OrderDay, StartDay::DayAfter]),
            price_lock: random.one_of(&[PriceLock::Term, PriceLock::Cycle]),
            trial_renewal: random.one_of(&[TrialRenewal::ConversionDay, TrialRenewal::BillingDate]),
            cycle_days: random.one_of(&[CycleDays::Real, CycleDays::MonthOfStart]),
            day_of_cancel: random.one_of(&[DayOfCancel::Refunded, DayOfCancel::BegunDayUsed]),
            plan_change: random.one_of(&[PlanChange::Months, PlanChange::Days]),
        }
    }

    fn put_into(self, policy: &mut BillingPolicy) {
        let classic = &mut policy.classic;
        classic.annual_days = self.annual_days;
        classic.annual_split = self.annual_split;
        classic.multi_year = self.multi_year;
        classic.full_credit = self.full_credit;
        classic.full_credit_period = self.full_credit_period;
        classic.first_period = self.first_period;
        classic.start_day = self.start_day;
        classic.price_lock = self.price_lock;
        classic.trial_renewal = self.trial_renewal;
        let new_commerce = &mut policy.new_commerce;
        new_commerce.cycle_days = self.cycle_days;
        new_commerce.day_of_cancel = self.day_of_cancel;
        new_commerce.plan_change = self.plan_change;
    }
}

/// How a history begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Beginning {
    /// The instant.
    pub at: Timestamp,
    /// The country of the customer, which decides the currency.
    pub country: &'static str,
    /// The policy version that holds for good; none where each holds in its time.
    pub version: Option<String>,
    /// The rounding rules of classic and of new commerce.
    pub rounding: (Rounding, Rounding),
    /// Whether prepaid plans can be upgraded with a credit (BILL-04).
    pub prepaid_credit: bool,
    /// Whether what ends without being ended goes on by the month (NCE-801).
    pub extended_terms: bool,
    /// Choices of the billing policies that hold for good; none where each holds in its time.
    pub choices: Option<Choices>,
    /// The days of the month on which the partners are billed.
    pub billing_days: (i8, i8),
}

impl Beginning {
    /// Some beginning.
    #[must_use]
    pub fn random(random: &mut Random) -> Self {
        let year = 2017 + i16::try_from(random.below(10)).unwrap_or(0);
        let month = 1 + i8::try_from(random.below(12)).unwrap_or(0);
        let first = Date::new(year, month, 1).unwrap_or_default();
        // The ends of months come more often than others.
        let last = first.days_in_month();
        let day = match random.below(4) {
            0 => last - i8::try_from(random.below(4)).unwrap_or(0),
            _ => 1 + i8::try_from(random.below(28)).unwrap_or(0),
        };
        let seconds = match random.below(4) {
            0 => 0,
            1 => 86_399,
            _ => i64::try_from(random.below(86_400)).unwrap_or(0),
        };
        let date = Date::new(year, month, day.min(last)).unwrap_or(first);
        let midnight = crate::days::of_date(date) * 86_400;
        let versions: Vec<String> = POLICIES.all().iter().map(|policy| policy.version.0.clone()).collect();
        Self {
            at: Timestamp::from_second(midnight + seconds).unwrap_or_default(),
            country: random.one_of(&["NL", "NL", "DE", "US", "GB", "SE", "CH", "JP", "JP", "KW", "KW"]),
            version: (random.below(3) == 0).then(|| random.one_of(&versions)),
            rounding: (
                random.one_of(&[Rounding::R3, Rounding::R3, Rounding::R1, Rounding::R2, Rounding::R4]),
                random.one_of(&[Rounding::N2, Rounding::N2, Rounding::N1]),
            ),
            prepaid_credit: random.below(2) == 0,
            extended_terms: random.below(6) == 0,
            choices: (random.below(3) == 0).then(|| Choices::random(random)),
            billing_days: (
                1 + i8::try_from(random.below(28)).unwrap_or(0),
                1 + i8::try_from(random.below(28)).unwrap_or(0),
            ),
        }
    }

    /// The policies.
    #[must_use]
    pub fn policies(&self) -> Policies {
        let mut versions = POLICIES.all().to_vec();
        if let Some(only) = &self.version {
            versions.retain(|policy| policy.version.0 == *only);
        }
        for version in &mut versions {
            if self.prepaid_credit {
                version.upgrade.prepaid_upgrade = PrepaidUpgrade::Credit;
            }
            if self.extended_terms {
                version.new_commerce.extended_terms = Some(ExtendedTerms {
                    over_monthly_percent: Decimal::from(3),
                    over_annual_percent: Decimal::from(23),
                });
            }
        }
        let mut billing = POLICIES.all_billing().to_vec();
        for version in &mut billing {
            (version.classic.rounding, version.new_commerce.rounding) = self.rounding;
            if let Some(choices) = self.choices {
                choices.put_into(version);
            }
        }
        Policies::new(versions, billing).unwrap_or_else(|| POLICIES.clone())
    }

    /// The customer at its beginning.
    #[must_use]
    pub fn world(&self) -> World {
        let currency = CATALOGUE.markets.get(self.country).map_or(Currency::USD, |market| market.currency);
        let partner = |id, name: &str, tier, billing_day| Partner {
            id,
            domain: format!("{}.example", name.to_lowercase()),
            name: name.to_owned(),
            tier,
            cloud: Cloud::Public,
            country: self.country.to_owned(),
            currency,
            mpn_id: "1234567".to_owned(),
            billing_day,
            resellers: BTreeMap::new(),
        };
        let partners = [
            partner(HAVENWERK, "Havenwerk", Tier::IndirectProvider, self.billing_days.0),
            partner(NORDLJUS, "Nordljus", Tier::DirectBill, self.billing_days.1),
        ];
        let ground = Ground {
            catalogue: Arc::clone(&CATALOGUE),
            policies: Arc::new(self.policies()),
            partners: Arc::new(partners.into_iter().collect()),
        };
        World::new(ground, Account::new(customer(self.at, self.country)), self.at)
    }
}

fn customer(at: Timestamp, country: &str) -> Customer {
    let agreement = Agreement {
        template: Uuid::from_u128(1),
        agreed_at: at,
        first_name: "Ilse".into(),
        last_name: "Prins".into(),
        email: "ilse@blauwevos.example".into(),
        phone: None,
        user: None,
    };
    let relationship = || Relationship {
        since: at,
        reseller: None,
        delegation: Some(Delegation { granted_at: at, until: None, only_plans: [].into() }),
        agreement: Some(agreement.clone()),
    };
    Customer {
        id: CustomerId(Uuid::from_u128(0xc0ff_ee00)),
        commerce_id: Uuid::from_u128(2),
        domain: "blauwevos.onmicrosoft.com".into(),
        company_name: "Blauwe Vos BV".into(),
        registration_number: None,
        segment: Segment::Commercial,
        cloud: Cloud::Public,
        billing_profile: BillingProfile {
            id: Uuid::from_u128(3),
            revision: 1,
            company_name: "Blauwe Vos BV".into(),
            email: "boekhouding@blauwevos.example".into(),
            culture: "en-GB".into(),
            language: "en".into(),
            address: Address {
                country: country.into(),
                city: "Utrecht".into(),
                line1: "Kade 12".into(),
                postal_code: "3511 AB".into(),
                ..Address::default()
            },
        },
        created_at: at,
        qualified_at: None,
        deleted_at: None,
        signed_directly: false,
        relationships: [(HAVENWERK, relationship()), (NORDLJUS, relationship())].into(),
    }
}
