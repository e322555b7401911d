//! Moving into a subscription that the customer already has (PART-07): what that one must be like (UPG-106).

use serde_json::json;

use super::{manager, transition};
use crate::access;
use crate::account::Account;
use crate::decision::Context;
use crate::ids::OfferId;
use crate::opening::month_end;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::rule::Rule;
use crate::subscription::{Status, Subscription};
use crate::window;

/// Every reason against moving `seats` of the source into `into`, which shall be of the offer `wanted`.
pub(in crate::upgrade) fn check(
    account: &Account,
    source: &Subscription,
    into: &Subscription,
    wanted: &OfferId,
    seats: u32,
    context: &Context<'_>,
) -> Vec<Reason> {
    if into.id == source.id {
        let reason = Reason::about(Rule::Upg106, Code::TargetIsSource, into.id);
        return vec![reason.remedy(another(), Who::Caller)];
    }
    let mut reasons = state(account, into, context);
    if into.offer != *wanted {
        reasons.push(
            Reason::about(Rule::Upg106, Code::TargetOfferDiffers, into.id)
                .with("offer", into.offer.to_string())
                .with("wanted", wanted.to_string())
                .remedy(another(), Who::Caller),
        );
    }
    reasons.extend(ends_first(source, into, context));
    if !source.is_trial() && into.term.length.months() < source.term.length.months() {
        reasons.push(
            Reason::about(Rule::Upg106, Code::TargetTermShorter, into.id)
                .with("term", into.term.length.code())
                .with("source_term", source.term.length.code())
                .remedy(another(), Who::Caller),
        );
    }
    if let Some(offer) = context.catalogue.offer(&into.offer) {
        let total = into.seats().saturating_add(seats);
        for reason in purchase::quantity(account, offer, total, seats) {
            reasons.push(Reason { subject: Subject::Subscription(into.id), ..reason });
        }
    }
    reasons
}

fn another() -> Remedy {
    Remedy::ChooseValue {
        expected: "another subscription of the target offer, or none for a new one".to_owned(),
    }
}

/// Active, ready, and outside its own cancellation window.
fn state(account: &Account, into: &Subscription, context: &Context<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if !into.is_active() {
        let reason =
            Reason::about(Rule::Upg106, Code::TargetNotActive, into.id).with("status", into.status.code());
        reasons.push(match into.status {
            Status::Suspended => reason.remedy(Remedy::Reactivate { subscription: into.id }, manager(into)),
            _ => reason.remedy(another(), Who::Caller),
        });
    }
    if !into.provisioned {
        let reason = Reason::about(Rule::Upg106, Code::NotSetUp, into.id);
        reasons.push(reason.remedy(Remedy::Wait, Who::Time).remedy(another(), Who::Caller));
    }
    let policy = context.policies.get(&into.term.policy);
    let window_end = window::cancel_window_end(into, context.policies);
    if let Some(end) = window_end.filter(|end| context.now < *end) {
        reasons.push(
            Reason::about(Rule::Upg106, Code::TargetInWindow, into.id)
                .with("window_ends", end.to_string())
                .remedy(Remedy::TryAgain { at: end }, Who::Time)
                .clears(end),
        );
    }
    reasons.extend(access::locked_by_upgrade(account, into));
    reasons.extend(transition::updates(into, policy));
    reasons
}

/// The target must not end before the source. It clears when the target renews, where that brings its end far enough.
fn ends_first(source: &Subscription, into: &Subscription, context: &Context<'_>) -> Option<Reason> {
    let (ends, needed) = (into.term.period.last, source.term.period.last);
    if ends >= needed {
        return None;
    }
    let reason = Reason::about(Rule::Upg106, Code::TargetEndsFirst, into.id)
        .with("ends", json!(ends))
        .with("source_ends", json!(needed))
        .remedy(another(), Who::Caller);
    if !into.auto_renew {
        let renew = Remedy::SwitchAutoRenewOn { subscription: into.id };
        return Some(reason.remedy(renew, manager(into)));
    }
    let renews_at = into.term.period.over_at();
    let policy = context.policies.at(renews_at);
    let rule = month_end(into.commerce, into.term.length, policy);
    let next = into.term.following(into.term.length, renews_at, policy.version.clone(), rule);
    if next.period.last < needed {
        return Some(reason);
    }
    Some(reason.remedy(Remedy::TryAgain { at: renews_at }, Who::Time).clears(renews_at))
}
