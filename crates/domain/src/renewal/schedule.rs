//! Scheduled changes (REN-02..05): what is saved for the renewal, who may save it, and saving it again after it was dropped.

use crate::access;
use crate::calendar::next_day;
use crate::catalogue::{Commerce, Offer};
use crate::coterminous;
use crate::decision::Draft;
use crate::event::Event;
use crate::ids::SubscriptionId;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::seats;
use crate::subscription::{NextTerm, Subscription};
use crate::upgrade;

/// Saves a change for the renewal. Saving what the subscription already is deletes the schedule.
pub(crate) fn schedule(draft: &mut Draft<'_>, id: SubscriptionId, next: &NextTerm) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    if found.scheduled.as_ref() == Some(next) {
        return;
    }
    if !found.is_trial() && found.scheduled.is_none() && *next == found.unchanged_next_term() {
        return;
    }
    may_schedule(draft, &found);
    let reasons = seats::busy(draft, &found);
    draft.refuse_all(reasons);
    let Some(offer) = draft.context.catalogue.offer(&next.offer) else {
        draft.refuse(
            Reason::new(Rule::Ren04, Code::OfferUnknown, Subject::Offer(next.offer.clone()))
                .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller),
        );
        return;
    };
    target(draft, &found, offer);
    draft.refuse_all(purchase::offered(offer, next.term, Some(next.billing)));
    quantities(draft, &found, next, offer);
    if let Some(wanted) = next.custom_end {
        let starts_on = next_day(found.term.period.last);
        draft.refuse_all(coterminous::check(
            &draft.account,
            &found.seller,
            offer.commerce,
            offer.is_trial(),
            next.term,
            starts_on,
            wanted,
            &draft.context,
        ));
    }
    if draft.is_refused() {
        return;
    }
    if !found.is_trial() && *next == found.unchanged_next_term() {
        draft.emit(Event::ScheduleRemoved { subscription: id, next: found.next_term() });
    } else {
        draft.emit(Event::ChangeScheduled { subscription: id, next: next.clone() });
    }
}

/// REN-04: active, with auto-renew on; classic subscriptions have no schedule at all.
fn may_schedule(draft: &mut Draft<'_>, found: &Subscription) {
    if found.commerce == Commerce::Classic {
        draft.refuse(
            Reason::about(Rule::Ren02, Code::ChangeNotSupported, found.id)
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
    }
    draft.refuse_all(seats::not_active(found, Rule::Ren04));
    if !found.auto_renew {
        draft.refuse(
            Reason::about(Rule::Ren04, Code::AutoRenewOff, found.id)
                .remedy(Remedy::SwitchAutoRenewOn { subscription: found.id }, Who::Partner),
        );
    }
}

/// The offer of the next term: the same, an eligible higher one, or a lower one where the policy allows it.
fn target(draft: &mut Draft<'_>, found: &Subscription, offer: &Offer) {
    if offer.id == found.offer && !found.is_trial() {
        return;
    }
    let counterpart = found.trial.as_ref().and_then(|trial| trial.becomes.as_ref());
    if counterpart.is_some_and(|becomes| becomes.offer == offer.id) {
        return;
    }
    draft.refuse_all(upgrade::scheduled_reasons(&draft.account, found, offer, &draft.context));
}

/// The seats that stay, and those that leave in a partial upgrade (PART-03).
fn quantities(draft: &mut Draft<'_>, found: &Subscription, next: &NextTerm, offer: &Offer) {
    let present = if offer.id == found.offer { found.seats() } else { 0 };
    let added = next.seats.saturating_sub(present);
    draft.refuse_all(purchase::quantity(&draft.account, offer, next.seats, added));
    let Some(partial) = &next.partial else { return };
    let most = found.seats().saturating_sub(1);
    if partial.seats == 0 || partial.seats > most {
        draft.refuse(
            Reason::about(Rule::Part02, Code::SeatsNotPossible, found.id)
                .with("seats", partial.seats)
                .remedy(Remedy::ChooseQuantity { min: 1, max: most }, Who::Caller),
        );
    } else if next.seats > found.seats().saturating_sub(partial.seats) {
        // What leaves does not stay as well: the subscription would grow without anybody having said so.
        let max = found.seats().saturating_sub(partial.seats);
        draft.refuse(
            Reason::about(Rule::Part03, Code::SeatsNotPossible, found.id)
                .with("seats", next.seats)
                .with("leaving", partial.seats)
                .remedy(Remedy::ChooseQuantity { min: 1, max }, Who::Caller),
        );
    }
    match draft.context.catalogue.offer(&partial.offer) {
        Some(target) => {
            draft.refuse_all(upgrade::scheduled_reasons(&draft.account, found, target, &draft.context));
            draft.refuse_all(purchase::quantity(&draft.account, target, partial.seats, partial.seats));
        }
        None => draft.refuse(
            Reason::new(Rule::Part03, Code::OfferUnknown, Subject::Offer(partial.offer.clone()))
                .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller),
        ),
    }
}

/// Deletes the saved change (REN-05).
pub(crate) fn unschedule(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    let Some(next) = found.scheduled.clone() else {
        draft.refuse(
            Reason::about(Rule::Ren05, Code::NothingScheduled, id).remedy(Remedy::ReadAgain, Who::Caller),
        );
        return;
    };
    draft.refuse_all(access::locked_by_upgrade(&draft.account, &found));
    if !draft.is_refused() {
        draft.emit(Event::ScheduleRemoved { subscription: id, next });
    }
}

/// Saves the dropped schedule again on top of what is there now (promise N7): what it changed is changed again, what it
/// left alone follows the present.
pub(crate) fn restore(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    let Some(dropped) = &found.dropped else {
        draft.refuse(
            Reason::about(Rule::Ren07, Code::NothingScheduled, id).remedy(Remedy::ReadAgain, Who::Caller),
        );
        return;
    };
    let now = found.unchanged_next_term();
    let then = &dropped.instead_of;
    let wanted = dropped.next.clone();
    // Seats that were to leave are no change of the rest.
    let leaving = wanted.partial.as_ref().map_or(0, |partial| partial.seats);
    let rest = |of: u32| of.saturating_sub(leaving);
    let next = NextTerm {
        offer: if wanted.offer == then.offer { now.offer } else { wanted.offer },
        seats: if wanted.seats == rest(then.seats) { rest(now.seats) } else { wanted.seats },
        term: if wanted.term == then.term { now.term } else { wanted.term },
        billing: if wanted.billing == then.billing { now.billing } else { wanted.billing },
        custom_end: wanted.custom_end,
        partial: wanted.partial,
    };
    schedule(draft, id, &next);
}
