//! The end of a term: renewal with what was scheduled (REN-01, REN-02), or what follows when it does not renew.

use crate::calendar::{day_of, next_day, plus_days};
use crate::cart;
use crate::catalogue::{Commerce, Offer};
use crate::decision::{Draft, Notice};
use crate::event::Event;
use crate::ids::{LotId, OrderId, SubscriptionId};
use crate::money::UnitPrice;
use crate::opening::{self, Opening};
use crate::order::{Order, OrderLine, OrderOrigin};
use crate::policy::{Reassign, Refund};
use crate::promotion;
use crate::renewal::extend;
use crate::rule::Rule;
use crate::subscription::{LotOrigin, NextTerm, PartialAtRenewal, SeatLot, Status, Subscription, TermState};

/// Carries out the end of a subscription's term at the draft's instant, 00:00 UTC of the day after its last (NCE-501).
pub(crate) fn at_term_end(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = draft.subscription(id).cloned() else { return };
    match (found.commerce, found.status) {
        (Commerce::NewCommerce, Status::Suspended) => disable(draft, &found),
        // LIFE-105: if the term ends while suspended, the subscription is deleted.
        (_, Status::Suspended) => delete(draft, id, Rule::Life105),
        (_, Status::Active) if renews(draft, &found) => renew(draft, &found),
        (Commerce::Classic, Status::Active) => delete(draft, id, Rule::Life109),
        (Commerce::Marketplace, Status::Active) if found.cancels_at_renewal => {
            let rule = match found.billing {
                crate::calendar::BillingPlan::Monthly => Rule::Cxl01,
                _ => Rule::Cxl02,
            };
            let reason = "cancelled for the renewal".to_owned();
            draft.emit(Event::Cancelled { subscription: id, refund: Refund::None, rule, reason });
        }
        (Commerce::Marketplace, Status::Active) => delete(draft, id, Rule::Ren01),
        (Commerce::NewCommerce, Status::Active) => extend_or_expire(draft, &found),
        _ => {}
    }
}

/// NCE-801: it goes on by the month where the policy says so, and ends otherwise.
fn extend_or_expire(draft: &mut Draft<'_>, found: &Subscription) {
    if !extend::goes_on(draft, found) {
        expire(draft, found);
    }
}

/// REN-01: automatically unless switched off. Classic add-ons follow their base; an offer whose sale has ended, and one
/// that never renews, ends (LIFE-107, LIFE-109).
fn renews(draft: &Draft<'_>, found: &Subscription) -> bool {
    if let Some(parent) = found.parent {
        return draft.subscription(parent).is_some_and(Subscription::is_active) && found.auto_renew;
    }
    let Some(offer) = draft.context.catalogue.offer(&found.offer) else { return false };
    let open = found.commerce != Commerce::Classic || offer.on_sale(day_of(draft.at));
    found.auto_renew && open && (offer.renewable || found.scheduled.is_some())
}

fn renew(draft: &mut Draft<'_>, found: &Subscription) {
    let policy = draft.policy();
    let next = found.next_term();
    let month_end = opening::month_end(found.commerce, next.term, policy);
    let mut term = found.term.following(next.term, draft.at, policy.version.clone(), month_end);
    if let Some(parent) = found.parent.and_then(|parent| draft.subscription(parent)) {
        // The base has renewed just before; its add-ons have its dates (ADD-05).
        term = parent.term.clone();
    }
    if let Some(last) = next.custom_end {
        term = term.ending(last);
    }
    if let Some(partial) = &next.partial {
        split_off(draft, found, &next, partial, &term);
    }
    begin(draft, found, &next, term);
}

/// Begins a whole term today for a subscription whose last one is over, unchanged and at today's prices.
pub(crate) fn begin_anew(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = draft.subscription(id).cloned() else { return };
    let next = found.unchanged_next_term();
    let term = opening::first_term(found.commerce, next.term, draft.at, draft.policy());
    begin(draft, &found, &next, term);
}

/// Begins a term with what it will be: the seats in one lot, at the prices of the day.
fn begin(draft: &mut Draft<'_>, found: &Subscription, next: &NextTerm, term: TermState) {
    let at = draft.at;
    let policy = draft.policy();
    let target = draft.context.catalogue.offer(&next.offer);
    let today = opening::unit_price(&draft.account, &next.offer, next.term, next.billing, &draft.context, at);
    let opens = found.commerce == Commerce::NewCommerce && policy.new_commerce.renewal_opens_window;
    let lot = SeatLot {
        id: LotId(found.next_lot),
        seats: next.seats,
        unit: today.or_else(|| last_price(found, next)),
        discount: promotion::of_renewal(&draft.account, found, next, at, &draft.context),
        bought_at: at,
        origin: LotOrigin::Renewal,
        policy: policy.version.clone(),
        window: opens,
    };
    let offer_changes = next.offer != found.offer;
    let reassign_by_hand = offer_changes && by_hand(draft, found, next);
    draft.emit(Event::Renewed {
        subscription: found.id,
        offer: next.offer.clone(),
        plan: target.map_or(found.plan, |offer| offer.plan),
        term,
        billing: next.billing,
        lot,
        window: opens,
        applied: found.scheduled.clone(),
        reassign_by_hand,
    });
    if reassign_by_hand {
        draft.notice(Notice::ReassignByHand { subscription: found.id });
        let body = serde_json::json!({ "rule": Rule::Ren06, "users": found.assigned });
        draft.tell("licences_to_reassign", Some(found.id), body);
    }
    crate::seats::conflict_notice(draft, found.id);
}

/// Where today's list has no price the old one goes on, in even parts where the billing plan is another.
fn last_price(found: &Subscription, next: &NextTerm) -> Option<UnitPrice> {
    let unit = found.lots.first().and_then(|lot| lot.unit)?;
    Some(unit.for_plan(found.billing.months(found.term.length), next.billing.months(next.term)))
}

/// REN-06: who reassigns licences when the SKU changes.
fn by_hand(draft: &Draft<'_>, found: &Subscription, next: &NextTerm) -> bool {
    match draft.policy_of(found).new_commerce.schedule_reassign {
        Reassign::ByHand => true,
        Reassign::AutomaticWhenSeatsStay => next.seats != found.seats(),
    }
}

/// PART-03: the seats that leave make a subscription of their own on the first day of the next term, which ends with it
/// where both are for the same time (PART-06).
fn split_off(
    draft: &mut Draft<'_>,
    found: &Subscription,
    next: &NextTerm,
    partial: &PartialAtRenewal,
    beside: &TermState,
) {
    let Some(offer) = draft.context.catalogue.offer(&partial.offer) else { return };
    let (term, billing) = commitment(offer, next);
    let order = OrderId(draft.ids.next(draft.at));
    let opening = Opening {
        offer,
        seats: partial.seats,
        term,
        billing,
        friendly_name: None,
        seller: found.seller.clone(),
        payment: found.payment,
        order,
        parent: None,
        ends_on: None,
        beside: (term == next.term).then(|| beside.clone()),
        migrated_from: None,
        origin: LotOrigin::Transition,
        window_opened_at: None,
    };
    let id = opening::open(draft, opening);
    let Some(opened) = draft.subscription(id).cloned() else { return };
    let line = OrderLine {
        number: 0,
        offer: offer.id.clone(),
        subscription: id,
        parent: None,
        quantity: partial.seats,
        term,
        friendly_name: opened.friendly_name.clone(),
        unit: opened.lots.first().and_then(|lot| lot.unit),
        reseller: None,
        custom_end: None,
        notes: std::collections::BTreeMap::new(),
    };
    let order = Order {
        id: order,
        seller: found.seller.clone(),
        payment: found.payment,
        placed_at: draft.at,
        billing,
        currency: cart::offer_currency(draft),
        origin: OrderOrigin::Renewal,
        lines: vec![line],
    };
    draft.emit(Event::OrderPlaced { order: Box::new(order) });
    draft.notice(Notice::ReassignByHand { subscription: found.id });
}

/// The commitment of the next term where the offer has it, otherwise the offer's first.
fn commitment(offer: &Offer, next: &NextTerm) -> (crate::calendar::Term, crate::calendar::BillingPlan) {
    if offer.billing_plans(next.term).contains(&next.billing) {
        return (next.term, next.billing);
    }
    let first = offer.terms.first();
    let billing = first.and_then(|option| option.billing.first().copied());
    (first.map_or(next.term, |option| option.term), billing.unwrap_or(next.billing))
}

/// NCE-401: still usable for some days, then disabled; or disabled at once where there is no such grace.
pub(crate) fn expire(draft: &mut Draft<'_>, found: &Subscription) {
    let days = draft.policy_of(found).new_commerce.expired_days;
    if days == 0 {
        return disable(draft, found);
    }
    let until = plus_days(draft.at, days);
    draft.emit(Event::Expired { subscription: found.id, until });
    draft.tell("subscription_expired", Some(found.id), serde_json::json!({ "until": until }));
}

/// NCE-401, NCE-403: users are locked out and the data is kept for a while.
pub(crate) fn disable(draft: &mut Draft<'_>, found: &Subscription) {
    let policy = &draft.policy_of(found).new_commerce;
    let kept = match found.status {
        // A suspended one has no expired phase; its days are added to the disabled ones (NCE-403).
        Status::Suspended => policy.expired_days.saturating_add(policy.disabled_days),
        _ => policy.disabled_days,
    };
    if kept == 0 {
        return delete(draft, found.id, Rule::Susp05);
    }
    let until = plus_days(draft.at, kept);
    draft.emit(Event::Disabled { subscription: found.id, until });
    draft.tell("subscription_disabled", Some(found.id), serde_json::json!({ "until": until }));
}

/// Deletes a subscription for good, with its add-ons.
pub(crate) fn delete(draft: &mut Draft<'_>, id: SubscriptionId, rule: Rule) {
    let addons: Vec<SubscriptionId> = draft.account.addons_of(id).map(|addon| addon.id).collect();
    draft.emit(Event::Deleted { subscription: id, rule });
    draft.tell("subscription_deleted", Some(id), serde_json::json!({ "rule": rule }));
    for addon in addons {
        draft.emit(Event::Deleted { subscription: addon, rule: Rule::Add04 });
        draft.tell("subscription_deleted", Some(addon), serde_json::json!({ "rule": Rule::Add04 }));
    }
}

/// The first day of the next term.
#[must_use]
pub fn renews_on(subscription: &Subscription) -> jiff::civil::Date {
    next_day(subscription.term.period.last)
}
