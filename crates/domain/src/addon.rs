//! Add-ons (ADD-01..05): bought on their base, suspended with it, aligned to it.

use crate::account::Account;
use crate::availability::{self, Listed};
use crate::catalogue::{Commerce, Offer};
use crate::decision::{Context, Draft};
use crate::event::Event;
use crate::ids::{OfferId, OrderId, SubscriptionId};
use crate::order::Wanted;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::{Seller, Subscription};
use crate::{access, cart};

/// The rules that this module holds.
pub const RULES: &[Rule] =
    &[Rule::Add01, Rule::Add02, Rule::Add03, Rule::Cat08, Rule::Addon101, Rule::Addon103, Rule::Addon201];

/// The add-ons that fit a base and are sold in the customer's region, each with what else stands against it (ADD-03).
#[must_use]
pub fn available_for<'a>(account: &Account, base: SubscriptionId, context: &Context<'a>) -> Vec<Listed<'a>> {
    let Some(base) = account.subscriptions.get(&base) else { return Vec::new() };
    let country = account.head.customer.country();
    context
        .catalogue
        .offers
        .values()
        .filter(|offer| offer.commerce == base.commerce && offer.sold_in(country) && fits(offer, &base.offer))
        .map(|offer| {
            let mut reasons = availability::reasons(account, offer, context);
            reasons.extend(base_reasons(offer, base));
            reasons.extend(tier(offer, context));
            Listed { offer, reasons }
        })
        .collect()
}

/// Whether an offer is an add-on for the base.
#[must_use]
pub fn fits(offer: &Offer, base: &OfferId) -> bool {
    offer.addon.as_ref().is_some_and(|addon| addon.needs.contains(base))
}

/// What stands against buying an offer because it is an add-on, or because it is asked for as one and is none.
#[must_use]
pub fn purchase_reasons(
    account: &Account,
    offer: &Offer,
    wanted: &Wanted,
    seller: &Seller,
    context: &Context<'_>,
) -> Vec<Reason> {
    let subject = || Subject::Offer(offer.id.clone());
    let Some(addon) = &offer.addon else {
        let claims_base = wanted.parent.is_some() || wanted.parent_line.is_some();
        let reason = Reason::new(Rule::Add03, Code::AddOnDoesNotFit, subject());
        let reason = reason.remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller);
        return claims_base.then_some(reason).into_iter().collect();
    };
    let mut reasons: Vec<Reason> = tier(offer, context).into_iter().collect();
    let fitting = || {
        account
            .live()
            .filter(|held| addon.needs.contains(&held.offer) && held.seller.partner() == seller.partner())
    };
    let Some(parent) = wanted.parent else {
        if offer.commerce == Commerce::Classic {
            let subscriptions: Vec<_> = fitting().map(|base| base.id).collect();
            let mut reason = Reason::new(Rule::Cat08, Code::AddOnOutsideBase, subject());
            if subscriptions.is_empty() {
                reason = reason.remedy(Remedy::BuyFirst { offers: addon.needs.clone() }, Who::Caller);
            }
            reasons.push(reason.remedy(Remedy::BuyFromBase { subscriptions }, Who::Caller));
        } else if !addon.needs.is_empty() && !purchase::has_active(account, &addon.needs) {
            reasons.push(
                Reason::new(Rule::Addon201, Code::BaseMissing, subject())
                    .remedy(Remedy::BuyFirst { offers: addon.needs.clone() }, Who::Caller),
            );
        }
        return reasons;
    };
    match account.subscriptions.get(&parent) {
        Some(base) if base.seller.partner() == seller.partner() => {
            if !fits(offer, &base.offer) {
                reasons.push(
                    Reason::new(Rule::Add03, Code::AddOnDoesNotFit, subject())
                        .with("base", base.offer.to_string())
                        .remedy(Remedy::BuyFirst { offers: addon.needs.clone() }, Who::Caller),
                );
            }
            reasons.extend(base_reasons(offer, base));
            reasons.extend(access::locked_by_upgrade(account, base));
        }
        _ => reasons.push(Reason::about(Rule::Add01, Code::SubscriptionUnknown, parent).remedy(
            Remedy::BuyFromBase { subscriptions: fitting().map(|base| base.id).collect() },
            Who::Caller,
        )),
    }
    reasons
}

/// ADD-01: the base must be active.
fn base_reasons(offer: &Offer, base: &Subscription) -> Option<Reason> {
    (!base.is_active()).then(|| {
        Reason::about(Rule::Add01, Code::BaseNotActive, base.id)
            .with("status", base.status.code())
            .with("add_on", offer.title.clone())
            .remedy(Remedy::Reactivate { subscription: base.id }, Who::Partner)
    })
}

/// ADD-02: an indirect reseller cannot buy add-ons.
fn tier(offer: &Offer, context: &Context<'_>) -> Option<Reason> {
    let partner = context.partners.get(context.caller.partner_id()?)?;
    let allowed = &context.policies.at(context.now).tiers.buy_add_ons;
    (!allowed.contains(&partner.tier)).then(|| {
        Reason::new(Rule::Add02, Code::TierMayNotBuyAddOns, Subject::Offer(offer.id.clone()))
            .with("partner", partner.name.clone())
            .remedy(Remedy::AskSeller, Who::OtherSeller)
    })
}

/// Buys add-ons into an existing order, each for the base it names.
pub(crate) fn buy_into_order(draft: &mut Draft<'_>, order: OrderId, lines: &[Wanted]) {
    let reasons = access::to_account(&draft.account, Action::Buy, &draft.context);
    draft.refuse_all(reasons);
    let found = draft.context.loaded.orders.iter().find(|loaded| loaded.id == order);
    let seller = cart::seller_of(draft);
    let Some(found) = found.filter(|found| found.seller.partner() == seller.partner()) else {
        draft.refuse(
            Reason::new(Rule::Add01, Code::OrderUnknown, Subject::Order(order))
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
        return;
    };
    let mut number = found.lines.iter().map(|line| line.number + 1).max().unwrap_or(0);
    for wanted in lines {
        if wanted.parent.is_none() {
            draft.refuse(
                Reason::new(Rule::Add01, Code::AddOnOutsideBase, Subject::Offer(wanted.offer.clone()))
                    .remedy(Remedy::BuyFromBase { subscriptions: Vec::new() }, Who::Caller),
            );
            continue;
        }
        let reasons = purchase::reasons(&draft.account, wanted, &seller, &draft.context);
        if !reasons.is_empty() {
            draft.refuse_all(reasons);
            continue;
        }
        if let Some(id) = purchase::open_line(draft, wanted, &seller, found.payment, order)
            && let Some(line) = cart::order_line(draft, wanted, id, number)
        {
            draft.emit(Event::OrderLineAdded { order, line: Box::new(line) });
            number += 1;
        }
    }
}
