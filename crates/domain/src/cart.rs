//! Carts and orders (BUY-01, BUY-02): several offers per cart, reviewed as a whole, and nothing happens before checkout.

use crate::access;
use crate::account::Account;
use crate::calendar::{BillingPlan, plus_days};
use crate::catalogue::{Commerce, Offer};
use crate::decision::Draft;
use crate::event::Event;
use crate::ids::{CartId, OrderId, SubscriptionId};
use crate::opening;
use crate::order::{Cart, CartLine, Order, OrderLine, OrderOrigin, Wanted};
use crate::promotion;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;
use crate::subscription::{Payment, Seller};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Buy01, Rule::Buy02, Rule::Buy03, Rule::Role142];

/// Who sells when the caller buys: the partner, or the customer buys directly.
#[must_use]
pub fn seller_of(draft: &Draft<'_>) -> Seller {
    match &draft.context.caller.actor {
        Actor::Partner { partner, .. } => {
            let relationship = draft.account.head.customer.relationships.get(partner);
            Seller::Partner {
                partner: *partner,
                reseller: relationship.and_then(|known| known.reseller.clone()),
            }
        }
        Actor::Customer { .. } | Actor::Publisher { .. } | Actor::System => Seller::Direct,
    }
}

/// Makes a cart or replaces the lines of one. Lines that cannot be bought are kept with every reason, so that the review
/// shows them (BUY-02).
pub(crate) fn save(draft: &mut Draft<'_>, id: Option<CartId>, lines: &[Wanted]) {
    let reasons = access::to_account(&draft.account, Action::Buy, &draft.context);
    draft.refuse_all(reasons);
    let seller = seller_of(draft);
    let existing = match id {
        None => None,
        Some(id) => match open_cart(draft, id) {
            Some(cart) => Some(cart),
            None => return,
        },
    };
    if let Some(cart) = existing.as_ref().filter(|cart| !cart.orders.is_empty()) {
        draft.refuse(
            Reason::new(Rule::Buy02, Code::CartOrdered, Subject::Cart(cart.id))
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
    }
    draft.refuse_all(too_long(draft, lines));
    agreement(draft, &seller);
    if draft.is_refused() {
        return;
    }
    let policy = draft.policy();
    let at = draft.at;
    let lines = review(draft, lines, &seller);
    let cart = Cart {
        id: existing.as_ref().map_or_else(|| CartId(draft.ids.next(at)), |cart| cart.id),
        seller,
        created_at: existing.as_ref().map_or(at, |cart| cart.created_at),
        changed_at: at,
        expires_at: existing.as_ref().map_or_else(|| plus_days(at, policy.cart.days), |cart| cart.expires_at),
        lines,
        orders: Vec::new(),
    };
    draft.emit(Event::CartSaved { cart: Box::new(cart) });
}

/// The most lines of a cart, and of an order that is placed without one.
fn too_long(draft: &Draft<'_>, lines: &[Wanted]) -> Option<Reason> {
    let max = draft.policy().cart.lines_max;
    (lines.len() > max as usize).then(|| {
        Reason::field(Rule::Buy01, Code::CartTooLong, "lineItems")
            .with("max", max)
            .remedy(Remedy::ChooseValue { expected: format!("at most {max} lines") }, Who::Caller)
    })
}

fn open_cart(draft: &mut Draft<'_>, id: CartId) -> Option<Cart> {
    let seller = seller_of(draft);
    let cart =
        draft.account.head.carts.get(&id).filter(|cart| cart.seller.partner() == seller.partner()).cloned();
    if cart.is_none() {
        draft.refuse(
            Reason::new(Rule::Buy01, Code::CartUnknown, Subject::Cart(id))
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
    }
    cart
}

/// Reviews lines as if they were bought one after another, so that the second line of a one-per-customer offer, or an
/// add-on whose base stands in the same cart, is judged rightly. Everything happens in a scratch draft.
fn review(draft: &Draft<'_>, lines: &[Wanted], seller: &Seller) -> Vec<CartLine> {
    let mut scratch = Draft::new(draft.account.clone(), draft.context);
    let mut opened: Vec<Option<SubscriptionId>> = vec![None; lines.len()];
    let mut reviewed: Vec<Option<CartLine>> = vec![None; lines.len()];
    for index in buying_order(lines, &draft.context) {
        let Some(line) = lines.get(index) else { continue };
        let wanted = with_base(line, &opened);
        let reasons = purchase::reasons(&scratch.account, &wanted, seller, &scratch.context);
        if reasons.is_empty() {
            let order = OrderId(scratch.ids.next(scratch.at));
            let id = purchase::open_line(&mut scratch, &wanted, seller, Payment::Invoice, order);
            if let Some(place) = opened.get_mut(index) {
                *place = id;
            }
        }
        let bought = opened.get(index).copied().flatten().and_then(|id| scratch.subscription(id));
        let discount = bought.and_then(promotion::held).cloned();
        let offer = draft.context.catalogue.offer(&line.offer);
        let unit = offer.and_then(|offer| unit_of(&scratch, &wanted, offer));
        let group = offer.map_or_else(String::new, |offer| group_of(&scratch.account, &wanted, offer));
        if let Some(place) = reviewed.get_mut(index) {
            *place = Some(CartLine { wanted: line.clone(), group, unit, discount, reasons });
        }
    }
    reviewed.into_iter().flatten().collect()
}

/// Bases before their add-ons; otherwise as given.
fn buying_order(lines: &[Wanted], context: &crate::decision::Context<'_>) -> Vec<usize> {
    let is_addon = |line: &Wanted| context.catalogue.offer(&line.offer).is_some_and(Offer::is_addon);
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|index| lines.get(*index).is_some_and(is_addon));
    order
}

/// The line with the base that its `parent_line` has become.
fn with_base(line: &Wanted, opened: &[Option<SubscriptionId>]) -> Wanted {
    let mut wanted = line.clone();
    if wanted.parent.is_none()
        && let Some(number) = wanted.parent_line
    {
        wanted.parent = opened.get(number as usize).copied().flatten();
    }
    wanted
}

fn unit_of(draft: &Draft<'_>, line: &Wanted, offer: &Offer) -> Option<crate::money::UnitPrice> {
    let (term, billing) = purchase::commitment_of(&draft.account, line, offer)?;
    opening::unit_price(&draft.account, &offer.id, term, billing, &draft.context, draft.at)
}

/// Lines of one system and billing plan are ordered together.
fn group_of(account: &Account, line: &Wanted, offer: &Offer) -> String {
    let billing = billing_of(account, line, offer);
    let system = match offer.commerce {
        Commerce::Classic => "OMS",
        Commerce::NewCommerce => "NCE",
        Commerce::Marketplace => "SAAS",
    };
    format!("{system}-{}", billing.code())
}

fn billing_of(account: &Account, line: &Wanted, offer: &Offer) -> BillingPlan {
    purchase::commitment_of(account, line, offer).map_or(BillingPlan::None, |(_, billing)| billing)
}

/// Places the orders of a cart: all of it or nothing.
pub(crate) fn checkout(draft: &mut Draft<'_>, id: CartId) {
    let reasons = access::to_account(&draft.account, Action::Buy, &draft.context);
    draft.refuse_all(reasons);
    let Some(cart) = open_cart(draft, id) else { return };
    if !cart.orders.is_empty() {
        // Checking out twice is one purchase: the caller reads the orders of the first time.
        return;
    }
    let lines: Vec<Wanted> = cart.lines.into_iter().map(|line| line.wanted).collect();
    let orders = buy(draft, &lines, Payment::Invoice, Subject::Cart(id));
    if !draft.is_refused() {
        draft.emit(Event::CartOrdered { cart: id, orders });
    }
}

/// Buys without a cart.
pub(crate) fn place_order(draft: &mut Draft<'_>, lines: &[Wanted], payment: Option<Payment>) {
    let reasons = access::to_account(&draft.account, Action::Buy, &draft.context);
    draft.refuse_all(reasons);
    let payment = match draft.context.caller.actor {
        Actor::Partner { .. } => Payment::Invoice,
        Actor::Customer { .. } | Actor::Publisher { .. } | Actor::System => payment.unwrap_or(Payment::Card),
    };
    if let Some(reason) = too_long(draft, lines) {
        return draft.refuse(reason);
    }
    buy(draft, lines, payment, Subject::Field("lineItems".to_owned()));
}

fn buy(draft: &mut Draft<'_>, lines: &[Wanted], payment: Payment, subject: Subject) -> Vec<OrderId> {
    let seller = seller_of(draft);
    if lines.is_empty() {
        draft.refuse(
            Reason::new(Rule::Buy01, Code::CartEmpty, subject)
                .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller),
        );
    }
    agreement(draft, &seller);
    let mut orders: Vec<(String, Order)> = Vec::new();
    let mut opened: Vec<Option<SubscriptionId>> = vec![None; lines.len()];
    for index in buying_order(lines, &draft.context) {
        let Some(line) = lines.get(index) else { continue };
        let wanted = with_base(line, &opened);
        let reasons = purchase::reasons(&draft.account, &wanted, &seller, &draft.context);
        let Some(offer) = draft.context.catalogue.offer(&wanted.offer).filter(|_| reasons.is_empty()) else {
            draft.refuse_all(reasons.into_iter().map(|reason| reason.with("line", index)));
            continue;
        };
        let group = group_of(&draft.account, &wanted, offer);
        let place = orders.iter().position(|(known, _)| *known == group);
        let place = place.unwrap_or_else(|| {
            orders.push((group, new_order(draft, &wanted, offer, &seller, payment)));
            orders.len() - 1
        });
        let Some((_, order)) = orders.get_mut(place) else { continue };
        let id = purchase::open_line(draft, &wanted, &seller, payment, order.id);
        if let Some(entry) = opened.get_mut(index) {
            *entry = id;
        }
        let number = u32::try_from(order.lines.len()).unwrap_or(u32::MAX);
        order.lines.extend(id.and_then(|id| order_line(draft, &wanted, id, number)));
    }
    let ids = orders.iter().map(|(_, order)| order.id).collect();
    for (_, order) in orders {
        draft.emit(Event::OrderPlaced { order: Box::new(order) });
    }
    ids
}

/// ROLE-142: before a partner's first order the customer agreement must be confirmed.
fn agreement(draft: &mut Draft<'_>, seller: &Seller) {
    let Some(partner) = seller.partner() else { return };
    let relationship = draft.account.head.customer.relationships.get(&partner);
    if relationship.is_none_or(|relationship| relationship.agreement.is_none()) {
        let customer = draft.account.id();
        draft.refuse(
            Reason::new(Rule::Role142, Code::AgreementMissing, Subject::Customer(customer))
                .remedy(Remedy::ConfirmAgreement, Who::Partner),
        );
    }
}

fn new_order(
    draft: &mut Draft<'_>,
    wanted: &Wanted,
    offer: &Offer,
    seller: &Seller,
    payment: Payment,
) -> Order {
    let at = draft.at;
    let fallback = offer_currency(draft);
    Order {
        id: OrderId(draft.ids.next(at)),
        seller: seller.clone(),
        payment,
        placed_at: at,
        billing: billing_of(&draft.account, wanted, offer),
        currency: fallback,
        origin: OrderOrigin::Purchase,
        lines: Vec::new(),
    }
}

/// The currency of the customer's market. Lines without one are refused before an order is made.
pub(crate) fn offer_currency(draft: &Draft<'_>) -> crate::money::Currency {
    opening::currency(&draft.account, &draft.context).unwrap_or(crate::money::Currency::USD)
}

/// The order line of a subscription that was just opened.
pub(crate) fn order_line(
    draft: &Draft<'_>,
    wanted: &Wanted,
    id: SubscriptionId,
    number: u32,
) -> Option<OrderLine> {
    let opened = draft.subscription(id)?;
    Some(OrderLine {
        number,
        offer: opened.offer.clone(),
        subscription: id,
        parent: opened.parent,
        quantity: opened.seats(),
        term: opened.term.length,
        friendly_name: opened.friendly_name.clone(),
        unit: opened.lots.first().and_then(|lot| lot.unit),
        reseller: wanted.reseller.clone(),
        custom_end: wanted.custom_end,
        notes: wanted.notes.clone(),
    })
}
