//! Trials: what stands against buying one, how a classic one is converted, and how any of them ends.
//!
//! A trial becomes a paid subscription under the same id. Classic ones only when somebody says so (TRIAL-102, TRIAL-103);
//! marketplace and new-commerce ones by themselves on the day after their last day (TRIAL-02, TRIAL-03).

mod end;

use crate::account::Account;
use crate::billing::policy::TrialRenewal;
use crate::calendar::{self, BillingPlan};
use crate::catalogue::{Commerce, Offer};
use crate::decision::{Context, Draft};
use crate::event::Event;
use crate::ids::{LotId, OfferId, SubscriptionId};
use crate::money::UnitPrice;
use crate::opening;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::{LotOrigin, SeatLot, Subscription, TermState};
use crate::{access, availability, purchase, seats};

pub(crate) use self::end::at_end;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Trial01,
    Rule::Trial02,
    Rule::Trial03,
    Rule::Trial101,
    Rule::Trial102,
    Rule::Trial103,
    Rule::Trial104,
    Rule::Trial201,
    Rule::Trial202,
    Rule::Trial204,
    Rule::Trial205,
    Rule::Trial301,
    Rule::Role107,
];

/// The first paid term of a former trial.
#[derive(Clone, Debug)]
pub(crate) struct Paid<'a> {
    /// The paid offer.
    pub(crate) offer: &'a Offer,
    /// The seats.
    pub(crate) seats: u32,
    /// The term.
    pub(crate) term: TermState,
    /// The billing plan.
    pub(crate) billing: BillingPlan,
    /// The price per seat and billing period.
    pub(crate) unit: UnitPrice,
    /// The rule that converts it.
    pub(crate) rule: Rule,
    /// Whether a window for cancelling and reducing opens now (TRIAL-205).
    pub(crate) window: bool,
}

/// Turns a trial into a paid subscription: the id, the users and the name stay.
pub(crate) fn become_paid(draft: &mut Draft<'_>, trial: &Subscription, paid: Paid<'_>) {
    let lot = SeatLot {
        id: LotId(trial.next_lot),
        seats: paid.seats,
        unit: Some(paid.unit),
        discount: None,
        bought_at: draft.at,
        origin: LotOrigin::Conversion,
        policy: draft.policy().version.clone(),
        window: paid.window,
    };
    draft.emit(Event::TrialConverted {
        subscription: trial.id,
        offer: paid.offer.id.clone(),
        plan: paid.offer.plan,
        term: paid.term,
        billing: paid.billing,
        lot,
        rule: paid.rule,
    });
    // A classic trial ends for good and so does not renew, but what it becomes does (BUY-06). Where there is a switch, its
    // position is somebody's choice and stays.
    let on = match trial.commerce {
        Commerce::Classic => paid.offer.renewable,
        _ => trial.auto_renew && paid.offer.renewable,
    };
    if on != trial.auto_renew {
        draft.emit(Event::AutoRenewChanged { subscription: trial.id, on, rule: Some(paid.rule) });
    }
    seats::conflict_notice(draft, trial.id);
}

/// Converts a classic trial (TRIAL-103). Seats are the trial's and the billing plan is the offer's first unless given.
pub(crate) fn convert(
    draft: &mut Draft<'_>,
    id: SubscriptionId,
    target: &OfferId,
    seats: Option<u32>,
    billing: Option<BillingPlan>,
) {
    let Some(trial) = access::subscription(draft, id, Action::ConvertTrial) else { return };
    let locked = access::locked_by_upgrade(&draft.account, &trial);
    draft.refuse_all(locked);
    if let Some(reason) = not_a_classic_trial(&trial) {
        draft.refuse(reason);
        return;
    }
    let inactive = not_active(&trial, draft);
    draft.refuse_all(inactive);
    let Some(paid) = counterpart(draft, &trial, target) else { return };
    let quantity = seats.unwrap_or_else(|| trial.seats());
    let reasons = target_reasons(&draft.account, paid, &draft.context);
    draft.refuse_all(reasons);
    draft.refuse_all(purchase::quantity(&draft.account, paid, quantity, quantity));
    let Some((term, billing, unit)) = terms(draft, &trial, paid, billing) else { return };
    if !draft.is_refused() {
        // The billing starts on the day of the conversion, so no window opens: classic knows none.
        let paid =
            Paid { offer: paid, seats: quantity, term, billing, unit, rule: Rule::Trial103, window: false };
        become_paid(draft, &trial, paid);
    }
}

/// The paid offers that a trial could become now; none when it is no trial, or has no counterpart (TRIAL-104).
#[must_use]
pub fn conversions(account: &Account, subscription: SubscriptionId, context: &Context<'_>) -> Vec<OfferId> {
    let Some(trial) =
        account.subscriptions.get(&subscription).filter(|found| found.is_trial() && found.is_live())
    else {
        return Vec::new();
    };
    let catalogue = context.catalogue;
    let offers = catalogue.offer(&trial.offer).and_then(|offer| offer.trial.as_ref());
    offers
        .map_or(&[][..], |offer| offer.converts_to.as_slice())
        .iter()
        .filter_map(|id| catalogue.offer(id))
        .filter(|offer| target_reasons(account, offer, context).is_empty())
        .map(|offer| offer.id.clone())
        .collect()
}

/// Every reason against buying a trial: the number of seats is fixed, and a customer has it once, and only while it never
/// had the paid offer (TRIAL-101, TRIAL-201). Empty for offers that are no trials; a marketplace offer that begins with a
/// trial is bought like any other, because its trial cannot be skipped (TRIAL-01).
#[must_use]
pub fn purchase_reasons(
    account: &Account,
    offer: &Offer,
    quantity: u32,
    context: &Context<'_>,
) -> Vec<Reason> {
    let Some(trial) = offer.trial.as_ref().filter(|_| offer.is_trial()) else { return Vec::new() };
    let rule = if offer.commerce == Commerce::Classic { Rule::Trial101 } else { Rule::Trial201 };
    let mut reasons = Vec::new();
    if let Some(seats) = trial.seats.filter(|seats| *seats != quantity) {
        reasons.push(
            Reason::new(rule, Code::TrialIsFixed, Subject::Offer(offer.id.clone()))
                .with("seats", quantity)
                .with("fixed", seats)
                .remedy(Remedy::ChooseQuantity { min: seats, max: seats }, Who::Caller),
        );
    }
    let had = |id: &OfferId| {
        account.head.had_offers.contains(id) || account.live().any(|subscription| subscription.offer == *id)
    };
    let paid = trial.converts_to.first();
    if let Some(used) = [Some(&offer.id), paid].into_iter().flatten().find(|id| had(id)) {
        let title = context.catalogue.offer(used).map_or_else(|| used.to_string(), |used| used.title.clone());
        reasons.push(
            Reason::new(rule, Code::TrialUsed, Subject::Offer(offer.id.clone()))
                .with("had", title)
                .remedy(Remedy::ChooseOffer { offers: paid.into_iter().cloned().collect() }, Who::Caller),
        );
    }
    reasons
}

/// Only classic trials are converted by this command: the others become what they become, or are upgraded.
fn not_a_classic_trial(subscription: &Subscription) -> Option<Reason> {
    let id = subscription.id;
    let Some(trial) = &subscription.trial else {
        return Some(
            Reason::about(Rule::Trial103, Code::NotATrial, id).remedy(Remedy::ReadAgain, Who::Caller),
        );
    };
    match subscription.commerce {
        Commerce::Classic => None,
        Commerce::NewCommerce => Some(
            Reason::about(Rule::Trial203, Code::ChangeNotSupported, id)
                .remedy(Remedy::ConvertTrial { subscription: id }, Who::Partner),
        ),
        Commerce::Marketplace => Some(
            Reason::about(Rule::Trial01, Code::TrialIsFixed, id)
                .with("last_day", trial.last.to_string())
                .remedy(Remedy::Wait, Who::Time)
                .clears(calendar::start_of_day(calendar::next_day(trial.last))),
        ),
    }
}

fn not_active(trial: &Subscription, draft: &Draft<'_>) -> Option<Reason> {
    let over = trial.trial.as_ref().is_some_and(|state| state.last < calendar::day_of(draft.at));
    if over {
        let offers = trial.trial.iter().flat_map(|state| &state.becomes).map(|paid| paid.offer.clone());
        return Some(
            Reason::about(Rule::Trial102, Code::NotActive, trial.id)
                .with("status", "expired")
                .remedy(Remedy::ChooseOffer { offers: offers.collect() }, Who::Caller),
        );
    }
    (!trial.is_active()).then(|| {
        Reason::about(Rule::Trial103, Code::NotActive, trial.id)
            .with("status", trial.status.code())
            .remedy(Remedy::Reactivate { subscription: trial.id }, Who::Partner)
    })
}

/// The paid offer, when the trial can become it.
fn counterpart<'a>(draft: &mut Draft<'a>, trial: &Subscription, target: &OfferId) -> Option<&'a Offer> {
    let catalogue = draft.context.catalogue;
    let state = catalogue.offer(&trial.offer).and_then(|offer| offer.trial.as_ref());
    let found = catalogue
        .offer(target)
        .filter(|_| state.is_some_and(|state| state.converts_to.iter().any(|offer| offer == target)));
    if found.is_none() {
        // Where nothing can be offered, a compatible offer has to be bought before the trial ends (TRIAL-104).
        let offers = conversions(&draft.account, trial.id, &draft.context);
        draft.refuse(
            Reason::about(Rule::Trial104, Code::NoConversion, trial.id)
                .with("target", target.as_str())
                .remedy(Remedy::ChooseOffer { offers }, Who::Caller),
        );
    }
    found
}

/// What stands against the paid offer for this customer. A conversion is no new order, so it is possible when classic is
/// closed for those.
fn target_reasons(account: &Account, paid: &Offer, context: &Context<'_>) -> Vec<Reason> {
    let mut reasons = availability::reasons(account, paid, context);
    reasons.retain(|reason| reason.code != Code::ClassicClosed);
    reasons
}

/// Term, billing plan and price of the first paid term.
fn terms(
    draft: &mut Draft<'_>,
    trial: &Subscription,
    paid: &Offer,
    billing: Option<BillingPlan>,
) -> Option<(TermState, BillingPlan, UnitPrice)> {
    let option = paid.terms.first()?;
    let billing = billing.or_else(|| option.billing.first().copied())?;
    if !option.billing.contains(&billing) {
        draft.refuse(
            Reason::about(Rule::Trial103, Code::BillingNotOffered, trial.id)
                .with("billing", billing.code())
                .remedy(Remedy::ChooseBilling { plans: option.billing.clone() }, Who::Caller),
        );
        return None;
    }
    let unit = opening::unit_price(&draft.account, &paid.id, option.term, billing, &draft.context, draft.at);
    if unit.is_none() {
        draft.refuse(
            Reason::new(Rule::Cat01, Code::PriceMissing, Subject::Offer(paid.id.clone()))
                .with("billing", billing.code())
                .remedy(Remedy::ContactSupport, Who::Support),
        );
    }
    let term = opening::first_term(Commerce::Classic, option.term, draft.at, draft.policy());
    let counted = draft.context.policies.billing_at(draft.at).classic.trial_renewal;
    let date = opening::next_billing_date(draft, &trial.seller);
    let term = match date.filter(|_| counted == TrialRenewal::BillingDate && billing == BillingPlan::Monthly)
    {
        // TRIAL-103: twelve months after the billing date that follows; the days before it are charged by their number.
        Some(date) => {
            let months = option.term.months();
            let end = calendar::add_months(date, months, term.month_end);
            term.ending(calendar::previous_day(end))
        }
        None => term,
    };
    Some((term, billing, unit?))
}
