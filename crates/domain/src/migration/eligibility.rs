//! What stands against a migration, and what it would make: one answer per subscription, so that a client can ask before it
//! migrates (MIG-101..103). The command asks the same function.

use jiff::civil::Date;
use serde_json::json;

use super::{MigrationWish, PartWish, named_twice};
use crate::access;
use crate::account::Account;
use crate::calendar::{
    self, BillingPlan, MonthEnd, Term, add_days, add_months, day_of, next_day, plus_days, start_of_day,
};
use crate::catalogue::{Catalogue, Commerce, Offer};
use crate::decision::Context;
use crate::ids::SubscriptionId;
use crate::opening;
use crate::partner::Tier;
use crate::policy::{MigratedAddOns, MigrationPolicy};
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;
use crate::subscription::{Seller, Status, Subscription};
use crate::{availability, coterminous, promotion, purchase};

/// A migration that was looked at.
#[derive(Clone, Debug)]
pub struct Review<'a> {
    /// The subscription that was named.
    pub base: Reviewed<'a>,
    /// The add-ons that were named with it.
    pub add_ons: Vec<Reviewed<'a>>,
}

/// One subscription of it.
#[derive(Clone, Debug)]
pub struct Reviewed<'a> {
    /// What was asked for.
    pub wish: PartWish,
    /// The subscription; none where there is none that may be shown.
    pub source: Option<Subscription>,
    /// The new-commerce offer; none where there is not exactly one.
    pub offer: Option<&'a Offer>,
    /// The term and billing plan that it would have.
    pub commitment: Option<(Term, BillingPlan)>,
    /// The last day of the first term, where that is not the whole term's.
    pub ends_on: Option<Date>,
    /// Every reason against it.
    pub reasons: Vec<Reason>,
}

impl Review<'_> {
    /// Every reason against the migration.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        self.base.reasons.iter().chain(self.add_ons.iter().flat_map(|add_on| &add_on.reasons))
    }
}

/// Looks at a migration as it would be at the context's instant.
#[must_use]
pub fn review<'a>(account: &Account, wish: &MigrationWish, context: &Context<'a>) -> Review<'a> {
    let mut base = part(account, &wish.base, false, context);
    let mut add_ons: Vec<Reviewed<'a>> =
        wish.add_ons.iter().map(|add_on| part(account, add_on, true, context)).collect();
    if let Some(source) = base.source.clone() {
        let reasons = bundle(account, &source, wish, context);
        base.reasons.extend(reasons);
        for add_on in &mut add_ons {
            let reasons = belongs(add_on, &source, base.offer);
            add_on.reasons.extend(reasons);
        }
        if let (Some(offer), true) = (base.offer, source.parent.is_some()) {
            base.reasons.extend(alone(account, offer));
        }
    }
    Review { base, add_ons }
}

/// One subscription by itself.
fn part<'a>(account: &Account, wish: &PartWish, is_add_on: bool, context: &Context<'a>) -> Reviewed<'a> {
    let mut reviewed = Reviewed {
        wish: wish.clone(),
        source: None,
        offer: None,
        commitment: None,
        ends_on: None,
        reasons: Vec::new(),
    };
    let found = account.subscriptions.get(&wish.subscription);
    let Some(source) = found.filter(|found| found.is_live()) else {
        reviewed.reasons.extend(gone(account, wish.subscription, found, context));
        return reviewed;
    };
    let reasons = access::to_subscription(account, source, Action::Migrate, context);
    let hidden = reasons.iter().any(|reason| reason.code == Code::NotTheSeller);
    reviewed.reasons.extend(reasons);
    if hidden {
        return reviewed;
    }
    reviewed.source = Some(source.clone());
    if source.commerce != Commerce::Classic {
        reviewed.reasons.push(
            Reason::about(Rule::Mig101, Code::MigrationNotClassic, source.id)
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
        return reviewed;
    }
    let policy = &context.policies.at(context.now).migration;
    let reasons = state(account, source, is_add_on || source.parent.is_some(), policy, context);
    reviewed.reasons.extend(reasons);
    reviewed.reasons.extend(last_hours(source, wish, policy, context));
    match path(account, source, context) {
        Ok(offer) => target(&mut reviewed, account, source, offer, context),
        Err(reason) => reviewed.reasons.push(*reason),
    }
    reviewed
}

/// There is no such subscription, or no longer. What time finds on its day is gone in either case.
fn gone(
    account: &Account,
    id: SubscriptionId,
    found: Option<&Subscription>,
    context: &Context<'_>,
) -> Vec<Reason> {
    let system = matches!(context.caller.actor, Actor::System);
    let mut reasons = access::to_account(account, Action::Migrate, context);
    let seen = found.map(|found| access::to_subscription(account, found, Action::Migrate, context));
    if let Some(seen) = seen.filter(|seen| seen.iter().any(|reason| reason.code == Code::NotTheSeller)) {
        return seen;
    }
    reasons.push(if found.is_some() || system {
        Reason::about(Rule::Mig102, Code::MigrationNotActive, id)
            .with("status", Status::Deleted.code())
            .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller)
    } else {
        Reason::about(Rule::Mig101, Code::SubscriptionUnknown, id).remedy(Remedy::ReadAgain, Who::Caller)
    });
    reasons
}

/// MIG-102: what the subscription itself must be like.
fn state(
    account: &Account,
    source: &Subscription,
    is_add_on: bool,
    policy: &MigrationPolicy,
    context: &Context<'_>,
) -> Vec<Reason> {
    let about = |code| Reason::about(Rule::Mig102, code, source.id);
    let mut reasons = Vec::new();
    if !source.is_active() {
        reasons.push(
            about(Code::MigrationNotActive)
                .with("status", source.status.code())
                .remedy(Remedy::Reactivate { subscription: source.id }, Who::Partner),
        );
    }
    if source.is_trial() {
        reasons.push(
            about(Code::MigrationTrial)
                .remedy(Remedy::ConvertTrial { subscription: source.id }, Who::Partner),
        );
    }
    if let Some(busy) = access::locked_by_upgrade(account, source) {
        reasons.push(Reason { rule: Rule::Mig102, code: Code::MigrationPending, ..busy });
    }
    if !sold_by_a_partner_that_may(source, context) {
        reasons.push(about(Code::MigrationPartner).remedy(Remedy::AskSeller, Who::OtherSeller));
    }
    let from = if is_add_on {
        plus_days(source.created_at, policy.add_on_days)
    } else {
        let month = add_months(day_of(source.created_at), policy.first_months, MonthEnd::KeepDayClamped);
        start_of_day(next_day(month))
    };
    if context.now < from {
        reasons.push(
            about(Code::MigrationTooEarly)
                .with("bought_at", source.created_at.to_string())
                .with("from", from.to_string())
                .remedy(Remedy::TryAgain { at: from }, Who::Time)
                .clears(from),
        );
    }
    if source.promoted || promotion::held(source).is_some() {
        reasons.push(about(Code::MigrationPromotion).remedy(Remedy::ContactSupport, Who::Support));
    }
    let segment = account.head.customer.segment;
    if !policy.segments.contains(&segment) {
        reasons.push(
            about(Code::MigrationSegment)
                .with("segment", json!(segment))
                .with("segments", json!(policy.segments))
                .remedy(Remedy::ContactSupport, Who::Support),
        );
    }
    reasons
}

/// Indirect resellers buy through their provider, and what a customer bought itself is no partner's to migrate.
fn sold_by_a_partner_that_may(source: &Subscription, context: &Context<'_>) -> bool {
    let partner = source.seller.partner().and_then(|partner| context.partners.get(partner));
    partner.is_some_and(|partner| partner.tier != Tier::IndirectReseller)
}

/// MIG-102: in the last hours of the term only a whole new one begins.
fn last_hours(
    source: &Subscription,
    wish: &PartWish,
    policy: &MigrationPolicy,
    context: &Context<'_>,
) -> Option<Reason> {
    let over = source.term.period.over_at();
    let hours = jiff::SignedDuration::from_hours(i64::from(policy.last_hours));
    let from = over.checked_sub(hours).unwrap_or(over);
    let late = from <= context.now && context.now < over;
    (late && !wish.full_term).then(|| {
        Reason::about(Rule::Mig102, Code::MigrationLastDay, source.id)
            .with("ends_on", source.term.period.last.to_string())
            .with("hours", policy.last_hours)
            .remedy(Remedy::ChooseValue { expected: "purchaseFullTerm: true".to_owned() }, Who::Caller)
            .clears(over)
    })
}

/// MIG-102: the new-commerce offer that this customer gets for a classic one.
fn path<'a>(
    account: &Account,
    source: &Subscription,
    context: &Context<'a>,
) -> Result<&'a Offer, Box<Reason>> {
    let catalogue: &'a Catalogue = context.catalogue;
    let customer = &account.head.customer;
    let paths = catalogue.offer(&source.offer).map_or(&[][..], |offer| &offer.migrates_to);
    let possible: Vec<&'a Offer> = paths
        .iter()
        .filter_map(|path| catalogue.offer(path))
        .filter(|path| path.sold_in(customer.country()) && path.segments.contains(&customer.segment))
        .filter(|path| path.clouds.contains(&customer.cloud) && path.on_sale(day_of(context.now)))
        .collect();
    let about = |code| {
        Reason::about(Rule::Mig102, code, source.id)
            .with("offer", source.offer.to_string())
            .remedy(Remedy::ChangeByHand, Who::Partner)
    };
    match possible.as_slice() {
        [only] => Ok(*only),
        [] => Err(Box::new(about(Code::MigrationNoPath))),
        several => {
            let titles: Vec<&str> = several.iter().map(|offer| offer.title.as_str()).collect();
            Err(Box::new(about(Code::MigrationSeveralPaths).with("paths", json!(titles))))
        }
    }
}

/// What would take the subscription's place, and what stands against that (MIG-103).
fn target<'a>(
    reviewed: &mut Reviewed<'a>,
    account: &Account,
    source: &Subscription,
    offer: &'a Offer,
    context: &Context<'a>,
) {
    reviewed.offer = Some(offer);
    let wish = reviewed.wish.clone();
    let (term, billing) = commitment(source, &wish, offer);
    let seats = wish.seats.unwrap_or_else(|| source.seats());
    reviewed.reasons.extend(availability::reasons(account, offer, context));
    reviewed.reasons.extend(purchase::quantity(account, offer, seats, seats));
    if let Some(reason) = purchase::offered(offer, term, Some(billing)) {
        reviewed.reasons.push(Reason { rule: Rule::Mig103, code: Code::MigrationTerm, ..reason });
        return;
    }
    reviewed.commitment = Some((term, billing));
    if opening::unit_price(account, &offer.id, term, billing, context, context.now).is_none() {
        reviewed.reasons.push(
            Reason::new(Rule::Cat01, Code::PriceMissing, Subject::Offer(offer.id.clone()))
                .with("country", account.head.customer.country())
                .with("term", term.code())
                .with("billing", billing.code())
                .remedy(Remedy::ContactSupport, Who::Support),
        );
    }
    reviewed.reasons.extend(end_date(account, source, &wish, term, context));
    reviewed.ends_on = ends_on(source, &wish, term, context);
}

/// The term and billing plan: as asked for, otherwise as they are. A plan that does not go with another term gives way to the
/// one that does.
fn commitment(source: &Subscription, wish: &PartWish, offer: &Offer) -> (Term, BillingPlan) {
    let term = wish.term.unwrap_or(source.term.length);
    let plans = offer.billing_plans(term);
    let kept = wish.term.is_none_or(|term| term == source.term.length) || plans.contains(&source.billing);
    let usual = if kept { source.billing } else { plans.first().copied().unwrap_or(source.billing) };
    (term, wish.billing.unwrap_or(usual))
}

/// A coterminous date must be one that a purchase could have, and is another thing than a whole term (NCE-702).
fn end_date(
    account: &Account,
    source: &Subscription,
    wish: &PartWish,
    term: Term,
    context: &Context<'_>,
) -> Option<Reason> {
    let wanted = wish.custom_end?;
    if wish.full_term {
        let reason = Reason::field(Rule::Mig103, Code::MigrationEndOfFullTerm, "customTermEndDate");
        let one =
            Remedy::ChooseValue { expected: "customTermEndDate or purchaseFullTerm, not both".to_owned() };
        return Some(reason.with("wanted", wanted.to_string()).remedy(one, Who::Caller));
    }
    let starts_on = day_of(context.now);
    let seller: &Seller = &source.seller;
    let commerce = Commerce::NewCommerce;
    let reason = coterminous::check(account, seller, commerce, false, term, starts_on, wanted, context)?;
    Some(Reason { code: Code::MigrationEndDate, ..reason })
}

/// MIG-103: the last day of the first term; none for the whole term's own. Without a wish it is the classic one's, or, for a
/// monthly term, the next day on which a month of it is full.
fn ends_on(source: &Subscription, wish: &PartWish, term: Term, context: &Context<'_>) -> Option<Date> {
    if wish.full_term {
        return None;
    }
    if wish.custom_end.is_some() {
        return wish.custom_end;
    }
    let today = day_of(context.now);
    let kept = source.term.period.last;
    if kept < today {
        return None;
    }
    let shorter = term == Term::P1M && source.term.length != Term::P1M;
    let last = if shorter { monthly_anniversary(kept, today) } else { kept };
    let policy = context.policies.at(context.now);
    let full = opening::first_term(Commerce::NewCommerce, term, context.now, policy).period.last;
    (last < full).then_some(last)
}

/// The first day from `today` on that has the day of the month of `end`, or is the last of a month that is too short for it.
fn monthly_anniversary(end: Date, today: Date) -> Date {
    let in_month_of = |day: Date| {
        let last = day.last_of_month();
        let whole_month = end == end.last_of_month();
        let place = u32::try_from(end.day().saturating_sub(1)).unwrap_or(0);
        if whole_month { last } else { add_days(day.first_of_month(), place).min(last) }
    };
    let now = in_month_of(today);
    if now >= today { now } else { in_month_of(calendar::next_day(today.last_of_month())) }
}

/// MIG-101: the add-ons of a base. All active ones come along, each named once; in the preview none may be there.
fn bundle(
    account: &Account,
    base: &Subscription,
    wish: &MigrationWish,
    context: &Context<'_>,
) -> Vec<Reason> {
    let policy = &context.policies.at(context.now).migration;
    let active: Vec<&Subscription> = account.addons_of(base.id).filter(|add_on| add_on.is_active()).collect();
    let mut reasons: Vec<Reason> = named_twice(wish)
        .into_iter()
        .map(|id| {
            Reason::about(Rule::Mig101, Code::MigrationAddOnTwice, id).remedy(Remedy::ReadAgain, Who::Caller)
        })
        .collect();
    if policy.add_ons == MigratedAddOns::Refuse {
        let subscriptions: Vec<SubscriptionId> = active.iter().map(|add_on| add_on.id).collect();
        if !subscriptions.is_empty() {
            reasons.push(
                Reason::about(Rule::Mig101, Code::MigrationAddOns, base.id)
                    .with(
                        "add_ons",
                        active.iter().map(|add_on| add_on.friendly_name.clone()).collect::<Vec<_>>(),
                    )
                    .remedy(Remedy::RemoveAddOns { subscriptions }, Who::Partner),
            );
        }
        return reasons;
    }
    let named = |id: SubscriptionId| wish.add_ons.iter().any(|add_on| add_on.subscription == id);
    reasons.extend(active.into_iter().filter(|add_on| !named(add_on.id)).map(|add_on| {
        Reason::about(Rule::Mig101, Code::MigrationAddOnMissing, add_on.id)
            .with("add_on", add_on.friendly_name.clone())
            .remedy(
                Remedy::ChooseValue { expected: format!("addOnMigrations with {}", add_on.id) },
                Who::Caller,
            )
    }));
    reasons
}

/// An add-on that is named with a base belongs to it, before and after.
fn belongs(add_on: &Reviewed<'_>, base: &Subscription, becomes: Option<&Offer>) -> Vec<Reason> {
    let Some(source) = &add_on.source else { return Vec::new() };
    let mut reasons = Vec::new();
    if source.parent != Some(base.id) {
        reasons.push(
            Reason::about(Rule::Mig101, Code::AddOnDoesNotFit, source.id)
                .with("base", base.offer.to_string())
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
    }
    if let (Some(offer), Some(becomes)) = (add_on.offer, becomes)
        && !crate::addon::fits(offer, &becomes.id)
    {
        let needs = offer.addon.as_ref().map_or_else(Vec::new, |addon| addon.needs.clone());
        reasons.push(
            Reason::new(Rule::Addon201, Code::BaseMissing, Subject::Offer(offer.id.clone()))
                .with("base", becomes.id.to_string())
                .remedy(Remedy::BuyFirst { offers: needs }, Who::Caller),
        );
    }
    reasons
}

/// MIG-101: an add-on may go alone, where its new counterpart has a base (ADDON-201).
fn alone(account: &Account, offer: &Offer) -> Option<Reason> {
    let needs = offer.addon.as_ref().map_or(&[][..], |addon| &addon.needs);
    (!needs.is_empty() && !purchase::has_active(account, needs)).then(|| {
        Reason::new(Rule::Addon201, Code::BaseMissing, Subject::Offer(offer.id.clone()))
            .remedy(Remedy::BuyFirst { offers: needs.to_vec() }, Who::Caller)
    })
}
