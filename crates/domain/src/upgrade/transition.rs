//! Upgrading a new-commerce subscription at once: all of its seats in place or into an existing subscription (UPG-104),
//! some of them into a new or an existing one (PART-01..07, UPG-105), and converting its trial (TRIAL-203).

use serde_json::json;

use super::eligibility::target::{self, Commitment};
use super::eligibility::{self, default_commitment, least_seats, moves_licences};
use super::start::{self, NewTarget, begin, open_target, upgrade_of};
use super::{UpgradeKind, steps};
use crate::calendar::{self, BillingPlan, Term};
use crate::catalogue::{Commerce, Offer};
use crate::decision::Draft;
use crate::event::{Event, Taken};
use crate::ids::{OfferId, SubscriptionId};
use crate::opening;
use crate::policy::{PartialWhen, Policy, Refund, UpgradePromotion};
use crate::promotion::{self, Sale};
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::{LotOrigin, SeatLot, Subscription, TermState};
use crate::{access, purchase, seats, trial};

/// What is asked for.
pub(super) struct Wish<'w> {
    /// The target offer.
    pub(super) target: &'w OfferId,
    /// The seats that move, or that the whole will have.
    pub(super) seats: u32,
    /// An existing subscription to move into.
    pub(super) into: Option<SubscriptionId>,
    /// The term; the source's when absent.
    pub(super) term: Option<Term>,
    /// The billing plan; the source's when absent.
    pub(super) billing: Option<BillingPlan>,
}

/// Decides a transition.
pub(super) fn decide(draft: &mut Draft<'_>, id: SubscriptionId, wish: &Wish<'_>) {
    let action = draft.subscription(id).map_or(Action::Transition, eligibility::action);
    let Some(source) = access::subscription(draft, id, action) else { return };
    let policy = draft.policy_of(&source);
    let reasons = eligibility::check_transition_source(&draft.account, &source, policy);
    draft.refuse_all(reasons);
    let Some(offer) = draft.context.catalogue.offer(wish.target) else {
        draft.refuse(target::unknown(wish.target));
        return;
    };
    let reasons = eligibility::check_target(&draft.account, &source, offer, &draft.context);
    draft.refuse_all(reasons);
    let reasons = seats_reasons(draft, &source, offer, wish.seats, policy);
    draft.refuse_all(reasons);
    let partial = !source.is_trial() && wish.seats < source.seats();
    match wish.into {
        Some(into) => into_existing(draft, &source, offer, into, wish.seats, partial),
        None => alone(draft, &source, offer, wish, partial, policy),
    }
}

/// Reasons of the number of seats alone.
fn seats_reasons(
    draft: &Draft<'_>,
    source: &Subscription,
    offer: &Offer,
    seats: u32,
    policy: &Policy,
) -> Vec<Reason> {
    let have = source.seats();
    let not_possible = |rule| {
        Reason::about(rule, Code::SeatsNotPossible, source.id).with("requested", seats).with("seats", have)
    };
    if source.is_trial() {
        let min = least_seats(source, policy);
        let bounds = Remedy::ChooseQuantity { min, max: offer.seats_max };
        let few = (seats < min).then(|| not_possible(Rule::Trial203).remedy(bounds, Who::Caller));
        return few.into_iter().collect();
    }
    if seats == 0 {
        let bounds = Remedy::ChooseQuantity { min: 1, max: have };
        return vec![not_possible(Rule::Part01).remedy(bounds, Who::Caller)];
    }
    // PART-02: a number that differs is a partial upgrade, and seats that do not exist cannot move. UPG-105 lets a full
    // upgrade bring more seats with it.
    if seats > have && policy.new_commerce.partial_when == PartialWhen::SeatsDiffer {
        let buy = Remedy::BuySeats { subscription: source.id, seats: seats.saturating_sub(have) };
        let reason =
            not_possible(Rule::Part02).remedy(Remedy::ChooseQuantity { min: 1, max: have }, Who::Caller);
        return vec![reason.remedy(buy, Who::Partner)];
    }
    let rest = have.saturating_sub(seats);
    let least = draft.context.catalogue.offer(&source.offer).map_or(1, |present| present.seats_min);
    if rest > 0 && rest < least {
        let most = have.saturating_sub(least);
        let bounds = if most == 0 {
            Remedy::ChooseQuantity { min: have, max: have }
        } else {
            Remedy::ChooseQuantity { min: 1, max: most }
        };
        let reason = not_possible(Rule::Part01).with("rest", rest).with("least", least);
        return vec![reason.remedy(bounds, Who::Caller)];
    }
    Vec::new()
}

/// Without an existing subscription: in place, or to a new one.
fn alone(
    draft: &mut Draft<'_>,
    source: &Subscription,
    offer: &Offer,
    wish: &Wish<'_>,
    partial: bool,
    policy: &Policy,
) {
    let reasons = purchase::quantity(&draft.account, offer, wish.seats, wish.seats);
    draft.refuse_all(reasons);
    let Some(commitment) = commitment_of(source, offer, wish, policy) else {
        draft.refuse(target::unknown(&offer.id));
        return;
    };
    let reasons = target::commitment(&draft.account, offer, commitment, &draft.context);
    draft.refuse_all(reasons);
    draft.refuse_all(term_shorter(source, offer, commitment.term));
    if draft.is_refused() {
        return;
    }
    draft.drop_schedule(source.id, Rule::Part04);
    if partial {
        to_new(draft, source, offer, commitment, wish.seats, policy);
    } else {
        in_place(draft, source, offer, commitment, wish.seats);
    }
}

/// The commitment that was asked for, completed by the one that changes least.
fn commitment_of(
    source: &Subscription,
    offer: &Offer,
    wish: &Wish<'_>,
    policy: &Policy,
) -> Option<Commitment> {
    let usual = default_commitment(source, offer, policy)?;
    let term = wish.term.unwrap_or(if source.is_trial() { usual.term } else { source.term.length });
    let plans = offer.billing_plans(term);
    let kept = plans.iter().copied().find(|plan| *plan == usual.billing);
    let billing = wish.billing.or(kept).or_else(|| plans.first().copied()).unwrap_or(usual.billing);
    Some(Commitment { term, billing })
}

/// UPG-107.
fn term_shorter(source: &Subscription, offer: &Offer, term: Term) -> Option<Reason> {
    if source.is_trial() || term.months() >= source.term.length.months() {
        return None;
    }
    let long = |term: &Term| term.months() >= source.term.length.months();
    let terms: Vec<Term> = offer.terms.iter().map(|option| option.term).filter(long).collect();
    let reason = Reason::new(Rule::Upg107, Code::TargetTermShorter, Subject::Offer(offer.id.clone()))
        .with("term", term.code())
        .with("source_term", source.term.length.code());
    Some(reason.remedy(Remedy::ChooseTerm { terms }, Who::Caller))
}

/// All seats, the same subscription (UPG-104). No window opens, and the one that is open stays as it is (NCE-305); a
/// trial that converts is bought at this moment and gets its window (TRIAL-205).
fn in_place(draft: &mut Draft<'_>, source: &Subscription, offer: &Offer, commitment: Commitment, seats: u32) {
    let mut upgrade = upgrade_of(draft, source, offer, UpgradeKind::InPlace, commitment, seats);
    let id = upgrade.id;
    upgrade.target = Some(source.id);
    upgrade.moves_licences = moves_licences(&draft.account, source, offer, &draft.context);
    begin(draft, upgrade);
    if source.is_trial() {
        convert(draft, source, offer, commitment, seats);
    } else {
        let lots = repriced(draft, source, offer, commitment, seats);
        let term = term_in_place(draft, source, commitment);
        draft.emit(Event::OfferChanged {
            subscription: source.id,
            offer: offer.id.clone(),
            plan: offer.plan,
            term,
            billing: commitment.billing,
            lots,
            upgrade: id,
        });
    }
    if offer.plan == source.plan {
        // The same plan sold as another offer: users hold the very licence already.
        steps::complete(draft, id);
    }
}

/// The term of an upgrade in place: the running one, or a longer one from today.
fn term_in_place(draft: &Draft<'_>, source: &Subscription, commitment: Commitment) -> TermState {
    if commitment.term != source.term.length {
        return opening::first_term(Commerce::NewCommerce, commitment.term, draft.at, draft.policy());
    }
    let mut term = source.term.clone();
    if commitment.billing != source.billing {
        let today = calendar::day_of(draft.at);
        term.cycle = term.cycles(commitment.billing).containing(today).map_or(0, |(cycle, _)| cycle);
    }
    term
}

/// The lots at the prices of today's list, with a lot for the seats that come on top.
fn repriced(
    draft: &Draft<'_>,
    source: &Subscription,
    offer: &Offer,
    commitment: Commitment,
    seats: u32,
) -> Vec<SeatLot> {
    let Commitment { term, billing } = commitment;
    let unit = opening::unit_price(&draft.account, &offer.id, term, billing, &draft.context, draft.at);
    let lost = draft.policy_of(source).new_commerce.upgrade_promotion == UpgradePromotion::Lost;
    let discount = (!lost).then(|| {
        // UPG-112: as any purchase of the target would have.
        let sale = Sale { offer, term, billing, seats };
        promotion::of_purchase(&draft.account, sale, draft.at, &draft.context)
    });
    let discount = discount.flatten();
    let with = |lot: SeatLot| SeatLot { unit, discount: discount.clone(), ..lot };
    let mut lots: Vec<SeatLot> = source.lots.iter().cloned().map(with).collect();
    let extra = seats.saturating_sub(source.seats());
    if extra > 0 {
        lots.push(with(seats::added_lot(draft, source, extra, LotOrigin::Transition)));
    }
    lots
}

/// TRIAL-203: the trial becomes the paid offer now, with a window of its own (TRIAL-205).
fn convert(draft: &mut Draft<'_>, source: &Subscription, offer: &Offer, commitment: Commitment, seats: u32) {
    let Commitment { term, billing } = commitment;
    let listed = opening::unit_price(&draft.account, &offer.id, term, billing, &draft.context, draft.at);
    let Some(unit) = listed else { return };
    let term = opening::first_term(Commerce::NewCommerce, term, draft.at, draft.policy());
    let paid = trial::Paid { offer, seats, term, billing, unit, rule: Rule::Trial203, window: true };
    trial::become_paid(draft, source, paid);
}

/// Some seats to a new subscription that ends with its source (PART-06). People reassign the licences (UPG-105), so the
/// upgrade is done as soon as the seats have moved.
fn to_new(
    draft: &mut Draft<'_>,
    source: &Subscription,
    offer: &Offer,
    commitment: Commitment,
    seats: u32,
    policy: &Policy,
) {
    let inherits = policy.new_commerce.partial_inherits_window;
    let new = NewTarget {
        offer,
        seats,
        commitment,
        seller: source.seller.clone(),
        payment: source.payment,
        beside: Some(source.term.clone()),
        window_opened_at: source.window_opened_at.filter(|_| inherits),
    };
    let target = open_target(draft, new);
    let mut upgrade = upgrade_of(draft, source, offer, UpgradeKind::PartialToNew, commitment, seats);
    let id = upgrade.id;
    upgrade.target = Some(target);
    upgrade.moves_licences = false;
    begin(draft, upgrade);
    transfer_seats(draft, source, target, seats, id);
    steps::complete(draft, id);
}

/// Into a subscription that the customer has (PART-07): its seats grow, its term, billing plan and price stay.
fn into_existing(
    draft: &mut Draft<'_>,
    source: &Subscription,
    offer: &Offer,
    into: SubscriptionId,
    moving: u32,
    partial: bool,
) {
    let Some(into) = access::subscription(draft, into, Action::Transition) else { return };
    if into.seller.partner() != source.seller.partner() {
        // Nothing more is said about what another party sold (UPG-07).
        draft.refuse(
            Reason::new(Rule::Chan101, Code::NotTheSeller, Subject::Customer(draft.account.id()))
                .remedy(Remedy::AskSeller, Who::OtherSeller),
        );
        return;
    }
    let reasons =
        eligibility::check_existing(&draft.account, source, &into, &offer.id, moving, &draft.context);
    draft.refuse_all(reasons);
    if draft.is_refused() {
        return;
    }
    draft.drop_schedule(source.id, Rule::Part04);
    draft.drop_schedule(into.id, Rule::Part04);
    let kind = if partial { UpgradeKind::PartialIntoExisting } else { UpgradeKind::IntoExisting };
    let commitment = Commitment { term: into.term.length, billing: into.billing };
    let mut upgrade = upgrade_of(draft, source, offer, kind, commitment, moving);
    let id = upgrade.id;
    upgrade.target = Some(into.id);
    upgrade.moves_licences = !partial && moves_licences(&draft.account, source, offer, &draft.context);
    if !partial {
        start::warn_of_few_seats(draft, into.free_seats().saturating_add(moving), source.assigned);
    }
    begin(draft, upgrade);
    let lot = seats::added_lot(draft, &into, moving, LotOrigin::Transition);
    draft.emit(Event::SeatsAdded { subscription: into.id, lot });
    if partial {
        transfer_seats(draft, source, into.id, moving, id);
        steps::complete(draft, id);
    }
}

/// Takes the seats out of the source, from its oldest lots: those that can still be given back stay (promise N8).
fn transfer_seats(
    draft: &mut Draft<'_>,
    source: &Subscription,
    target: SubscriptionId,
    moving: u32,
    upgrade: crate::ids::UpgradeId,
) {
    let mut left = moving;
    let mut taken = Vec::new();
    for lot in &source.lots {
        let part = left.min(lot.seats);
        if part > 0 {
            taken.push(Taken {
                lot: lot.id,
                seats: part,
                refund: Refund::Prorated,
                policy: lot.policy.clone(),
            });
        }
        left = left.saturating_sub(part);
    }
    draft.emit(Event::SeatsTransferred { subscription: source.id, target, taken, upgrade });
    draft.tell(
        "seats_transferred",
        Some(source.id),
        json!({ "upgrade": upgrade, "target": target, "seats": moving }),
    );
    seats::conflict_notice(draft, source.id);
}
