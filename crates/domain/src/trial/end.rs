//! The end of a trial's last day.
//!
//! What happens follows from the commerce system. A classic trial is deleted, because classic knows no state in which
//! something over still works (SUSP-05, TRIAL-102). A marketplace or new-commerce trial becomes what was saved for it, or
//! what the rules say by default, unless auto-renew is off or it was cancelled; then the marketplace one is deleted and the
//! new-commerce one ends like any term that is not renewed: deleted, or expired first where the policy knows that (NCE-401).
//!
//! Prices are those of the day after the trial. A trial never becomes something that has no price, or that is sold no more
//! and was not saved before (NCE-506): then it ends as if auto-renew were off.
//!
//! Windows: the one of new commerce opens with the conversion (TRIAL-205). A marketplace window is counted from the order
//! (CXL-01, CXL-02) and does not open again; during the trial it can be cancelled at any time (TRIAL-301).

use serde_json::json;

use crate::calendar::{BillingPlan, Term, day_of};
use crate::catalogue::{Commerce, Offer};
use crate::decision::{Draft, Notice};
use crate::ids::SubscriptionId;
use crate::money::UnitPrice;
use crate::policy::Reassign;
use crate::rule::Rule;
use crate::subscription::{NextTerm, Status, Subscription, TrialState};
use crate::{opening, renewal};

use super::Paid;

/// Carries out the end of a trial, at the first instant after its last day (the draft's instant). Does nothing where no
/// trial ends: time is a fact and cannot be refused.
pub(crate) fn at_end(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(subscription) = draft.subscription(id).cloned() else { return };
    let Some(trial) = subscription.trial.clone() else { return };
    let runs = matches!(subscription.status, Status::Active | Status::Suspended);
    if !runs || day_of(draft.at) <= trial.last {
        return;
    }
    let goes_on = subscription.is_active()
        && subscription.auto_renew
        && !subscription.cancels_at_renewal
        && subscription.commerce != Commerce::Classic;
    match goes_on.then(|| follower(draft, &subscription, &trial)).flatten() {
        Some(paid) => {
            super::become_paid(draft, &subscription, paid);
            reassign(draft, &subscription);
        }
        None => end(draft, &subscription),
    }
}

/// REN-06: after a scheduled change of the plan people reassign the licences, as at any renewal.
fn reassign(draft: &mut Draft<'_>, before: &Subscription) {
    let Some(after) = draft.subscription(before.id) else { return };
    let by_hand = match draft.policy_of(before).new_commerce.schedule_reassign {
        Reassign::ByHand => true,
        Reassign::AutomaticWhenSeatsStay => after.seats() != before.seats(),
    };
    if by_hand && after.plan != before.plan && before.assigned > 0 {
        draft.notice(Notice::ReassignByHand { subscription: before.id });
        let body = json!({ "rule": Rule::Ren06, "users": before.assigned });
        draft.tell("licences_to_reassign", Some(before.id), body);
    }
}

/// What the trial becomes: the saved schedule (TRIAL-204), or the default.
fn follower<'a>(draft: &mut Draft<'a>, subscription: &Subscription, trial: &TrialState) -> Option<Paid<'a>> {
    let rule = match subscription.commerce {
        Commerce::Marketplace => Rule::Trial02,
        _ => Rule::Trial03,
    };
    if let Some(saved) = &subscription.scheduled {
        let offer = draft.context.catalogue.offer(&saved.offer);
        if let Some((offer, unit)) =
            offer.and_then(|o| Some((o, price(draft, o, saved.term, saved.billing)?)))
        {
            return Some(paid(draft, offer, saved, unit, rule));
        }
        // Nobody is there to be refused, so the loss is announced (promise N7) and the default follows.
        draft.drop_schedule(subscription.id, Rule::Nce506);
    }
    let default = match subscription.commerce {
        // Seats and billing plan may have changed in the trial (MKT-105).
        Commerce::Marketplace => NextTerm {
            billing: subscription.next_billing.unwrap_or(subscription.billing),
            ..subscription.unchanged_next_term()
        },
        _ => trial.becomes.clone()?,
    };
    let offer = draft.context.catalogue.offer(&default.offer)?;
    if !offer.on_sale(day_of(draft.at)) && offer.id != subscription.offer {
        return None;
    }
    let (term, billing, unit) = on_offer(draft, offer, &default)?;
    let seats = default.seats.max(offer.seats_min).min(offer.seats_max);
    Some(paid(draft, offer, &NextTerm { seats, term, billing, ..default }, unit, rule))
}

/// The default term and billing plan, or the first ones of the offer that have a price when it is not sold like that.
fn on_offer(draft: &Draft<'_>, offer: &Offer, default: &NextTerm) -> Option<(Term, BillingPlan, UnitPrice)> {
    let first = std::iter::once((default.term, default.billing));
    let others =
        offer.terms.iter().flat_map(|option| option.billing.iter().map(|billing| (option.term, *billing)));
    first.chain(others).find_map(|(term, billing)| Some((term, billing, price(draft, offer, term, billing)?)))
}

fn price(draft: &Draft<'_>, offer: &Offer, term: Term, billing: BillingPlan) -> Option<UnitPrice> {
    opening::unit_price(&draft.account, &offer.id, term, billing, &draft.context, draft.at)
}

fn paid<'a>(draft: &Draft<'_>, offer: &'a Offer, next: &NextTerm, unit: UnitPrice, rule: Rule) -> Paid<'a> {
    let mut term = opening::first_term(offer.commerce, next.term, draft.at, draft.policy());
    if let Some(last) = next.custom_end.filter(|last| term.period.contains(*last)) {
        term = term.ending(last);
    }
    let window = offer.commerce == Commerce::NewCommerce;
    Paid { offer, seats: next.seats, term, billing: next.billing, unit, rule, window }
}

/// The trial ends without becoming anything.
fn end(draft: &mut Draft<'_>, subscription: &Subscription) {
    draft.drop_schedule(subscription.id, Rule::Nce504);
    match (subscription.commerce, subscription.status) {
        (Commerce::Classic, _) => renewal::delete(draft, subscription.id, Rule::Trial102),
        (Commerce::Marketplace, _) => renewal::delete(draft, subscription.id, Rule::Trial301),
        (Commerce::NewCommerce, Status::Suspended) => renewal::disable(draft, subscription),
        (Commerce::NewCommerce, _) => renewal::expire(draft, subscription),
    }
}
