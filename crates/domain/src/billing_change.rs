//! Changes of billing plan and term: for new commerce by subscription (NCE-107, NCE-108), for classic by order (BILL-301..303).

use crate::access;
use crate::billing::charge::Discount;
use crate::billing::policy::PriceLock;
use crate::calendar::{BillingPlan, Term, day_of, start_of_day};
use crate::catalogue::Commerce;
use crate::decision::Draft;
use crate::event::Event;
use crate::ids::{LotId, OrderId, SubscriptionId};
use crate::money::UnitPrice;
use crate::opening;
use crate::order::Order;
use crate::promotion::{self, Sale};
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;
use crate::subscription::{NextTerm, SeatLot, Subscription, TermState};
use crate::{cart, seats};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Nce107,
    Rule::Nce108,
    Rule::Bill301,
    Rule::Bill302,
    Rule::Bill303,
    Rule::Bill110,
    Rule::Buy04,
    Rule::Ren07,
];

/// Saves a billing plan for the next charge (NCE-107). The present plan takes a saved one back.
pub(crate) fn plan(draft: &mut Draft<'_>, id: SubscriptionId, billing: BillingPlan) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    if billing == found.billing && found.next_billing.is_none() || found.next_billing == Some(billing) {
        return;
    }
    if found.commerce == Commerce::Classic {
        draft.refuse(
            Reason::about(Rule::Bill301, Code::FrequencyIsTheOrders, id)
                .with("order", found.order.to_string())
                .remedy(Remedy::ChangeOrder, Who::Caller),
        );
        return;
    }
    draft.refuse_all(seats::not_active(&found, Rule::Nce107));
    draft.refuse_all(seats::trial_is_fixed(&found));
    let reasons = seats::busy(draft, &found);
    draft.refuse_all(reasons);
    let possible = found.commerce == Commerce::NewCommerce
        && found.term.length == Term::P3Y
        && matches!(
            (found.billing, billing),
            (BillingPlan::Monthly, BillingPlan::Annual) | (BillingPlan::Annual, BillingPlan::Monthly)
        );
    if !possible && billing != found.billing {
        draft.refuse(
            Reason::about(Rule::Nce107, Code::BillingChangeNotPossible, id)
                .with("billing", found.billing.code())
                .with("wanted", billing.code())
                .with("term", found.term.length.code())
                .remedy(at_renewal(&found), Who::Partner),
        );
    } else if let Some(offer) = draft.context.catalogue.offer(&found.offer) {
        draft.refuse_all(purchase::offered(offer, found.term.length, Some(billing)));
    }
    if !draft.is_refused() {
        let saved = (billing != found.billing).then_some(billing);
        draft.emit(Event::BillingPlanSaved { subscription: id, billing: saved });
    }
}

/// Replaces the term by a longer one at once, at today's prices (NCE-108).
pub(crate) fn term(draft: &mut Draft<'_>, id: SubscriptionId, term: Term, billing: Option<BillingPlan>) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    let billing = billing.unwrap_or(found.billing);
    if term == found.term.length {
        return plan(draft, id, billing);
    }
    if found.commerce != Commerce::NewCommerce {
        let remedy = match found.commerce {
            Commerce::Classic => Remedy::ChooseOffer { offers: Vec::new() },
            _ => at_renewal(&found),
        };
        let reason = Reason::about(Rule::Nce108, Code::ChangeNotSupported, id);
        return draft.refuse(reason.remedy(remedy, Who::Partner));
    }
    draft.refuse_all(seats::not_active(&found, Rule::Nce108));
    draft.refuse_all(seats::trial_is_fixed(&found));
    let reasons = seats::busy(draft, &found);
    draft.refuse_all(reasons);
    let Some(offer) = draft.context.catalogue.offer(&found.offer) else { return };
    if term < found.term.length {
        let longer =
            offer.terms.iter().map(|option| option.term).filter(|option| *option > found.term.length);
        draft.refuse(
            Reason::about(Rule::Nce108, Code::TermNotLonger, id)
                .with("term", found.term.length.code())
                .with("wanted", term.code())
                .remedy(Remedy::ChooseTerm { terms: longer.collect() }, Who::Caller)
                .remedy(at_renewal(&found), Who::Partner),
        );
    }
    draft.refuse_all(purchase::offered(offer, term, Some(billing)));
    if draft.is_refused() {
        return;
    }
    draft.drop_schedule(id, Rule::Ren07);
    let new_term = opening::first_term(found.commerce, term, draft.at, draft.policy());
    replace(draft, &found, new_term, billing);
}

/// Gives a subscription another term and plan, with its seats in one lot each at the prices of today. The windows of its
/// lots stay as they were.
fn replace(draft: &mut Draft<'_>, found: &Subscription, term: TermState, billing: BillingPlan) {
    let unit =
        opening::unit_price(&draft.account, &found.offer, term.length, billing, &draft.context, draft.at);
    // Classic discounts drop (BILL-303); a longer term may gain one (PROMO-106).
    let next = NextTerm { term: term.length, billing, ..found.unchanged_next_term() };
    let discount = promotion::of_renewal(&draft.account, found, &next, draft.at, &draft.context);
    let lots = found
        .lots
        .iter()
        .zip(found.next_lot..)
        .map(|(lot, id)| {
            let months = (found.billing.months(found.term.length), billing.months(term.length));
            let even = lot.unit.map(|unit| unit.for_plan(months.0, months.1));
            SeatLot { id: LotId(id), unit: unit.or(even), discount: discount.clone(), ..lot.clone() }
        })
        .collect();
    draft.emit(Event::TermReplaced { subscription: found.id, term, billing, lots });
}

/// The seats at the prices of another billing plan in the running term (NCE-107): those of the price list from which the
/// present prices are, at the beginning of the term. Prices that came later, as an upgrade's, are looked up in the list by
/// which they came, and give their even part where no list has them.
#[must_use]
pub(crate) fn lots_for_plan(draft: &Draft<'_>, found: &Subscription, billing: BillingPlan) -> Vec<SeatLot> {
    let term = found.term.length;
    let listed = |billing| {
        let at = found.term.began_at;
        opening::unit_price(&draft.account, &found.offer, term, billing, &draft.context, at)
    };
    let (then, wanted) = (listed(found.billing), listed(billing));
    let later = |unit: UnitPrice| {
        let lines = draft.context.catalogue.prices.lines(&found.offer, unit.currency);
        let same = lines.iter().filter(|line| {
            line.term == term && line.billing == found.billing && line.unit_price(unit.currency) == unit
        });
        let from = same.map(|line| line.from).filter(|from| *from <= day_of(draft.at)).max()?;
        let at = start_of_day(from);
        opening::unit_price(&draft.account, &found.offer, term, billing, &draft.context, at)
    };
    let offer = draft.context.catalogue.offer(&found.offer);
    let stays = |discount: &Discount| {
        offer.is_none_or(|offer| {
            let sale = Sale { offer, term, billing, seats: found.seats() };
            promotion::of_plan(&draft.account, discount, sale, &draft.context).is_some()
        })
    };
    let reprice = |lot: &SeatLot| {
        let even = lot.unit.map(|unit| unit.for_plan(found.billing.months(term), billing.months(term)));
        let unit = if lot.unit == then { wanted } else { lot.unit.and_then(later) }.or(even);
        let discount = lot.discount.as_ref().filter(|discount| stays(discount)).cloned();
        SeatLot { unit, discount, ..lot.clone() }
    };
    found.lots.iter().map(reprice).collect()
}

/// The seats at the prices of today's list, where prices are locked for a month only (`classic.price_lock`, BILL-110); empty
/// where they stay as they are.
#[must_use]
pub(crate) fn lots_of_cycle(draft: &Draft<'_>, found: &Subscription) -> Vec<SeatLot> {
    let lock = draft.context.policies.billing_at(found.term.began_at).classic.price_lock;
    let monthly = found.commerce == Commerce::Classic && found.billing == BillingPlan::Monthly;
    if !monthly || lock == PriceLock::Term {
        return Vec::new();
    }
    let term = found.term.length;
    let today =
        opening::unit_price(&draft.account, &found.offer, term, found.billing, &draft.context, draft.at);
    match today {
        Some(unit) if found.lots.iter().any(|lot| lot.unit != Some(unit)) => {
            found.lots.iter().map(|lot| SeatLot { unit: Some(unit), ..lot.clone() }).collect()
        }
        _ => Vec::new(),
    }
}

/// Changes the billing frequency of an order: every classic subscription in it, with their add-ons (BILL-301). Their
/// terms restart today at today's prices (BILL-303).
pub(crate) fn of_order(draft: &mut Draft<'_>, id: OrderId, billing: BillingPlan) {
    let seller = cart::seller_of(draft);
    let found = draft.context.loaded.orders.iter().find(|order| order.id == id);
    let mine = |order: &&Order| {
        draft.context.caller.actor == Actor::System || order.seller.partner() == seller.partner()
    };
    let Some(order) = found.filter(mine) else {
        let reasons = access::to_account(&draft.account, Action::ChangeOrderBilling, &draft.context);
        draft.refuse_all(reasons);
        draft.refuse(
            Reason::new(Rule::Bill301, Code::OrderUnknown, Subject::Order(id))
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
        return;
    };
    let members = members(draft, order);
    if members.iter().all(|member| member.billing == billing) {
        let reasons = access::to_account(&draft.account, Action::ChangeOrderBilling, &draft.context);
        draft.refuse_all(reasons);
        return;
    }
    for member in &members {
        let reasons =
            access::to_subscription(&draft.account, member, Action::ChangeOrderBilling, &draft.context);
        draft.refuse_all(reasons);
        draft.refuse_all(access::locked_by_upgrade(&draft.account, member));
        draft.refuse_all(not_uniform(member));
        draft.refuse_all(promotion_over(draft, member));
        draft.refuse_all(base_elsewhere(draft, member, &members));
        match draft.context.catalogue.offer(&member.offer) {
            Some(offer) => draft.refuse_all(purchase::offered(offer, member.term.length, Some(billing))),
            None => draft.refuse(
                Reason::about(Rule::Bill302, Code::OrderNotUniform, member.id)
                    .remedy(Remedy::ContactSupport, Who::Support),
            ),
        }
    }
    if draft.is_refused() {
        return;
    }
    // Bases first, so that their add-ons take over the new dates (ADD-05).
    let (bases, addons): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| member.parent.is_none());
    for base in &bases {
        let term = opening::first_term(base.commerce, base.term.length, draft.at, draft.policy());
        replace(draft, base, term, billing);
    }
    for addon in &addons {
        let parent = addon.parent.and_then(|parent| draft.subscription(parent));
        let term = parent.map_or_else(|| addon.term.clone(), |parent| parent.term.clone());
        replace(draft, addon, term, billing);
    }
}

/// The live subscriptions of an order, and the add-ons of each.
fn members(draft: &Draft<'_>, order: &Order) -> Vec<Subscription> {
    let named: Vec<SubscriptionId> = order.lines.iter().map(|line| line.subscription).collect();
    draft
        .account
        .live()
        .filter(|held| named.contains(&held.id) || held.parent.is_some_and(|parent| named.contains(&parent)))
        .cloned()
        .collect()
}

/// BILL-302: all of them active, paid and licence-based.
fn not_uniform(member: &Subscription) -> Option<Reason> {
    let reason = || {
        Reason::about(Rule::Bill302, Code::OrderNotUniform, member.id)
            .with("status", member.status.code())
            .with("trial", member.is_trial())
    };
    if member.commerce != Commerce::Classic {
        // The others change theirs one by one, and most only for the next term.
        return Some(reason().remedy(at_renewal(member), Who::Partner));
    }
    if !member.is_active() {
        return Some(reason().remedy(Remedy::Reactivate { subscription: member.id }, Who::Partner));
    }
    member.is_trial().then(|| reason().remedy(Remedy::ConvertTrial { subscription: member.id }, Who::Partner))
}

/// BILL-302: one that is in a promotion only while that holds.
fn promotion_over(draft: &Draft<'_>, member: &Subscription) -> Option<Reason> {
    (!promotion::is_active(member, draft.at, draft.context.catalogue)).then(|| {
        Reason::about(Rule::Bill302, Code::OrderNotUniform, member.id)
            .with("status", member.status.code())
            .with("trial", member.is_trial())
            .remedy(at_renewal(member), Who::Partner)
    })
}

/// ADDON-102: an add-on is billed like its base, so it cannot change without the base's order.
fn base_elsewhere(draft: &Draft<'_>, member: &Subscription, members: &[Subscription]) -> Option<Reason> {
    let base = draft.subscription(member.parent?)?;
    (!members.iter().any(|other| other.id == base.id)).then(|| {
        Reason::about(Rule::Bill301, Code::FrequencyIsTheOrders, member.id)
            .with("order", base.order.to_string())
            .remedy(Remedy::ChangeOrder, Who::Caller)
    })
}

/// What a change that is not possible in the term can be instead.
fn at_renewal(subscription: &Subscription) -> Remedy {
    Remedy::ScheduleForRenewal {
        subscription: subscription.id,
        renews_on: crate::calendar::next_day(subscription.term.period.last),
    }
}
