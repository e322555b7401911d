//! Beginning an upgrade: what all kinds share, and the partner upgrade of a classic subscription (UPG-01..08).

use serde_json::json;

use super::eligibility;
use super::eligibility::target::{Commitment, commitment_like};
use super::{Stage, Upgrade, UpgradeKind};
use crate::access;
use crate::catalogue::Offer;
use crate::decision::{Draft, Notice};
use crate::event::Event;
use crate::ids::{OfferId, OrderId, SubscriptionId, UpgradeId};
use crate::opening::{self, Opening};
use crate::order::{Order, OrderLine, OrderOrigin};
use crate::role::Action;
use crate::subscription::{LotOrigin, Payment, Seller, Subscription, TermState};

/// A subscription to be opened for an upgrade.
pub(super) struct NewTarget<'a> {
    /// The offer.
    pub(super) offer: &'a Offer,
    /// The seats.
    pub(super) seats: u32,
    /// Term and billing plan.
    pub(super) commitment: Commitment,
    /// Who sells: the seller of the source.
    pub(super) seller: Seller,
    /// How it is paid for.
    pub(super) payment: Payment,
    /// The source's term, for a partial upgrade (PART-06).
    pub(super) beside: Option<TermState>,
    /// The source's window, where the policy hands it on (NCE-305).
    pub(super) window_opened_at: Option<jiff::Timestamp>,
}

/// Opens the target with an order of its own: in billing an upgrade is the new subscription added (UPG-08).
pub(super) fn open_target(draft: &mut Draft<'_>, new: NewTarget<'_>) -> SubscriptionId {
    let order = OrderId(draft.ids.next(draft.at));
    let NewTarget { offer, seats, commitment, seller, payment, beside, window_opened_at } = new;
    let ends_on = beside.as_ref().map(|term| term.period.last);
    let opening = Opening {
        offer,
        seats,
        term: commitment.term,
        billing: commitment.billing,
        friendly_name: None,
        seller: seller.clone(),
        payment,
        order,
        parent: None,
        ends_on: None,
        beside,
        migrated_from: None,
        origin: LotOrigin::Transition,
        window_opened_at,
    };
    let subscription = opening::open(draft, opening);
    let Some(currency) = opening::currency(&draft.account, &draft.context) else { return subscription };
    let reseller = match &seller {
        Seller::Partner { reseller, .. } => reseller.clone(),
        Seller::Direct => None,
    };
    let line = OrderLine {
        number: 0,
        offer: offer.id.clone(),
        subscription,
        parent: None,
        quantity: seats,
        term: commitment.term,
        friendly_name: offer.title.clone(),
        unit: draft.subscription(subscription).and_then(|opened| opened.lots.first()?.unit),
        reseller,
        custom_end: ends_on,
        notes: std::collections::BTreeMap::new(),
    };
    let placed = Order {
        id: order,
        seller,
        payment,
        placed_at: draft.at,
        billing: commitment.billing,
        currency,
        origin: OrderOrigin::Upgrade,
        lines: vec![line],
    };
    draft.emit(Event::OrderPlaced { order: Box::new(placed) });
    subscription
}

/// The upgrade of a source, before anything is known about how it is carried out. It begins with its first step due now.
pub(super) fn upgrade_of(
    draft: &mut Draft<'_>,
    source: &Subscription,
    target: &Offer,
    kind: UpgradeKind,
    commitment: Commitment,
    seats: u32,
) -> Upgrade {
    Upgrade {
        id: UpgradeId(draft.ids.next(draft.at)),
        kind,
        migration: None,
        source: source.id,
        source_offer: source.offer.clone(),
        target: None,
        target_offer: target.id.clone(),
        seats,
        term: commitment.term,
        billing: commitment.billing,
        moves_licences: true,
        seller: source.seller.clone(),
        payment: source.payment,
        sold_to: None,
        started_at: draft.at,
        stage: Stage::Provisioning { due: draft.at },
        users_total: 0,
        users_done: 0,
        needs_work: 0,
        switched_on: 0,
    }
}

/// Records that the upgrade begins, and tells what follows for the source's users.
pub(super) fn begin(draft: &mut Draft<'_>, upgrade: Upgrade) {
    let users = draft.subscription(upgrade.source).map_or(0, |source| source.assigned);
    if upgrade.kind.is_partial() || !upgrade.moves_licences {
        draft.notice(Notice::ReassignByHand { subscription: upgrade.source });
    } else if users > 0 {
        // LIC-02: which choices these are is in the preview and, user by user, in the findings.
        draft.notice(Notice::ServiceChoicesReset { subscription: upgrade.source });
    }
    let body = json!({
        "upgrade": upgrade.id,
        "kind": upgrade.kind,
        "source": upgrade.source,
        "target_offer": upgrade.target_offer,
        "seats": upgrade.seats,
    });
    draft.tell("upgrade_started", Some(upgrade.source), body);
    draft.emit(Event::UpgradeStarted { upgrade: Box::new(upgrade) });
}

/// SELF-02: a warning and no refusal when users will be left without a licence.
pub(super) fn warn_of_few_seats(draft: &mut Draft<'_>, seats: u32, users: u32) {
    if seats < users {
        draft.notice(Notice::FewerLicencesThanUsers { seats, users });
    }
}

/// Whether seats of both plans are given to users, so that licences can move at all.
pub(super) fn licences_can_move(draft: &Draft<'_>, source: &Subscription, target: &Offer) -> bool {
    [source.plan, target.plan]
        .into_iter()
        .all(|plan| plan.and_then(|plan| draft.context.catalogue.plan(plan)).is_some_and(|p| p.assignable))
}

/// Upgrades a classic subscription as its partner. The target has a term of its own, all users move (LIC-01), and the
/// source is closed when they have (UPG-08); `transfer` off leaves the assigning to people.
pub(super) fn classic(
    draft: &mut Draft<'_>,
    id: SubscriptionId,
    target: &OfferId,
    seats: Option<u32>,
    transfer: bool,
) {
    let Some(source) = access::subscription(draft, id, Action::Upgrade) else { return };
    let seats = seats.unwrap_or_else(|| source.seats());
    let reasons = eligibility::check_classic(&draft.account, &source, target, seats, &draft.context);
    draft.refuse_all(reasons);
    let Some(offer) = draft.context.catalogue.offer(target) else { return };
    let Some(commitment) = commitment_like(&source, offer) else {
        // An offer without any term cannot be bought, so there is no way to it either.
        let reason = eligibility::no_path(&draft.account, &source, offer, &draft.context);
        draft.refuse(reason);
        return;
    };
    if draft.is_refused() {
        return;
    }
    draft.drop_schedule(source.id, crate::rule::Rule::Ren07);
    let new = NewTarget {
        offer,
        seats,
        commitment,
        seller: source.seller.clone(),
        payment: source.payment,
        beside: None,
        window_opened_at: None,
    };
    let opened = open_target(draft, new);
    let mut upgrade = upgrade_of(draft, &source, offer, UpgradeKind::Classic, commitment, seats);
    upgrade.target = Some(opened);
    upgrade.moves_licences = transfer && licences_can_move(draft, &source, offer);
    warn_of_few_seats(draft, seats, source.assigned);
    begin(draft, upgrade);
}
