//! Extended service terms: where the policy has them, a subscription that neither renews nor was ended goes on month by month,
//! at a higher price, until somebody ends it (NCE-801, NCE-802). Off unless the policy says so.

use rust_decimal::Decimal;

use crate::calendar::{BillingPlan, Term};
use crate::catalogue::Commerce;
use crate::decision::Draft;
use crate::event::Event;
use crate::money::UnitPrice;
use crate::opening;
use crate::policy::ExtendedTerms;
use crate::subscription::{SeatLot, Subscription};

/// Begins the next month of a subscription whose term is over. False where it ends: no such policy, ended by somebody, or
/// nothing to be priced by.
pub(super) fn goes_on(draft: &mut Draft<'_>, found: &Subscription) -> bool {
    let policy = draft.policy();
    let Some(extended) = policy.new_commerce.extended_terms.as_ref().filter(|_| !found.cancels_at_renewal)
    else {
        return false;
    };
    let Some(unit) = price(draft, found, extended) else { return false };
    let month_end = opening::month_end(Commerce::NewCommerce, Term::P1M, policy);
    let term = found.term.following(Term::P1M, draft.at, policy.version.clone(), month_end);
    // No window opens: it can be cancelled on any day.
    let priced = |lot: &SeatLot| SeatLot { unit: Some(unit), discount: None, window: false, ..lot.clone() };
    let lots = found.lots.iter().map(priced).collect();
    draft.emit(Event::Extended { subscription: found.id, term, lots });
    draft.tell("subscription_extended", Some(found.id), serde_json::json!({ "unit": unit }));
    true
}

/// NCE-802: over the price of a monthly term, or over a twelfth of the annual one where there is no monthly term.
fn price(draft: &Draft<'_>, found: &Subscription, extended: &ExtendedTerms) -> Option<UnitPrice> {
    let listed = |term, billing| {
        opening::unit_price(&draft.account, &found.offer, term, billing, &draft.context, draft.at)
    };
    let monthly_term = draft
        .context
        .catalogue
        .offer(&found.offer)
        .is_some_and(|offer| !offer.billing_plans(Term::P1M).is_empty());
    let (unit, percent) = if monthly_term {
        (listed(Term::P1M, BillingPlan::Monthly)?, extended.over_monthly_percent)
    } else {
        (listed(Term::P1Y, BillingPlan::Annual)?.for_plan(12, 1), extended.over_annual_percent)
    };
    let raised = Decimal::ONE.checked_add(percent.checked_mul(Decimal::new(1, 2))?)?;
    Some(UnitPrice { amount: unit.amount.checked_mul(raised)?.normalize(), ..unit })
}
