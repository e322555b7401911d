//! Corrections of what was charged (INV-105): an operator, or the billing people of the seller, give back a line or a part
//! of it, for a reason that stands on the line. Never more than stands charged comes back.

use crate::access;
use crate::billing::charge::Basis;
use crate::billing::charge::{Charge, Derivation};
use crate::billing::kind::ChargeType;
use crate::billing::ledger::{PricedSeats, by_price};
use crate::cancellation::REASON_MAX;
use crate::catalogue::Commerce;
use crate::decision::Draft;
use crate::event::{Correction, Event};
use crate::ids::{ChargeId, SubscriptionId};
use crate::money::{Currency, Money};
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;
use crate::subscription::Subscription;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Inv105];

/// The types of corrections of classic licences.
pub const CLASSIC: [ChargeType; 3] =
    [ChargeType::OffsetLineItem, ChargeType::OneTimeRefund, ChargeType::Credit];

/// The types of corrections of new commerce and marketplace subscriptions.
pub const NEW_COMMERCE: [ChargeType; 1] = [ChargeType::CustomerCredit];

/// What is asked for.
pub(crate) struct Wish<'w> {
    /// The type.
    pub(crate) kind: ChargeType,
    /// The line that was wrong.
    pub(crate) charge: Option<ChargeId>,
    /// What comes back.
    pub(crate) amount: Option<Money>,
    /// Why.
    pub(crate) reason: &'w str,
}

/// What a correction can be about: a line, or what stands charged for the running cycle.
struct Correctable {
    template: Correction,
    /// What can come back at most, in minor units.
    most: i64,
}

/// Gives back what was charged wrongly. Subscriptions that are over can be corrected too.
pub(crate) fn adjust(draft: &mut Draft<'_>, id: SubscriptionId, wish: &Wish<'_>) {
    let Some(found) = draft.subscription(id).cloned() else {
        draft.refuse(
            Reason::about(Rule::Buy03, Code::SubscriptionUnknown, id).remedy(Remedy::ReadAgain, Who::Caller),
        );
        return;
    };
    let reasons = access::to_subscription(&draft.account, &found, Action::ManageBilling, &draft.context);
    draft.refuse_all(reasons);
    if matches!(draft.context.caller.actor, Actor::Customer { .. }) {
        // Whoever pays does not decide what comes back.
        let customer = draft.account.id();
        draft.refuse(
            Reason::new(Rule::Inv105, Code::NotTheSeller, Subject::Customer(customer))
                .remedy(Remedy::AskSeller, Who::OtherSeller),
        );
    }
    draft.refuse_all(form(&found, wish));
    let Some(correctable) = correctable(draft, &found, wish) else {
        draft.refuse(
            Reason::field(Rule::Inv105, Code::ChargeUnknown, "charge").remedy(Remedy::ReadAgain, Who::Caller),
        );
        return;
    };
    let Correctable { mut template, most } = correctable;
    let asked = wish.amount.map_or(most, |amount| amount.minor);
    let currency = template.amount.currency;
    draft.refuse_all(amount_reasons(id, wish.amount, asked, most, currency));
    if draft.is_refused() {
        return;
    }
    template.amount.minor = asked;
    draft.emit(Event::Corrected { subscription: id, correction: Box::new(template) });
    let body =
        serde_json::json!({ "amount": Money { minor: asked, currency }, "reason": wish.reason.trim() });
    draft.tell("charge_corrected", Some(id), body);
}

/// The type and the reason.
fn form(found: &Subscription, wish: &Wish<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let kinds: &[ChargeType] = if found.commerce == Commerce::Classic { &CLASSIC } else { &NEW_COMMERCE };
    if !kinds.contains(&wish.kind) {
        let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        reasons.push(
            Reason::field(Rule::Inv105, Code::ValueInvalid, "kind")
                .remedy(Remedy::ChooseValue { expected: names.join(", ") }, Who::Caller),
        );
    }
    if wish.reason.trim().is_empty() {
        let reason = Reason::about(Rule::Inv105, Code::ReasonMissing, found.id);
        reasons.push(reason.remedy(Remedy::GiveReason, Who::Caller));
    }
    if wish.reason.chars().count() > REASON_MAX {
        let expected = format!("at most {REASON_MAX} characters");
        reasons.push(
            Reason::field(Rule::Inv105, Code::ValueInvalid, "reason")
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    reasons
}

fn correctable(draft: &Draft<'_>, found: &Subscription, wish: &Wish<'_>) -> Option<Correctable> {
    let reason = wish.reason.trim().to_owned();
    match wish.charge {
        Some(id) => of_line(draft, found, id, wish.kind, reason),
        None => {
            let ledger = &found.ledger;
            let cycle = ledger.cycle?;
            let mut seats = by_price(&found.lots).into_iter().next()?;
            seats.seats = found.seats().max(1);
            let amount = Money { minor: 0, currency: seats.unit.currency };
            let (kind, period) = (wish.kind, cycle.covered);
            let template = Correction { kind, amount, period, cycle, seats, charge: None, reason };
            Some(Correctable { template, most: ledger.net })
        }
    }
}

/// A line, as far as it has not come back already: by corrections of the line, or of the cycle as a whole.
fn of_line(
    draft: &Draft<'_>,
    found: &Subscription,
    id: ChargeId,
    kind: ChargeType,
    reason: String,
) -> Option<Correctable> {
    // Lines of the same decision are not among the rows that were loaded.
    let fresh = draft.events().iter().flat_map(|recorded| &recorded.charges);
    let loaded = draft.context.loaded.charges.iter();
    let lines: Vec<&Charge> = loaded.chain(fresh).filter(|line| line.key.subscription == found.id).collect();
    let line = lines.iter().find(|line| line.id == id && line.amount.minor > 0)?;
    let unit = line.unit?;
    let of_cycle = lines.iter().filter(|other| other.cycle.whole == line.cycle.whole);
    let stands = of_cycle.fold(0_i64, |sum, other| sum.saturating_add(other.amount.minor));
    let back = lines.iter().filter(|other| takes_back(other, line));
    let left = back.fold(line.amount.minor, |sum, other| sum.saturating_add(other.amount.minor));
    let seats =
        PricedSeats { lot: line.key.lot, unit, discount: line.discount.clone(), seats: line.quantity };
    let template = Correction {
        kind,
        amount: Money { minor: 0, currency: line.amount.currency },
        period: line.key.period,
        cycle: line.cycle,
        seats,
        charge: Some(id),
        reason,
    };
    Some(Correctable { template, most: left.min(stands) })
}

/// Whether a line takes another one back, or a part of it.
fn takes_back(other: &Charge, line: &Charge) -> bool {
    match &other.derivation {
        Derivation { basis: Basis::Reversal { of }, .. } => *of == line.id,
        Derivation { basis: Basis::Entered { .. }, .. } => {
            other.key.period == line.key.period && other.key.lot == line.key.lot
        }
        _ => false,
    }
}

fn amount_reasons(
    id: SubscriptionId,
    wanted: Option<Money>,
    asked: i64,
    most: i64,
    currency: Currency,
) -> Option<Reason> {
    let at_most = Money { minor: most, currency };
    if wanted.is_some_and(|amount| amount.currency != currency || amount.minor <= 0) {
        let expected = format!("an amount above zero, at most {at_most}");
        let reason = Reason::field(Rule::Inv105, Code::ValueInvalid, "amount");
        return Some(reason.remedy(Remedy::ChooseValue { expected }, Who::Caller));
    }
    (asked > most || most <= 0).then(|| {
        let reason = Reason::about(Rule::Inv105, Code::CorrectionTooLarge, id)
            .with("asked", Money { minor: asked, currency }.to_string())
            .with("most", at_most.to_string());
        if most > 0 {
            let expected = format!("at most {at_most}");
            reason.remedy(Remedy::ChooseValue { expected }, Who::Caller)
        } else {
            reason.remedy(Remedy::ReadAgain, Who::Caller)
        }
    })
}
