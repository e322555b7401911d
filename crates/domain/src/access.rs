//! Who may do what to whom (ROLE-01..05, CHAN-101). Every check adds all of its reasons, so that a caller without the role
//! also learns that the delegated rights are missing.

use std::collections::BTreeSet;

use serde_json::json;

use crate::account::Account;
use crate::catalogue::Offer;
use crate::decision::{Context, Draft};
use crate::ids::{PartnerId, PlanId, SubscriptionId};
use crate::partner::Partner;
use crate::policy::Policy;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor, Caller, Role, Side};
use crate::rule::Rule;
use crate::subscription::{Seller, Subscription};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Role01,
    Rule::Role02,
    Rule::Role03,
    Rule::Role04,
    Rule::Role05,
    Rule::Upg04,
    Rule::Self07,
    Rule::Chan101,
    Rule::Chan106,
];

/// The rule that says which roles may do an action.
#[must_use]
pub const fn rule_of(action: Action) -> Rule {
    match action {
        Action::Upgrade | Action::AddLicences => Rule::Role01,
        Action::Transition => Rule::Role105,
        Action::Buy | Action::Suspend | Action::Cancel => Rule::Role02,
        Action::ChangeSubscription => Rule::Role102,
        Action::ChangeOrderBilling => Rule::Role109,
        Action::Migrate => Rule::Role104,
        Action::ConvertTrial => Rule::Role107,
        Action::ManageUsers | Action::AssignLicences => Rule::Role126,
        Action::AddCustomer | Action::EditCustomer => Rule::Role128,
        Action::ManageRelationship => Rule::Role129,
        Action::GrantRights => Rule::Role03,
        Action::EndRelationship => Rule::Role130,
        Action::ConfirmAgreement => Rule::Role131,
        Action::ManagePeople => Rule::Role135,
        Action::ReadAudit => Rule::Role136,
        Action::ReadBill => Rule::Role114,
        Action::DownloadReconciliation => Rule::Role117,
        Action::Fulfil => Rule::Mkt109,
        Action::ManageOverdue => Rule::Role120,
        Action::View
        | Action::ManageBilling
        | Action::ManageIdentities
        | Action::ManageWebhooks
        | Action::Operate
        | Action::MoveClock => Rule::Role05,
    }
}

/// Reasons against the caller doing something for this account at all: role, company, relationship, cloud.
#[must_use]
pub fn to_account(account: &Account, action: Action, context: &Context<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    match &context.caller.actor {
        Actor::System => return reasons,
        Actor::Customer { customer, .. } => {
            if *customer != account.id() {
                let reason = Reason::new(Rule::Role05, Code::OtherCompany, Subject::Customer(account.id()));
                reasons.push(reason.remedy(Remedy::AskSeller, Who::OtherSeller));
            }
            reasons.extend(locked(account, action));
        }
        Actor::Partner { partner, .. } => reasons.extend(relationship(account, *partner, action, context)),
        // Their one role is for their own side; which commands that is, `fulfilment::not_for_publishers` says, and to which
        // subscriptions is asked of each.
        Actor::Publisher { .. } => {
            let policy = context.policies.at(context.now);
            if !policy.lets(Action::Fulfil, context.caller) {
                reasons.push(role_missing(Action::Fulfil, context.caller, policy));
            }
            return reasons;
        }
    }
    let policy = context.policies.at(context.now);
    if !policy.lets(action, context.caller) {
        reasons.push(role_missing(action, context.caller, policy));
    }
    reasons
}

/// Reasons against operating something that belongs to the whole installation: the role, and being the partner that runs it. What
/// one partner reports or decides there, every other lives with.
#[must_use]
pub fn to_installation(context: &Context<'_>) -> Vec<Reason> {
    let (caller, policy) = (context.caller, context.policies.at(context.now));
    let role = (!policy.lets(Action::Operate, caller)).then(|| role_missing(Action::Operate, caller, policy));
    role.into_iter().chain(not_operator(context)).collect()
}

/// The caller does not run the installation.
pub(crate) fn not_operator(context: &Context<'_>) -> Option<Reason> {
    let operator = context.partners.operator();
    let runs = context.caller.actor == Actor::System
        || context.caller.partner_id().is_some_and(|partner| operator == Some(partner));
    (!runs).then(|| {
        Reason::new(Rule::Role05, Code::NotTheOperator, Subject::Caller)
            .remedy(Remedy::AskOperator, Who::Support)
    })
}

/// The caller has no role that may do the action; the reason names those on its own side that may, or where nobody there does,
/// those on the other.
#[must_use]
pub fn role_missing(action: Action, caller: &Caller, policy: &Policy) -> Reason {
    let side = caller.side();
    let all = policy.roles_for(action);
    let own: BTreeSet<Role> = all.iter().copied().filter(|role| role.side() == side).collect();
    let roles = if own.is_empty() { all } else { own };
    let who = match roles.first().map(|role| role.side()) {
        Some(Side::Customer) => Who::Customer,
        Some(Side::Publisher) => Who::Publisher,
        Some(Side::Partner) | None => Who::Partner,
    };
    Reason::new(rule_of(action), Code::RoleMissing, Subject::Caller)
        .with("action", json!(action))
        .with("roles", json!(caller.roles))
        .remedy(Remedy::AskRole { roles }, who)
}

/// SELF-07: while an upgrade runs, the customer's administrators cannot change anything.
fn locked(account: &Account, action: Action) -> Option<Reason> {
    if matches!(action, Action::View | Action::ReadBill | Action::DownloadReconciliation) {
        return None;
    }
    let upgrade = account.upgrades.values().find(|upgrade| upgrade.locks_administrators())?;
    let reason = Reason::about(Rule::Self07, Code::UpgradeLocksAdmins, upgrade.source)
        .with("upgrade", upgrade.id.to_string())
        .with("users_done", upgrade.users_done)
        .with("users_total", upgrade.users_total)
        .remedy(Remedy::Wait, Who::Time);
    Some(match upgrade.due() {
        Some(at) => reason.clears(at),
        None => reason,
    })
}

/// CHAN-106: the location number under which a partner sees what others sold, where its tier lets it.
#[must_use]
pub fn reseller_number(partner: &Partner, policy: &Policy) -> Option<String> {
    policy.tiers.see_as_reseller.contains(&partner.tier).then(|| partner.mpn_id.clone())
}

/// Whether the caller is the reseller of record: a seller names it for the customer, or on something that still lives. It may
/// look, and changes nothing: the seller does (CHAN-106).
#[must_use]
pub fn is_reseller_of(account: &Account, caller: &Caller) -> bool {
    caller.reseller.is_some()
        && (account.head.customer.relationships.values().any(|known| known.reseller == caller.reseller)
            || account.live().any(|found| caller.is_reseller_on(&found.seller)))
}

fn relationship(account: &Account, partner: PartnerId, action: Action, context: &Context<'_>) -> Vec<Reason> {
    let customer = &account.head.customer;
    let mut reasons = Vec::new();
    let looks_on = action == Action::View && is_reseller_of(account, context.caller);
    // Whoever runs the installation runs it for every customer of its cloud, its own or not.
    let runs = action == Action::Operate && not_operator(context).is_none();
    if !customer.relationships.contains_key(&partner) && !looks_on && !runs {
        reasons.push(
            Reason::new(Rule::Role03, Code::NoRelationship, Subject::Customer(customer.id))
                .with("partner", partner.to_string())
                .remedy(Remedy::RequestRelationship, Who::Customer),
        );
    }
    if context.partners.get(partner).is_none_or(|partner| partner.cloud != customer.cloud) {
        reasons.push(
            Reason::new(Rule::Role04, Code::CloudDiffers, Subject::Customer(customer.id))
                .with("cloud", json!(customer.cloud))
                .remedy(Remedy::AskSeller, Who::OtherSeller),
        );
    }
    reasons
}

/// ROLE-03: delegated administration rights for the customer and the service. `rule` is the rule that asks for them.
#[must_use]
pub fn delegation(
    account: &Account,
    plan: Option<PlanId>,
    rule: Rule,
    context: &Context<'_>,
) -> Option<Reason> {
    let partner = context.caller.partner_id()?;
    let held = account
        .head
        .customer
        .relationships
        .get(&partner)
        .and_then(|relationship| relationship.delegation.as_ref())
        .is_some_and(|delegation| delegation.covers(plan, context.now));
    (!held).then(|| {
        let mut reason = Reason::new(rule, Code::DelegationMissing, Subject::Customer(account.id()))
            .remedy(Remedy::RequestDelegation, Who::Customer);
        if let Some(plan) = plan.and_then(|plan| context.catalogue.plan(plan)) {
            reason = reason.with("service", plan.title.clone());
        }
        reason
    })
}

/// Reasons against the caller changing this subscription: those of the account, delegated rights, and the seller.
#[must_use]
pub fn to_subscription(
    account: &Account,
    subscription: &Subscription,
    action: Action,
    context: &Context<'_>,
) -> Vec<Reason> {
    let mut reasons = to_account(account, action, context);
    let seller = seller(account, subscription, context);
    // The service of another partner's subscription is not named either.
    if !seller.as_ref().is_some_and(is_hidden) {
        let delegation_rule = if action == Action::Upgrade { Rule::Upg04 } else { Rule::Role03 };
        reasons.extend(delegation(account, subscription.plan, delegation_rule, context));
    }
    reasons.extend(seller);
    reasons
}

/// Whether the reason hides its subscription from the caller: nothing more may be said about it (CHAN-101, UPG-07).
pub(crate) fn is_hidden(reason: &Reason) -> bool {
    matches!(reason.code, Code::NotTheSeller | Code::SubscriptionUnknown)
}

fn seller(account: &Account, subscription: &Subscription, context: &Context<'_>) -> Option<Reason> {
    match (&context.caller.actor, &subscription.seller) {
        (Actor::System, _) | (Actor::Customer { .. }, Seller::Direct) => None,
        (Actor::Publisher { publisher }, _) if subscription.publisher == Some(*publisher) => None,
        // What another publisher offers is as good as unknown (MKT-109).
        (Actor::Publisher { .. }, _) => Some(unknown(subscription.id)),
        (Actor::Partner { partner, .. }, Seller::Partner { partner: seller, .. }) if partner == seller => {
            None
        }
        (Actor::Customer { .. }, Seller::Partner { partner, .. }) => {
            let name =
                context.partners.get(*partner).map_or_else(String::new, |partner| partner.name.clone());
            Some(
                Reason::about(Rule::Self107, Code::BoughtThroughReseller, subscription.id)
                    .with("seller", name)
                    .remedy(Remedy::AskSeller, Who::Partner),
            )
        }
        // Another partner's subscription is none of this partner's business: not even its name is shown (UPG-07).
        (Actor::Partner { .. }, _) => Some(
            Reason::new(Rule::Chan101, Code::NotTheSeller, Subject::Customer(account.id()))
                .remedy(Remedy::AskSeller, Who::OtherSeller),
        ),
    }
}

/// The subscription that a command names, with the reasons against touching it. Unknown ones are refused with
/// `SubscriptionUnknown`, and so is what another seller sold: whoever asks must not learn that it is there (UPG-07). Deleted
/// ones are refused with the rule of their commerce system.
pub fn subscription(draft: &mut Draft<'_>, id: SubscriptionId, action: Action) -> Option<Subscription> {
    let found = draft.subscription(id).filter(|_| may_know(draft, id)).cloned();
    let Some(found) = found else {
        let reasons = to_account(&draft.account, action, &draft.context);
        draft.refuse_all(reasons);
        draft.refuse(unknown(id));
        return None;
    };
    let reasons = to_subscription(&draft.account, &found, action, &draft.context);
    draft.refuse_all(reasons);
    if !found.is_live() {
        draft.refuse(deleted(&found));
        return None;
    }
    Some(found)
}

/// Whether the caller may know that the subscription is there.
pub(crate) fn may_know(draft: &Draft<'_>, id: SubscriptionId) -> bool {
    let found = draft.subscription(id);
    found.is_some_and(|found| !seller(&draft.account, found, &draft.context).as_ref().is_some_and(is_hidden))
}

/// There is no such subscription, as far as the caller may know.
pub(crate) fn unknown(id: SubscriptionId) -> Reason {
    Reason::about(Rule::Buy03, Code::SubscriptionUnknown, id).remedy(Remedy::ReadAgain, Who::Caller)
}

/// Why nothing can be done to a deleted subscription.
#[must_use]
pub fn deleted(subscription: &Subscription) -> Reason {
    let rule = match subscription.commerce {
        crate::catalogue::Commerce::Classic => Rule::Life101,
        _ => Rule::Nce404,
    };
    Reason::about(rule, Code::Deleted, subscription.id)
        .remedy(Remedy::ChooseOffer { offers: vec![subscription.offer.clone()] }, Who::Caller)
}

/// The reason when an upgrade works on the subscription: nothing else may change it meanwhile.
#[must_use]
pub fn locked_by_upgrade(account: &Account, subscription: &Subscription) -> Option<Reason> {
    let upgrade = account.upgrades.get(&subscription.locked_by?)?;
    let reason = Reason::about(Rule::Why03, Code::OperationPending, subscription.id)
        .with("upgrade", upgrade.id.to_string())
        .remedy(Remedy::Wait, Who::Time);
    Some(match upgrade.due() {
        Some(at) => reason.clears(at),
        None => reason,
    })
}

/// ROLE-04: an offer that does not exist in the customer's cloud.
#[must_use]
pub fn cloud_of_offer(account: &Account, offer: &Offer) -> Option<Reason> {
    (!offer.clouds.contains(&account.head.customer.cloud)).then(|| {
        Reason::new(Rule::Role04, Code::CloudDiffers, Subject::Offer(offer.id.clone()))
            .with("cloud", json!(account.head.customer.cloud))
            .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller)
    })
}
