//! Suspension and reactivation (SUSP-01..05, PAUSE-01..03), the date of deletion, and the set-up of services.

use jiff::Timestamp;

use crate::access;
use crate::account::Account;
use crate::calendar::{day_of, days_between, next_day, plus_days, start_of_day};
use crate::catalogue::Commerce;
use crate::decision::{Draft, Notice};
use crate::event::Event;
use crate::ids::SubscriptionId;
use crate::policy::{Policies, Policy, SuspendLimit};
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::{Status, Subscription, Suspension, SuspensionReason};
use crate::{billing_change, renewal, seats};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Susp01,
    Rule::Susp02,
    Rule::Susp03,
    Rule::Susp04,
    Rule::Susp05,
    Rule::Pause01,
    Rule::Pause02,
    Rule::Pause03,
    Rule::Add04,
    Rule::Addon103,
    Rule::Life102,
    Rule::Life103,
    Rule::Life104,
    Rule::Nce402,
    Rule::Buy05,
    Rule::Why02,
];

/// SUSP-03: the days from the account's opening to its first billing period are added to the base, up to the most.
#[must_use]
pub fn retention_days(account: &Account, policy: &Policy) -> u32 {
    let base = policy.classic.delete_after_days;
    let opened = day_of(account.head.customer.created_at);
    let opening = account.head.first_billed_on.map_or(0, |first| days_between(opened, first).max(0));
    let total = base.saturating_add(u32::try_from(opening).unwrap_or(u32::MAX));
    total.min(policy.classic.delete_after_days_max).max(base)
}

/// The instant at which a suspended subscription is deleted unless it is reactivated (SUSP-04); none when it is not
/// suspended. That is when its days are over (SUSP-03), or with its term or trial where that ends first (LIFE-105). New
/// commerce outlives its term: by its days, or disabled for a while (NCE-403).
#[must_use]
pub fn deletion_date(subscription: &Subscription, policies: &Policies) -> Option<Timestamp> {
    let suspension = subscription.suspension.as_ref()?;
    let last = subscription.trial.as_ref().map_or(subscription.term.period.last, |trial| trial.last);
    let over_at = start_of_day(next_day(last));
    if subscription.commerce != Commerce::NewCommerce {
        return Some(suspension.delete_at.map_or(over_at, |at| at.min(over_at)));
    }
    let policy = &policies.get(&subscription.term.policy).new_commerce;
    let days = policy.expired_days.saturating_add(policy.disabled_days);
    Some(suspension.delete_at.unwrap_or_else(|| plus_days(over_at, days)))
}

/// Suspends a subscription, with its add-ons (ADD-04).
pub(crate) fn suspend(draft: &mut Draft<'_>, id: SubscriptionId, reason: SuspensionReason) {
    let Some(found) = access::subscription(draft, id, Action::Suspend) else { return };
    if found.status == Status::Suspended {
        return;
    }
    draft.refuse_all(seats::not_active(&found, Rule::Susp01));
    // Classic trials can be suspended like everything classic: there is no other way to end one (LIFE-108).
    if found.commerce == Commerce::NewCommerce {
        draft.refuse_all(seats::trial_is_fixed(&found));
    }
    draft.refuse_all(access::locked_by_upgrade(&draft.account, &found));
    if draft.is_refused() {
        return;
    }
    let with_it: Vec<SubscriptionId> = draft
        .account
        .addons_of(id)
        .filter(|addon| addon.status == Status::Active)
        .map(|addon| addon.id)
        .collect();
    suspend_one(draft, &found, reason, false);
    for addon in with_it {
        if let Some(addon) = draft.subscription(addon).cloned() {
            suspend_one(draft, &addon, reason, true);
        }
    }
}

pub(crate) fn suspend_one(
    draft: &mut Draft<'_>,
    found: &Subscription,
    reason: SuspensionReason,
    with_base: bool,
) {
    let policy = draft.policy_of(found);
    let term_end =
        found.commerce == Commerce::NewCommerce && policy.new_commerce.suspend_limit == SuspendLimit::TermEnd;
    let delete_at = (!term_end).then(|| plus_days(draft.at, retention_days(&draft.account, policy)));
    let new_commerce = found.commerce == Commerce::NewCommerce;
    // Nothing can stay scheduled for what is not active (REN-04).
    draft.drop_schedule(found.id, if new_commerce { Rule::Pause03 } else { Rule::Ren07 });
    if new_commerce && found.auto_renew {
        let rule = Some(Rule::Pause03);
        draft.emit(Event::AutoRenewChanged { subscription: found.id, on: false, rule });
    }
    let suspension = Suspension { since: draft.at, reason, delete_at, with_base };
    draft.emit(Event::Suspended { subscription: found.id, suspension });
    let after = draft.subscription(found.id);
    if let Some(at) = after.and_then(|after| deletion_date(after, draft.context.policies)) {
        draft.notice(Notice::DeletedUnlessReactivated { subscription: found.id, at });
        let body = serde_json::json!({ "reason": reason, "deleted_at": at });
        draft.tell("subscription_suspended", Some(found.id), body);
    }
}

/// Reactivates a suspended subscription. Its renewal date stays (LIFE-104); auto-renew of new commerce stays off, and
/// add-ons are reactivated on their own (NCE-402).
pub(crate) fn reactivate(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = access::subscription(draft, id, Action::Suspend) else { return };
    if found.status == Status::Active {
        return;
    }
    if found.status != Status::Suspended {
        draft.refuse(
            Reason::about(Rule::Nce401, Code::StatusNotAllowed, id)
                .with("status", found.status.code())
                .remedy(Remedy::ChooseOffer { offers: vec![found.offer.clone()] }, Who::Caller),
        );
    }
    if let Some(base) = found.parent.and_then(|parent| draft.subscription(parent))
        && !base.is_active()
    {
        let reason = Reason::about(Rule::Addon103, Code::BaseNotActive, base.id)
            .with("status", base.status.code())
            .remedy(Remedy::Reactivate { subscription: base.id }, Who::Partner);
        draft.refuse(reason);
    }
    if draft.is_refused() {
        return;
    }
    if found.commerce != Commerce::NewCommerce {
        // Its charge cycles stood still; what it costs from now on is charged in today's (LIFE-102, BILL-213, MKT-104).
        catch_up_cycle(draft, id);
    }
    draft.emit(Event::Reactivated { subscription: id });
    if found.term.period.over_at() <= draft.at {
        // Its term ended while its data was kept (SUSP-03): who comes back begins a new one, which does not renew.
        renewal::begin_anew(draft, id);
    }
}

/// Classic and marketplace subscriptions are not charged while suspended, so their charge cycles stand still; they go on in
/// today's.
fn catch_up_cycle(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = draft.subscription(id) else { return };
    let cycles = found.term.cycles(found.billing);
    let billing = found.billing;
    if let Some((cycle, period)) = cycles.containing(day_of(draft.at))
        && cycle > found.term.cycle
    {
        let lots = billing_change::lots_of_cycle(draft, found);
        draft.emit(Event::CycleStarted { subscription: id, cycle, period, billing, lots });
    }
}

/// BUY-05: the publisher confirmed the set-up.
pub(crate) fn complete_set_up(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    if !found.awaits_setup() {
        draft.refuse(
            Reason::about(Rule::Buy05, Code::StatusNotAllowed, id).remedy(Remedy::ReadAgain, Who::Caller),
        );
    }
    if !draft.is_refused() {
        draft.emit(Event::SetUpCompleted { subscription: id });
    }
}

/// WHY-02: whether the services of a subscription are set up, as the operator reports it.
pub(crate) fn report_provisioning(draft: &mut Draft<'_>, id: SubscriptionId, provisioned: bool) {
    let Some(found) = access::subscription(draft, id, Action::Operate) else { return };
    if !draft.is_refused() && found.provisioned != provisioned {
        draft.emit(Event::ProvisioningChanged { subscription: id, provisioned });
    }
}
