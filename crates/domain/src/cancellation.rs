//! Cancellation: marketplace (CXL-01..04), new commerce (NCX-01..04). A classic first-party subscription is suspended
//! instead (LIFE-108).

use crate::access;
use crate::calendar::{self, BillingPlan};
use crate::catalogue::{BillingKind, Commerce};
use crate::decision::{Draft, Notice};
use crate::event::Event;
use crate::fulfilment;
use crate::ids::SubscriptionId;
use crate::policy::Refund;
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::{Status, Subscription};
use crate::window;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Cxl01,
    Rule::Cxl02,
    Rule::Cxl03,
    Rule::Cxl04,
    Rule::Ncx01,
    Rule::Ncx02,
    Rule::Ncx03,
    Rule::Ncx04,
    Rule::Life108,
    Rule::Trial301,
    Rule::Nce302,
    Rule::Nce401,
];

/// The longest reason that is kept.
pub const REASON_MAX: usize = 2_000;

/// What cancelling does just now: the label that the portals put on the action (section 16.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// At once, with what comes back, by a rule.
    AtOnce(Refund, Rule),
    /// At the renewal, by a rule.
    AtRenewal(Rule),
    /// Not in this term.
    NotNow,
    /// Suspend it instead.
    SuspendInstead,
}

/// What cancelling a subscription would do at the draft's instant.
#[must_use]
pub fn effect(draft: &Draft<'_>, subscription: &Subscription) -> Effect {
    let open = window::cancel_window(subscription, draft.context.policies, draft.at);
    match subscription.commerce {
        Commerce::Classic => Effect::SuspendInstead,
        Commerce::NewCommerce => match open.map(|open| open.refund) {
            Some(Refund::Full) => Effect::AtOnce(Refund::Full, Rule::Ncx01),
            Some(refund) => Effect::AtOnce(refund, Rule::Ncx02),
            // NCE-802: an extension can be cancelled on any day; before it, ending takes an explicit choice (NCE-801).
            None if subscription.extended_from.is_some() => Effect::AtOnce(Refund::Prorated, Rule::Nce802),
            None if draft.policy().new_commerce.extended_terms.is_some() => Effect::AtRenewal(Rule::Nce801),
            None => Effect::NotNow,
        },
        Commerce::Marketplace => {
            let offer = draft.context.catalogue.offer(&subscription.offer);
            if offer.is_some_and(|offer| offer.billing != BillingKind::Licence) {
                return Effect::AtOnce(Refund::None, Rule::Cxl03);
            }
            if subscription.is_trial() {
                return Effect::AtOnce(Refund::Full, Rule::Trial301);
            }
            let rule = match subscription.billing {
                BillingPlan::Monthly => Rule::Cxl01,
                _ => Rule::Cxl02,
            };
            open.map_or(Effect::AtRenewal(rule), |open| Effect::AtOnce(open.refund, rule))
        }
    }
}

/// Cancels a subscription: at once, or for the renewal.
pub(crate) fn cancel(draft: &mut Draft<'_>, id: SubscriptionId, reason: &str, confirmed: bool) {
    let Some(found) = access::subscription(draft, id, Action::Cancel) else { return };
    confirmation(draft, id, reason, confirmed);
    draft.refuse_all(access::locked_by_upgrade(&draft.account, &found));
    if !matches!(found.status, Status::Active | Status::Suspended) {
        // Its term is over already; it goes by itself.
        let reason = Reason::about(Rule::Nce401, Code::StatusNotAllowed, id)
            .with("status", found.status.code())
            .remedy(Remedy::Wait, Who::Time);
        draft.refuse(match found.state_ends_at {
            Some(at) => reason.clears(at),
            None => reason,
        });
        return;
    }
    if found.commerce == Commerce::NewCommerce && found.is_trial() {
        draft.refuse(
            Reason::about(Rule::Trial201, Code::TrialIsFixed, id)
                .with("seats", found.seats())
                .remedy(Remedy::SwitchAutoRenewOff { subscription: id }, Who::Partner),
        );
        return;
    }
    match effect(draft, &found) {
        Effect::SuspendInstead => draft.refuse(
            Reason::about(Rule::Life108, Code::SuspendInstead, id)
                .remedy(Remedy::Suspend { subscription: id }, Who::Partner),
        ),
        Effect::NotNow => draft.refuse(window_closed(draft, &found)),
        Effect::AtOnce(refund, rule) => at_once(draft, id, refund, rule, reason),
        Effect::AtRenewal(rule) => at_renewal(draft, &found, rule),
    }
}

/// CXL-04: a reason with details, and "Yes, cancel".
fn confirmation(draft: &mut Draft<'_>, id: SubscriptionId, reason: &str, confirmed: bool) {
    if reason.trim().is_empty() {
        let reason = Reason::about(Rule::Cxl04, Code::ReasonMissing, id);
        draft.refuse(reason.remedy(Remedy::GiveReason, Who::Caller));
    }
    if reason.chars().count() > REASON_MAX {
        let expected = format!("at most {REASON_MAX} characters");
        draft.refuse(
            Reason::field(Rule::Cxl04, Code::ValueInvalid, "reason")
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    if !confirmed {
        let reason = Reason::about(Rule::Cxl04, Code::NotConfirmed, id);
        draft.refuse(reason.remedy(Remedy::Confirm, Who::Caller));
    }
}

/// NCX-03: after the window it cannot be cancelled in its term; it can be let end.
fn window_closed(draft: &Draft<'_>, found: &Subscription) -> Reason {
    let renews_on = calendar::next_day(found.term.period.last);
    let mut reason = Reason::about(Rule::Ncx03, Code::CancelWindowClosed, found.id)
        .with("term_ends", found.term.period.last.to_string())
        .with("renews_on", renews_on.to_string());
    if let Some(closed) = window::cancel_window_end(found, draft.context.policies) {
        reason = reason.with("closed_at", closed.to_string());
    }
    let parts = window::cancel_parts(found, draft.context.policies);
    if let Some(part) = parts.last() {
        reason = reason.with("hours", part.hours).with("days", part.hours / 24);
    }
    if found.auto_renew {
        reason = reason.remedy(Remedy::SwitchAutoRenewOff { subscription: found.id }, Who::Partner);
    }
    reason.remedy(Remedy::ContactSupport, Who::Support).clears(found.term.period.over_at())
}

/// NCX-04: access is lost at once, and cannot be restored.
fn at_once(draft: &mut Draft<'_>, id: SubscriptionId, refund: Refund, rule: Rule, reason: &str) {
    if draft.is_refused() {
        return;
    }
    draft.drop_schedule(id, Rule::Nce504);
    draft.notice(Notice::AccessLost { subscription: id });
    draft.emit(Event::Cancelled { subscription: id, refund, rule, reason: reason.trim().to_owned() });
    draft.tell("subscription_cancelled", Some(id), serde_json::json!({ "rule": rule, "refund": refund }));
}

fn at_renewal(draft: &mut Draft<'_>, found: &Subscription, rule: Rule) {
    if draft.is_refused() {
        return;
    }
    if found.cancels_at_renewal {
        return fulfilment::unsubscribe_again(draft, found);
    }
    draft.drop_schedule(found.id, Rule::Ren07);
    if found.auto_renew {
        draft.emit(Event::AutoRenewChanged { subscription: found.id, on: false, rule: Some(rule) });
    }
    draft.emit(Event::CancellationScheduled { subscription: found.id, cancels: true });
    draft.notice(Notice::CancelsAtRenewal { subscription: found.id, last_day: found.term.period.last });
}
