//! The customer's own upgrade at the checkout of its admin centre (SELF-01..04): it buys the new plan, moves everybody and
//! closes the old one, all by itself.

use super::eligibility;
use super::start::{NewTarget, begin, licences_can_move, open_target, upgrade_of, warn_of_few_seats};
use super::{Stage, UpgradeKind, credit};
use crate::access;
use crate::billing::charge::Charge;
use crate::billing::{prepaid, refund};
use crate::calendar::{BillingPlan, plus_minutes};
use crate::customer::Address;
use crate::decision::{Draft, Notice};
use crate::event::Event;
use crate::ids::{OfferId, SubscriptionId, UpgradeId};
use crate::money::Money;
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::Payment;

/// What the customer chose at the checkout (SELF-01).
pub(super) struct Checkout<'c> {
    /// The plan.
    pub(super) target: &'c OfferId,
    /// The licences.
    pub(super) seats: u32,
    /// Monthly or for the year.
    pub(super) billing: BillingPlan,
    /// How it is paid for.
    pub(super) payment: Payment,
    /// The sold-to address, where it is not the customer's own.
    pub(super) sold_to: Option<&'c Address>,
}

/// Places the order of an upgrade, or refuses it with every reason.
pub(super) fn upgrade(draft: &mut Draft<'_>, id: SubscriptionId, checkout: &Checkout<'_>) {
    let Some(source) = access::subscription(draft, id, Action::Upgrade) else { return };
    let Checkout { target, seats, billing, payment, sold_to } = checkout;
    let reasons = eligibility::check_own(&draft.account, &source, target, *seats, *billing, &draft.context);
    draft.refuse_all(reasons);
    let reasons = form(draft, checkout);
    draft.refuse_all(reasons);
    let Some(offer) = draft.context.catalogue.offer(target) else { return };
    if draft.is_refused() {
        return;
    }
    let commitment = eligibility::own_commitment(&source, offer, *billing);
    let mut upgrade = upgrade_of(draft, &source, offer, UpgradeKind::SelfService, commitment, *seats);
    upgrade.payment = *payment;
    upgrade.sold_to = sold_to.cloned().map(Box::new);
    upgrade.moves_licences = licences_can_move(draft, &source, offer);
    warn_of_few_seats(draft, *seats, source.assigned);
    if credit::is_needed(draft, &upgrade) {
        upgrade.stage = Stage::CreditCheck { due: credit::announce(draft, &upgrade) };
    } else {
        let new = NewTarget {
            offer,
            seats: *seats,
            commitment,
            seller: source.seller.clone(),
            payment: *payment,
            beside: None,
            window_opened_at: None,
        };
        // SELF-04: paid is usable; the move goes on behind it.
        upgrade.target = Some(open_target(draft, new));
        let minutes = draft.policy().upgrade.provisioning_minutes;
        upgrade.stage = Stage::Provisioning { due: plus_minutes(draft.at, minutes) };
    }
    let id = upgrade.id;
    begin(draft, upgrade);
    tell_refund(draft, id);
}

/// BILL-04, BILL-05: before anything is paid, what the old plan returns if the upgrade completes now, what of a prepaid one
/// is lost, and how the money comes back.
fn tell_refund(draft: &mut Draft<'_>, id: UpgradeId) {
    let Some(upgrade) = draft.account.upgrades.get(&id).cloned() else { return };
    let Some(source) = draft.subscription(upgrade.source).cloned() else { return };
    let mut ahead = Draft::new(draft.account.clone(), draft.context);
    ahead.at = draft.at;
    if matches!(upgrade.stage, Stage::CreditCheck { .. }) {
        credit::pass(&mut ahead, &upgrade);
    }
    let place = ahead.events_count();
    ahead.emit(Event::SourceClosed { subscription: source.id, upgrade: id });
    let lines: Vec<Charge> =
        ahead.events().iter().skip(place).flat_map(|closed| closed.charges.iter().cloned()).collect();
    if source.payment == Payment::Prepaid {
        let Some(rest) = prepaid::remaining(&source, draft.at, &draft.context) else { return };
        let credited = lines.iter().fold(0_i64, |sum, line| sum.saturating_sub(line.amount.minor));
        let of = |minor| Money { minor, currency: rest.currency };
        let lost = of(rest.minor.saturating_sub(credited).max(0));
        draft.notice(Notice::PrepaidRest { subscription: source.id, credited: of(credited), lost });
    } else if let Some(notice) = refund::notice(&draft.account, &lines, &draft.context) {
        draft.notice(notice);
    }
}

/// What the form itself does not take.
fn form(draft: &Draft<'_>, checkout: &Checkout<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if checkout.payment == Payment::Prepaid {
        let expected = "card or invoice".to_owned();
        reasons.push(
            Reason::field(Rule::Self01, Code::ValueInvalid, "payment")
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    // Prices and availability are those of the customer's market, so the order cannot be sold to another one.
    let country = draft.account.head.customer.country();
    if checkout.sold_to.is_some_and(|address| address.country != country) {
        let expected = format!("an address in {country}");
        reasons.push(
            Reason::field(Rule::Self01, Code::ValueInvalid, "soldTo.country")
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    reasons
}
