//! Opening subscriptions: one place makes them, whether they are bought, upgraded to or split off at a renewal.
//! BUY-06: every subscription starts active with auto-renew on.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::account::Account;
use crate::billing::charge::Discount;
use crate::billing::invoicing;
use crate::billing::ledger::Ledger;
use crate::billing::policy::{FirstPeriod, StartDay};
use crate::calendar::{self, BillingPlan, MonthEnd, Term};
use crate::catalogue::{Catalogue, Commerce, Offer};
use crate::decision::{Context, Draft};
use crate::event::Event;
use crate::ids::{LotId, OfferId, OrderId, SubscriptionId};
use crate::money::{Currency, UnitPrice};
use crate::policy::{Policies, Policy, UpgradePromotion};
use crate::promotion::{self, Sale};
use crate::rule::Rule;
use crate::subscription::{
    LotOrigin, NextTerm, Payment, SeatLot, Seller, Setup, Status, Subscription, TermState, TrialState,
};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Buy05,
    Rule::Buy06,
    Rule::Add05,
    Rule::Trial01,
    Rule::Trial201,
    Rule::Bill106,
    Rule::Mkt104,
    Rule::Nce102,
    Rule::Bill103,
    Rule::Bill104,
];

/// What a new subscription is made from.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    /// The offer.
    pub offer: &'a Offer,
    /// The seats.
    pub seats: u32,
    /// The term.
    pub term: Term,
    /// The billing plan.
    pub billing: BillingPlan,
    /// The name; the offer's title when absent.
    pub friendly_name: Option<String>,
    /// Who sells.
    pub seller: Seller,
    /// How it is paid for.
    pub payment: Payment,
    /// The order.
    pub order: OrderId,
    /// The base, for a classic add-on.
    pub parent: Option<SubscriptionId>,
    /// The classic subscription whose place it takes (MIG-101).
    pub migrated_from: Option<SubscriptionId>,
    /// The last day of the first term, where it is aligned to another (NCE-702).
    pub ends_on: Option<Date>,
    /// The term of the source of a partial upgrade: the new subscription ends with it, and shares its charge cycles
    /// (PART-06, NCE-205).
    pub beside: Option<TermState>,
    /// What brings the seats.
    pub origin: LotOrigin,
    /// When the window for cancelling opened; none where there is none (NCE-305).
    pub window_opened_at: Option<Timestamp>,
}

/// Opens a subscription and returns its id.
pub fn open(draft: &mut Draft<'_>, opening: Opening<'_>) -> SubscriptionId {
    let at = draft.at;
    let id = SubscriptionId(draft.ids.next(at));
    let subscription = build(draft, id, opening);
    draft.emit(Event::SubscriptionStarted { subscription: Box::new(subscription) });
    id
}

fn build(draft: &mut Draft<'_>, id: SubscriptionId, opening: Opening<'_>) -> Subscription {
    let at = draft.at;
    let policy = draft.policy();
    let offer = opening.offer;
    let trial = trial_of(draft, &opening);
    let mut term = first_term(offer.commerce, opening.term, at, policy);
    if offer.commerce == Commerce::Classic && !offer.is_trial() {
        term = classic_purchase(draft, &opening, term);
    }
    if let Some(parent) = opening.parent.and_then(|parent| draft.subscription(parent)) {
        // ADD-05: the add-on's dates are its base's, whatever its own age.
        term = TermState { began_at: at, policy: policy.version.clone(), ..parent.term.clone() };
        term.period.first = calendar::day_of(at).max(parent.term.period.first);
    }
    if let Some(source) = &opening.beside {
        term = beside(source, opening.term, opening.billing, at, policy);
    }
    if let Some(last) = opening.ends_on {
        term = term.ending(last);
    }
    if let Some(trial) = &trial {
        term = term.ending(trial.last);
    }
    let unit = if trial.is_some() && offer.is_trial() {
        None
    } else {
        unit_price(&draft.account, &offer.id, opening.term, opening.billing, &draft.context, at)
    };
    let lot = SeatLot {
        id: LotId(1),
        seats: opening.seats,
        unit,
        discount: discount_of(draft, &opening, trial.is_some()),
        bought_at: at,
        origin: opening.origin,
        policy: policy.version.clone(),
        // Seats that come with an upgrade cannot be given back by themselves, even where the window of the whole
        // subscription is inherited (NCE-305).
        window: opening.window_opened_at.is_some() && opening.origin != LotOrigin::Transition,
    };
    let setup = offer
        .marketplace
        .as_ref()
        .map(|marketplace| Setup { link: marketplace.landing_page.clone(), completed_at: None });
    Subscription {
        id,
        offer: offer.id.clone(),
        commerce: offer.commerce,
        plan: offer.plan,
        friendly_name: opening.friendly_name.unwrap_or_else(|| offer.title.clone()),
        seller: opening.seller,
        payment: opening.payment,
        order: opening.order,
        parent: opening.parent,
        migrated_from: opening.migrated_from,
        promoted: lot.discount.is_some(),
        status: Status::Active,
        created_at: at,
        term,
        billing: if trial.is_some() && offer.is_trial() { BillingPlan::None } else { opening.billing },
        auto_renew: offer.renewable && !(offer.is_trial() && offer.commerce == Commerce::Classic),
        trial,
        lots: vec![lot],
        next_lot: 2,
        window_opened_at: opening.window_opened_at,
        scheduled: None,
        dropped: None,
        next_billing: None,
        extended_from: None,
        cancels_at_renewal: false,
        publisher: offer.publisher.id.filter(|_| offer.commerce == Commerce::Marketplace),
        operations: Vec::new(),
        setup,
        provisioned: true,
        suspension: None,
        state_ends_at: None,
        deleted_at: None,
        support: None,
        assigned: 0,
        locked_by: None,
        ledger: Ledger::default(),
        revision: 1,
    }
}

/// The first term of a purchase at an instant.
#[must_use]
pub fn first_term(commerce: Commerce, length: Term, at: Timestamp, policy: &Policy) -> TermState {
    let today = calendar::day_of(at);
    let first = if commerce == Commerce::Classic { classic_first_day(today, policy) } else { today };
    TermState::starting(first, length, at, policy.version.clone(), month_end(commerce, length, policy))
}

/// The promotion that the purchase qualifies for; a trial has none (TRIAL-206), and an upgrade to a new subscription has one
/// where its policy says so (UPG-112). A classic upgrade is a purchase like any other (BILL-215).
fn discount_of(draft: &Draft<'_>, opening: &Opening<'_>, is_trial: bool) -> Option<Discount> {
    let upgrade = opening.origin == LotOrigin::Transition && opening.offer.commerce == Commerce::NewCommerce;
    let lost = draft.policy().new_commerce.upgrade_promotion == UpgradePromotion::Lost;
    if is_trial || upgrade && lost {
        return None;
    }
    let Opening { offer, term, billing, seats, .. } = *opening;
    let sale = Sale { offer, term, billing, seats };
    promotion::of_purchase(&draft.account, sale, draft.at, &draft.context)
}

/// The first term of a classic purchase, where the policy counts it from another day than the purchase's: from the
/// partner's next billing date (BILL-104), or from the day after (BILL-103).
fn classic_purchase(draft: &Draft<'_>, opening: &Opening<'_>, term: TermState) -> TermState {
    let classic = &draft.context.policies.billing_at(draft.at).classic;
    let today = calendar::day_of(draft.at);
    let first = match (classic.first_period, classic.start_day) {
        (FirstPeriod::FreeUntilBillingDate, _) if opening.billing == BillingPlan::Monthly => {
            next_billing_date(draft, &opening.seller).filter(|date| *date > today)
        }
        (_, StartDay::DayAfter) => Some(calendar::next_day(today)),
        (_, StartDay::OrderDay) => None,
    };
    match first {
        Some(first) => {
            let first = classic_first_day(first, draft.policy());
            TermState::starting(first, term.length, term.began_at, term.policy, term.month_end)
        }
        None => term,
    }
}

/// The seller's first billing date on or after today; none for what a customer buys itself.
pub(crate) fn next_billing_date(draft: &Draft<'_>, seller: &Seller) -> Option<Date> {
    let partner = draft.context.partners.get(seller.partner()?)?;
    Some(invoicing::on_or_after(partner.billing_day, calendar::day_of(draft.at)))
}

/// BILL-106: a classic term does not begin on the last days of a month, but on the 1st that follows.
fn classic_first_day(day: Date, policy: &Policy) -> Date {
    if policy.classic.month_end_starts_next_month && day.day() > 28 {
        return calendar::next_day(day.last_of_month());
    }
    day
}

/// A term that begins today in the middle of another one, or with it, and has its cycles and its end.
fn beside(
    source: &TermState,
    length: Term,
    billing: BillingPlan,
    at: Timestamp,
    policy: &Policy,
) -> TermState {
    let mut term = TermState { length, began_at: at, policy: policy.version.clone(), ..source.clone() };
    let today = calendar::day_of(at);
    term.period.first = today.max(source.period.first);
    term.cycle = term.cycles(billing).containing(term.period.first).map_or(0, |(cycle, _)| cycle);
    term
}

/// What happens at month ends for a commerce system and term (NCE-105, NCE-106).
#[must_use]
pub fn month_end(commerce: Commerce, length: Term, policy: &Policy) -> MonthEnd {
    match (commerce, length) {
        (Commerce::Classic, _) => MonthEnd::KeepDayClamped,
        (_, Term::P1M) => policy.new_commerce.month_end_monthly_term,
        _ => policy.new_commerce.month_end_longer_term,
    }
}

/// The price per seat and billing period on the day of an instant, in the currency of the customer's market.
#[must_use]
pub fn unit_price(
    account: &Account,
    offer: &OfferId,
    term: Term,
    billing: BillingPlan,
    context: &Context<'_>,
    at: Timestamp,
) -> Option<UnitPrice> {
    let currency = currency(account, context)?;
    let offer = context.catalogue.offer(offer)?;
    listed(context.catalogue, context.policies, offer, currency, (term, billing), at)
}

/// The price of an offer per seat and billing period in a currency, on the day of an instant.
#[must_use]
pub fn listed(
    catalogue: &Catalogue,
    policies: &Policies,
    offer: &Offer,
    currency: Currency,
    (term, billing): (Term, BillingPlan),
    at: Timestamp,
) -> Option<UnitPrice> {
    // NCE-102: the premium is the monthly plan's, where the list does not say what that costs.
    let premium = match (offer.commerce, billing) {
        (Commerce::NewCommerce, BillingPlan::Monthly) => {
            policies.billing_at(at).new_commerce.annual_monthly_premium
        }
        _ => Decimal::ZERO,
    };
    catalogue.prices.unit(&offer.id, currency, (term, billing), calendar::day_of(at), premium)
}

/// The currency of the customer's market.
#[must_use]
pub fn currency(account: &Account, context: &Context<'_>) -> Option<Currency> {
    context.catalogue.markets.get(account.head.customer.country()).map(|market| market.currency)
}

/// The trial that a purchase starts with: of the offer itself (TRIAL-01: it cannot be skipped), or the offer is one.
fn trial_of(draft: &Draft<'_>, opening: &Opening<'_>) -> Option<TrialState> {
    if opening.origin != LotOrigin::Purchase {
        return None;
    }
    let offer = opening.offer;
    let trial = offer.trial.as_ref()?;
    let days = trial.days.saturating_sub(1);
    let last = calendar::add_days(calendar::day_of(draft.at), days);
    let policy = draft.policy();
    let becomes = match offer.commerce {
        // TRIAL-102: a classic trial never becomes anything by itself.
        Commerce::Classic => None,
        // TRIAL-02: the paid term of the same offer begins.
        Commerce::Marketplace => Some(NextTerm {
            offer: offer.id.clone(),
            seats: opening.seats,
            term: opening.term,
            billing: opening.billing,
            custom_end: None,
            partial: None,
        }),
        // TRIAL-03, TRIAL-202: the paid counterpart with the default seats, term and billing plan.
        Commerce::NewCommerce => trial.converts_to.first().map(|paid| NextTerm {
            offer: paid.clone(),
            seats: policy.new_commerce.trial_default_seats.max(opening.seats),
            term: policy.new_commerce.trial_default_term,
            billing: policy.new_commerce.trial_default_billing,
            custom_end: None,
            partial: None,
        }),
    };
    Some(TrialState { last, becomes })
}
