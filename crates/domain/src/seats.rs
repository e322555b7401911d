//! Seats, names and resellers of a subscription. Seats come and go in lots (promise N8): an addition is a lot with its own
//! window, a reduction says from which lots it takes and what each returns.

use crate::access;
use crate::calendar::{Term, plus_days};
use crate::catalogue::Commerce;
use crate::decision::{Draft, Notice};
use crate::event::{Event, Taken};
use crate::fulfilment;
use crate::ids::{LotId, SubscriptionId};
use crate::opening;
use crate::policy::Refund;
use crate::promotion;
use crate::purchase;
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;
use crate::subscription::{LotOrigin, SeatLot, Status, Subscription};
use crate::window;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Qty01,
    Rule::Ren02,
    Rule::Ren03,
    Rule::Ren07,
    Rule::Susp102,
    Rule::Mkt104,
    Rule::Mkt105,
    Rule::Life107,
    Rule::Nce112,
    Rule::Nce303,
    Rule::Lic101,
    Rule::Chan106,
];

/// Reasons why nothing about a subscription can change just now: an upgrade works on it, it was changed too often, or its
/// set-up is open.
#[must_use]
pub fn busy(draft: &Draft<'_>, subscription: &Subscription) -> Vec<Reason> {
    let mut reasons: Vec<Reason> =
        access::locked_by_upgrade(&draft.account, subscription).into_iter().collect();
    let max = draft.policy().new_commerce.updates_max;
    if subscription.commerce == Commerce::NewCommerce && subscription.revision > u64::from(max) {
        reasons.push(
            Reason::about(Rule::Nce112, Code::TooManyUpdates, subscription.id)
                .with("max", max)
                .remedy(Remedy::ChooseOffer { offers: vec![subscription.offer.clone()] }, Who::Caller),
        );
    }
    reasons
}

/// MKT-104: some changes are impossible before the publisher's set-up is done.
#[must_use]
pub fn set_up_open(subscription: &Subscription) -> Option<Reason> {
    let setup = subscription.setup.as_ref().filter(|setup| setup.completed_at.is_none())?;
    Some(
        Reason::about(Rule::Mkt104, Code::SetUpOpen, subscription.id)
            .remedy(Remedy::FinishSetUp { link: setup.link.clone() }, Who::Customer),
    )
}

/// TRIAL-101, TRIAL-201: seats, status and term of a trial are fixed.
#[must_use]
pub fn trial_is_fixed(subscription: &Subscription) -> Option<Reason> {
    if !subscription.is_trial() || subscription.commerce == Commerce::Marketplace {
        return None;
    }
    let rule = if subscription.commerce == Commerce::Classic { Rule::Trial101 } else { Rule::Trial201 };
    Some(
        Reason::about(rule, Code::TrialIsFixed, subscription.id)
            .with("seats", subscription.seats())
            .remedy(Remedy::ConvertTrial { subscription: subscription.id }, Who::Partner),
    )
}

/// A subscription that is not active, for `rule`; seats of a suspended one have their own reason (SUSP-102).
#[must_use]
pub fn not_active(subscription: &Subscription, rule: Rule) -> Option<Reason> {
    let reason =
        |rule, code| Reason::about(rule, code, subscription.id).with("status", subscription.status.code());
    match subscription.status {
        Status::Active => None,
        Status::Suspended => Some(
            reason(rule, Code::NotActive)
                .remedy(Remedy::Reactivate { subscription: subscription.id }, Who::Partner),
        ),
        Status::Expired | Status::Disabled | Status::Deleted => Some(
            reason(rule, Code::NotActive)
                .remedy(Remedy::ChooseOffer { offers: vec![subscription.offer.clone()] }, Who::Caller),
        ),
    }
}

/// Changes the friendly name.
pub(crate) fn rename(draft: &mut Draft<'_>, id: SubscriptionId, name: &str) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    if name.trim().is_empty() || name.chars().count() > purchase::FRIENDLY_NAME_MAX {
        let expected = format!("1 to {} characters", purchase::FRIENDLY_NAME_MAX);
        draft.refuse(
            Reason::field(Rule::Buy03, Code::ValueInvalid, "friendlyName")
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    draft.refuse_all(not_active(&found, Rule::Buy03));
    if !draft.is_refused() && found.friendly_name != name {
        draft.emit(Event::Renamed { subscription: id, name: name.to_owned() });
    }
}

/// Changes the indirect reseller of record (CHAN-106).
pub(crate) fn change_reseller(draft: &mut Draft<'_>, id: SubscriptionId, reseller: Option<&str>) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    draft.refuse_all(purchase::reseller(reseller, &found.seller, &draft.context));
    draft.refuse_all(not_active(&found, Rule::Chan106));
    let present = match &found.seller {
        crate::subscription::Seller::Partner { reseller, .. } => reseller.as_deref(),
        crate::subscription::Seller::Direct => None,
    };
    if !draft.is_refused() && present != reseller {
        draft.emit(Event::ResellerChanged { subscription: id, reseller: reseller.map(str::to_owned) });
    }
}

/// Changes the number of seats. The same number changes nothing and is never refused for it.
pub(crate) fn change(draft: &mut Draft<'_>, id: SubscriptionId, seats: u32) {
    let present = draft.subscription(id).map_or(0, Subscription::seats);
    let action = if seats > present { Action::AddLicences } else { Action::ChangeSubscription };
    let Some(found) = access::subscription(draft, id, action) else { return };
    if seats == present {
        return;
    }
    if found.status == Status::Suspended {
        draft.refuse(
            Reason::about(Rule::Susp102, Code::SuspendedSeatsFixed, id)
                .remedy(Remedy::Reactivate { subscription: id }, Who::Partner),
        );
    } else {
        draft.refuse_all(not_active(&found, Rule::Qty01));
    }
    draft.refuse_all(trial_is_fixed(&found));
    draft.refuse_all(set_up_open(&found));
    draft.refuse_all(fulfilment::operation_open(&found));
    let reasons = busy(draft, &found);
    draft.refuse_all(reasons);
    if let Some(offer) = draft.context.catalogue.offer(&found.offer) {
        let reasons = purchase::quantity(&draft.account, offer, seats, seats.saturating_sub(present));
        draft.refuse_all(reasons);
    }
    draft.refuse_all(promotion::growth(&draft.account, &found, seats, &draft.context));
    if seats > present {
        add(draft, &found, seats - present);
    } else {
        reduce(draft, &found, present - seats);
    }
}

/// QTY-01, REN-03: more seats at once, at the price of the term.
fn add(draft: &mut Draft<'_>, found: &Subscription, added: u32) {
    if draft.is_refused() {
        return;
    }
    draft.drop_schedule(found.id, Rule::Ren07);
    let lot = added_lot(draft, found, added, LotOrigin::Addition);
    draft.emit(Event::SeatsAdded { subscription: found.id, lot });
}

/// A lot of seats that join a subscription in its term: at the term's locked price, with a window of their own where the
/// policy of today opens one (NCE-303).
#[must_use]
pub(crate) fn added_lot(draft: &Draft<'_>, to: &Subscription, seats: u32, origin: LotOrigin) -> SeatLot {
    let policy = draft.policy();
    let locked = to.lots.first().and_then(|lot| lot.unit);
    let unit = locked.or_else(|| {
        opening::unit_price(
            &draft.account,
            &to.offer,
            to.term.length,
            to.billing,
            &draft.context,
            to.term.began_at,
        )
    });
    SeatLot {
        id: LotId(to.next_lot),
        seats,
        unit,
        // PROMO-101, PROMO-106: seats added in the term share its discount.
        discount: promotion::held(to).cloned(),
        bought_at: draft.at,
        origin,
        policy: policy.version.clone(),
        window: origin == LotOrigin::Addition && to.commerce == Commerce::NewCommerce,
    }
}

/// Fewer seats: classic and marketplace at any time, new commerce only inside the windows of its lots.
fn reduce(draft: &mut Draft<'_>, found: &Subscription, fewer: u32) {
    if found.commerce == Commerce::Classic && found.term.length == Term::P6Y {
        // LIFE-107: paid once for the whole term, it can only grow.
        let reason = Reason::about(Rule::Life107, Code::ChangeNotSupported, found.id);
        draft.refuse(reason.with("fewer", fewer).remedy(Remedy::ContactSupport, Who::Support));
    }
    if matches!(draft.context.caller.actor, Actor::Customer { .. }) && fewer > found.free_seats() {
        // LIC-101: a customer's own administrator cannot take a seat that somebody sits on.
        draft.refuse(
            Reason::about(Rule::Lic101, Code::SeatsInUse, found.id).with("free", found.free_seats()).remedy(
                Remedy::ResolveLicenceConflict {
                    subscription: found.id,
                    users_too_many: fewer.saturating_sub(found.free_seats()),
                },
                Who::Customer,
            ),
        );
    }
    let taken = if found.commerce == Commerce::NewCommerce {
        refundable(draft, found, fewer)
    } else {
        Some(take(found, fewer, |_| Some(Refund::Prorated)))
    };
    let Some(taken) = taken.filter(|_| !draft.is_refused()) else { return };
    draft.drop_schedule(found.id, Rule::Ren07);
    draft.emit(Event::SeatsRemoved { subscription: found.id, taken });
    conflict_notice(draft, found.id);
}

/// Tells the caller about a licence conflict (LIC-101).
pub(crate) fn conflict_notice(draft: &mut Draft<'_>, id: SubscriptionId) {
    let Some(after) = draft.subscription(id) else { return };
    let users_too_many = after.users_too_many();
    if users_too_many > 0 {
        let until = plus_days(draft.at, draft.policy().licensing.conflict_days);
        draft.notice(Notice::LicenceConflict { subscription: id, users_too_many, until });
        let body = serde_json::json!({ "users_too_many": users_too_many, "until": until });
        draft.tell("licence_conflict", Some(id), body);
    }
}

fn refundable(draft: &mut Draft<'_>, found: &Subscription, fewer: u32) -> Option<Vec<Taken>> {
    let lots = window::refundable_seats(found, draft.context.policies, draft.at);
    let possible = lots.iter().fold(0_u32, |sum, lot| sum.saturating_add(lot.seats));
    if fewer <= possible {
        return Some(take(found, fewer, |lot| {
            lots.iter().find(|open| open.lot == lot.id).map(|open| open.refund)
        }));
    }
    let known_window = !draft.policy_of(found).new_commerce.reduce.is_empty();
    let (rule, code) = if known_window {
        (Rule::Nce303, Code::SeatWindowClosed)
    } else {
        (Rule::Ren02, Code::FewerSeatsAtRenewal)
    };
    let seats = found.seats();
    let mut reason = Reason::about(rule, code, found.id)
        .with("fewer", fewer)
        .with("refundable", possible)
        .with("renews_on", crate::calendar::next_day(found.term.period.last).to_string());
    if let Some(part) = draft.policy_of(found).new_commerce.reduce.last() {
        reason = reason.with("hours", part.hours);
    }
    if possible > 0 {
        let remedy = Remedy::ChooseQuantity { min: seats.saturating_sub(possible), max: seats };
        reason = reason.remedy(remedy, Who::Caller);
    }
    let renews_on = crate::calendar::next_day(found.term.period.last);
    let remedy = Remedy::ScheduleForRenewal { subscription: found.id, renews_on };
    draft.refuse(reason.remedy(remedy, Who::Partner));
    None
}

/// Takes seats from the newest lots first; `refund` says what a lot returns, or that it gives none.
pub(crate) fn take(
    from: &Subscription,
    seats: u32,
    refund: impl Fn(&SeatLot) -> Option<Refund>,
) -> Vec<Taken> {
    let mut left = seats;
    let mut taken = Vec::new();
    for lot in from.lots.iter().rev() {
        if left == 0 {
            break;
        }
        let Some(refund) = refund(lot) else { continue };
        let part = lot.seats.min(left);
        left -= part;
        taken.push(Taken { lot: lot.id, seats: part, refund, policy: lot.policy.clone() });
    }
    taken
}
