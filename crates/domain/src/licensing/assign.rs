//! Giving licences and taking them (LIC-101, LIC-103, LIC-106, LIC-108). Taking comes first, so that one command can replace
//! a licence by another although no other seat is free.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::access;
use crate::catalogue::Plan;
use crate::command::LicenceWish;
use crate::decision::Draft;
use crate::event::Event;
use crate::ids::{OfferId, PlanId, SubscriptionId, UserId};
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;
use crate::subscription::{Seller, Status, Subscription};
use crate::user::{Assignment, UserRecord};

use super::{clash, records};

/// What the command comes to for one user.
struct Changes {
    user: UserId,
    /// Licences that stay as they are.
    kept: Vec<(PlanId, Assignment)>,
    /// Licences that are new, or whose services change. Whether each is new stands beside it.
    given: Vec<(PlanId, Assignment, bool)>,
    /// Subscriptions whose licence is taken.
    removed: Vec<SubscriptionId>,
}

/// Gives and takes licences of one user. Where a licence is held already, only its services change.
pub(super) fn change(draft: &mut Draft<'_>, user: UserId, assign: &[LicenceWish], remove: &[PlanId]) {
    let reasons = access::to_account(&draft.account, Action::AssignLicences, &draft.context);
    draft.refuse_all(reasons);
    let wishes: BTreeMap<PlanId, &LicenceWish> = assign.iter().map(|wish| (wish.plan, wish)).collect();
    let unwanted: BTreeSet<PlanId> = remove.iter().copied().collect();
    for plan in wishes.keys().chain(&unwanted) {
        let missing = access::delegation(&draft.account, Some(*plan), Rule::Role03, &draft.context);
        draft.refuse_all(missing);
    }
    let Some(record) = records::present_user(draft, user) else { return };
    let mut changes = start(draft, &record);
    for plan in unwanted {
        take(draft, &mut changes, plan);
    }
    for (plan, wish) in wishes {
        give(draft, &mut changes, plan, &wish.excluded);
    }
    if changes.given.iter().any(|(.., new)| *new) && record.user.usage_location.is_none() {
        draft.refuse(
            Reason::new(Rule::Lic106, Code::UsageLocationMissing, Subject::User(user))
                .with("user", record.user.principal_name.clone())
                .remedy(Remedy::SetUsageLocation { user }, Who::Caller),
        );
    }
    exclusions(draft, &changes);
    if !draft.is_refused() {
        emit(draft, changes);
    }
}

fn start(draft: &Draft<'_>, record: &UserRecord) -> Changes {
    let plan_of = |held: &Assignment| draft.subscription(held.subscription)?.plan;
    let kept = record.assignments.iter().filter_map(|held| Some((plan_of(held)?, held.clone()))).collect();
    Changes { user: record.user.id, kept, given: Vec::new(), removed: Vec::new() }
}

fn emit(draft: &mut Draft<'_>, changes: Changes) {
    let Changes { user, mut given, removed, .. } = changes;
    if given.is_empty() && removed.is_empty() {
        return;
    }
    // The event has the new licences first, because only these take a seat.
    given.sort_by_key(|(.., new)| Reverse(*new));
    let added = u32::try_from(given.iter().filter(|(.., new)| *new).count()).unwrap_or(u32::MAX);
    let assigned = given.into_iter().map(|(_, held, _)| held).collect();
    draft.emit(Event::LicencesChanged { user, assigned, added, removed });
}

/// Takes the licence of a plan.
fn take(draft: &mut Draft<'_>, changes: &mut Changes, plan: PlanId) {
    let held: Vec<SubscriptionId> =
        changes.kept.iter().filter(|(of, _)| *of == plan).map(|(_, held)| held.subscription).collect();
    if held.is_empty() {
        draft.refuse(
            Reason::new(Rule::Lic103, Code::LicenceNotHeld, Subject::User(changes.user))
                .with("plan", title(draft, plan))
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
        return;
    }
    let own: Vec<SubscriptionId> = held.into_iter().filter(|id| is_managed(draft, *id)).collect();
    if own.is_empty() {
        draft.refuse(of_other_seller(draft, changes.user, plan));
    }
    for id in own {
        refuse_locked(draft, id);
        changes.kept.retain(|(_, held)| held.subscription != id);
        changes.removed.push(id);
    }
}

/// Gives the licence of a plan, or changes the services of the one that is held.
fn give(draft: &mut Draft<'_>, changes: &mut Changes, id: PlanId, excluded: &BTreeSet<String>) {
    let catalogue = draft.context.catalogue;
    if let Some(plan) = catalogue.plan(id) {
        draft.refuse_all(unfit(plan, excluded));
    }
    let held = changes.kept.iter().find(|(of, _)| *of == id).map(|(_, held)| held.clone());
    let Some(held) = held else {
        if let Some(subscription) = choose(draft, changes, id) {
            let new = Assignment { subscription, excluded: excluded.clone(), since: draft.at };
            changes.given.push((id, new, true));
        }
        return;
    };
    if held.excluded == *excluded {
        return;
    }
    if !is_managed(draft, held.subscription) {
        draft.refuse(of_other_seller(draft, changes.user, id));
        return;
    }
    refuse_locked(draft, held.subscription);
    if let Some(found) = draft.subscription(held.subscription)
        && !found.status.users_have_access()
    {
        let reason = not_usable(draft, found);
        draft.refuse(reason);
    }
    changes.kept.retain(|(_, other)| other.subscription != held.subscription);
    changes.given.push((id, Assignment { excluded: excluded.clone(), ..held }, false));
}

/// What does not depend on subscriptions: the plan's kind and its services.
fn unfit(plan: &Plan, excluded: &BTreeSet<String>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if !plan.assignable {
        reasons.push(
            Reason::field(Rule::Lic103, Code::NotAssignable, "licensesToAssign.skuId")
                .with("plan", plan.title.clone())
                .remedy(
                    Remedy::ChooseValue { expected: "a plan whose seats are given to users".to_owned() },
                    Who::Caller,
                ),
        );
    }
    for name in excluded.iter().filter(|name| !plan.services.contains(name)) {
        let expected = format!("services of {}: {}", plan.title, plan.services.join(", "));
        reasons.push(
            Reason::field(Rule::Lic106, Code::ServiceUnknown, "licensesToAssign.excludedPlans")
                .with("service", name.chars().take(80).collect::<String>())
                .with("plan", plan.title.clone())
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    reasons
}

/// The subscription that gives the seat: one the caller manages, usable and with a free seat; of several the one that ends
/// last, because its users need not be moved soon. Refuses with the one thing that stands in the way.
fn choose(draft: &mut Draft<'_>, changes: &Changes, plan: PlanId) -> Option<SubscriptionId> {
    match chosen(draft, changes, plan) {
        Ok(subscription) => Some(subscription),
        Err(reason) => {
            draft.refuse(*reason);
            None
        }
    }
}

fn chosen(draft: &Draft<'_>, changes: &Changes, plan: PlanId) -> Result<SubscriptionId, Box<Reason>> {
    let mut found: Vec<&Subscription> = draft.account.live().filter(|s| s.plan == Some(plan)).collect();
    found.sort_by_key(|subscription| (Reverse(subscription.term.period.last), subscription.id));
    if found.is_empty() {
        return Err(Box::new(
            Reason::field(Rule::Lic103, Code::PlanNotOwned, "licensesToAssign.skuId")
                .with("plan", title(draft, plan))
                .remedy(Remedy::BuyFirst { offers: offers_with(draft, plan) }, Who::Caller),
        ));
    }
    found.retain(|subscription| is_managed(draft, subscription.id));
    let Some(first) = found.first().copied() else {
        return Err(Box::new(of_other_seller(draft, changes.user, plan)));
    };
    found.retain(|subscription| subscription.status.users_have_access());
    let Some(usable) = found.first().copied() else { return Err(Box::new(not_usable(draft, first))) };
    found.retain(|subscription| subscription.locked_by.is_none());
    if found.is_empty() {
        let locked = access::locked_by_upgrade(&draft.account, usable);
        return Err(Box::new(locked.unwrap_or_else(|| no_seat(draft, usable))));
    }
    let free = found.iter().find(|subscription| free_seats(subscription, &changes.removed) > 0);
    let full = found.iter().find(|subscription| subscription.is_active()).unwrap_or(&usable);
    free.map(|subscription| subscription.id).ok_or_else(|| Box::new(no_seat(draft, full)))
}

/// Seats without a user once the licences of this command are taken.
fn free_seats(subscription: &Subscription, removed: &[SubscriptionId]) -> u32 {
    let freed = u32::from(removed.contains(&subscription.id));
    subscription.seats().saturating_sub(subscription.assigned.saturating_sub(freed))
}

/// LIC-101: every seat has a user.
fn no_seat(draft: &Draft<'_>, subscription: &Subscription) -> Reason {
    let reason = Reason::about(Rule::Lic101, Code::NoSeatFree, subscription.id)
        .with("name", subscription.friendly_name.clone())
        .with("seats", subscription.seats())
        .with("assigned", subscription.assigned);
    let who = if subscription.seller == Seller::Direct { Who::Customer } else { Who::Partner };
    let fixed = subscription.is_trial() && subscription.plan.is_some();
    let id = subscription.id;
    match subscription.status {
        // TRIAL-101, TRIAL-201: a trial's seats are fixed.
        Status::Active if fixed => reason.remedy(Remedy::ConvertTrial { subscription: id }, who),
        Status::Active => {
            let seats = subscription.users_too_many().saturating_add(1);
            reason.remedy(Remedy::BuySeats { subscription: id, seats }, who)
        }
        _ => {
            let offers = subscription.plan.map(|plan| offers_with(draft, plan)).unwrap_or_default();
            reason.remedy(Remedy::BuyFirst { offers }, who)
        }
    }
}

/// SUSP-02: nobody can use it, so nobody is licensed for it.
fn not_usable(draft: &Draft<'_>, subscription: &Subscription) -> Reason {
    let reason = Reason::about(Rule::Susp02, Code::NotActive, subscription.id)
        .with("name", subscription.friendly_name.clone())
        .with("status", subscription.status.code());
    if subscription.status == Status::Suspended {
        return reason.remedy(Remedy::Reactivate { subscription: subscription.id }, Who::Partner);
    }
    let offers = subscription.plan.map(|plan| offers_with(draft, plan)).unwrap_or_default();
    reason.remedy(Remedy::BuyFirst { offers }, Who::Caller)
}

/// LIC-108: the licences are another seller's; nothing of it is shown (UPG-07).
fn of_other_seller(draft: &Draft<'_>, user: UserId, plan: PlanId) -> Reason {
    Reason::new(Rule::Lic108, Code::LicenceOfOtherSeller, Subject::User(user))
        .with("plan", title(draft, plan))
        .remedy(Remedy::AskSeller, Who::OtherSeller)
}

/// Whether licences of the subscription are the caller's to change: a partner's only what it sold, the customer's
/// administrators all of their company's.
fn is_managed(draft: &Draft<'_>, id: SubscriptionId) -> bool {
    match draft.context.caller.actor {
        Actor::Partner { partner, .. } => {
            draft.subscription(id).is_some_and(|found| found.seller.partner() == Some(partner))
        }
        Actor::Publisher { .. } => false,
        Actor::Customer { .. } | Actor::System => true,
    }
}

fn refuse_locked(draft: &mut Draft<'_>, id: SubscriptionId) {
    let locked = draft.subscription(id).and_then(|found| access::locked_by_upgrade(&draft.account, found));
    draft.refuse_all(locked);
}

/// LIC-106: two plans that give the user the same data-holding service. Pairs that the user holds already are left alone.
fn exclusions(draft: &mut Draft<'_>, changes: &Changes) {
    let catalogue = draft.context.catalogue;
    let mut reasons = Vec::new();
    for (index, (plan, given, _)) in changes.given.iter().enumerate() {
        let Some(one) = catalogue.plan(*plan) else { continue };
        let earlier = changes.given.iter().take(index).map(|(plan, held, _)| (plan, held));
        for (other_plan, held) in changes.kept.iter().map(|(plan, held)| (plan, held)).chain(earlier) {
            let Some(other) = catalogue.plan(*other_plan) else { continue };
            let shared = clash::clashes(catalogue, (one, &given.excluded), (other, &held.excluded));
            if shared.is_empty() {
                continue;
            }
            let names: Vec<&str> = shared.iter().map(|service| service.name.as_str()).collect();
            let titles: Vec<&str> = shared.iter().map(|service| service.title.as_str()).collect();
            let expected = format!("switch off in one of the two plans: {}", names.join(", "));
            let remove = Remedy::RemoveLicence { user: changes.user, subscription: held.subscription };
            reasons.push(
                Reason::new(Rule::Lic106, Code::ServiceHeld, Subject::User(changes.user))
                    .with("plan", one.title.clone())
                    .with("other_plan", other.title.clone())
                    .with("services", titles.join(", "))
                    .remedy(Remedy::ChooseValue { expected }, Who::Caller)
                    .remedy(remove, Who::Caller),
            );
        }
    }
    draft.refuse_all(reasons);
}

fn title(draft: &Draft<'_>, plan: PlanId) -> String {
    draft.context.catalogue.plan(plan).map_or_else(|| plan.to_string(), |plan| plan.title.clone())
}

/// Paid offers with a plan that this customer could buy, as far as market and segment decide.
fn offers_with(draft: &Draft<'_>, plan: PlanId) -> Vec<OfferId> {
    let customer = &draft.account.head.customer;
    let today = crate::calendar::day_of(draft.at);
    let offers = draft.context.catalogue.offers.values();
    offers
        .filter(|offer| offer.plan == Some(plan) && !offer.is_trial() && offer.on_sale(today))
        .filter(|offer| offer.sold_in(customer.country()) && offer.segments.contains(&customer.segment))
        .map(|offer| offer.id.clone())
        .collect()
}
