//! The credit check of the customer's own upgrade (SELF-09): who needs one, how it ends, and what happens to the upgrade
//! meanwhile, which is nothing: users keep the present subscription in full.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::json;

use super::eligibility::target::Commitment;
use super::start::{NewTarget, open_target};
use super::{FailureCause, Stage, Upgrade, steps};
use crate::access;
use crate::billing::fraction::Fraction;
use crate::calendar::{plus_business_days, plus_minutes};
use crate::decision::{Draft, Notice};
use crate::event::Event;
use crate::ids::UpgradeId;
use crate::opening;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::Payment;

/// Whether the order needs a credit check: always when paid by invoice, otherwise from the policy's amount on. What
/// counts is the whole commitment: price per seat and charge, times seats, times the charges of the term.
pub(super) fn is_needed(draft: &Draft<'_>, upgrade: &Upgrade) -> bool {
    if upgrade.payment == Payment::Invoice {
        return true;
    }
    let limit = Decimal::from(draft.policy().upgrade.credit_check_from_amount);
    let Some(unit) = opening::unit_price(
        &draft.account,
        &upgrade.target_offer,
        upgrade.term,
        upgrade.billing,
        &draft.context,
        draft.at,
    ) else {
        return false;
    };
    let charges = upgrade.term.months() / upgrade.billing.months(upgrade.term).max(1);
    let value = unit.exact().times_whole(upgrade.seats.into()).times_whole(charges.into());
    value >= Fraction::of_decimal(limit)
}

/// Tells the customer that a credit check is needed, and by when it ends.
pub(super) fn announce(draft: &mut Draft<'_>, upgrade: &Upgrade) -> Timestamp {
    let due = plus_business_days(draft.at, draft.policy().upgrade.credit_check_business_days);
    draft.notice(Notice::CreditCheck { until: due });
    let body = json!({ "upgrade": upgrade.id, "target_offer": upgrade.target_offer, "until": due });
    draft.tell("credit_check_started", Some(upgrade.source), body);
    due
}

/// The upgrade whose credit check is pending, or the reason why there is none.
fn pending(draft: &mut Draft<'_>, id: UpgradeId) -> Option<Upgrade> {
    let upgrade = draft.account.upgrades.get(&id).cloned();
    let Some(upgrade) = upgrade else {
        draft.refuse(unknown());
        return None;
    };
    match upgrade.stage {
        Stage::CreditCheck { .. } => Some(upgrade),
        _ => {
            draft.refuse(
                Reason::about(Rule::Self09, Code::StatusNotAllowed, upgrade.source)
                    .with("upgrade", id.to_string())
                    .with("stage", json!(upgrade.stage))
                    .remedy(Remedy::ReadAgain, Who::Caller),
            );
            None
        }
    }
}

/// There is no such upgrade, as far as the caller may know.
fn unknown() -> Reason {
    Reason::new(Rule::Self09, Code::UpgradeUnknown, Subject::Field("upgrade".to_owned()))
        .remedy(Remedy::ReadAgain, Who::Caller)
}

/// Decides a pending credit check: as whoever sells the upgrade, or runs the installation. It is the seller's money; a customer that
/// buys directly has no other seller than the installation.
pub(super) fn decide(draft: &mut Draft<'_>, id: UpgradeId, passed: bool) {
    let reasons = access::to_account(&draft.account, Action::Operate, &draft.context);
    draft.refuse_all(reasons);
    let seller = draft.account.upgrades.get(&id).map(|upgrade| upgrade.seller.partner());
    let sells = draft.context.caller.partner_id().is_some_and(|partner| seller == Some(Some(partner)));
    if seller.is_some() && !sells && access::not_operator(&draft.context).is_some() {
        // What another seller's customer does is as good as unknown (UPG-07).
        draft.refuse(unknown());
        return;
    }
    let Some(upgrade) = pending(draft, id) else { return };
    if draft.is_refused() {
        return;
    }
    if passed {
        pass(draft, &upgrade);
    } else {
        steps::fail(draft, &upgrade, FailureCause::CreditDeclined);
    }
}

/// Withdraws an upgrade while it waits; nothing has happened to the source yet.
pub(super) fn withdraw(draft: &mut Draft<'_>, id: UpgradeId) {
    let source = draft.account.upgrades.get(&id).map(|upgrade| upgrade.source);
    if source.is_some_and(|source| !access::may_know(draft, source)) {
        // What another seller's customer does is as good as unknown (UPG-07).
        draft.refuse(unknown());
        return;
    }
    let Some(upgrade) = pending(draft, id) else { return };
    if access::subscription(draft, upgrade.source, Action::Upgrade).is_none() || draft.is_refused() {
        return;
    }
    steps::fail(draft, &upgrade, FailureCause::Withdrawn);
}

/// The credit check is passed, by a decision or by running out of time: the target can be used from now on (SELF-04), and
/// setting it up begins. The source is looked at again, because days have gone by.
pub(super) fn pass(draft: &mut Draft<'_>, upgrade: &Upgrade) {
    if !draft.subscription(upgrade.source).is_some_and(crate::subscription::Subscription::is_active) {
        steps::fail(draft, upgrade, FailureCause::SourceEnded);
        return;
    }
    let Some(offer) = draft.context.catalogue.offer(&upgrade.target_offer) else {
        steps::fail(draft, upgrade, FailureCause::TargetGone);
        return;
    };
    let new = NewTarget {
        offer,
        seats: upgrade.seats,
        commitment: Commitment { term: upgrade.term, billing: upgrade.billing },
        seller: upgrade.seller.clone(),
        payment: upgrade.payment,
        beside: None,
        window_opened_at: None,
    };
    let target = open_target(draft, new);
    let due = plus_minutes(draft.at, draft.policy().upgrade.provisioning_minutes);
    draft.emit(Event::CreditCheckPassed { upgrade: upgrade.id, target, due });
}
