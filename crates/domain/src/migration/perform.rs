//! Carrying a migration out: the new subscriptions begin (MIG-104), the work that moves users and closes the classic ones
//! begins with them, and the migration is complete when all of it is done.

use serde_json::json;

use super::{Migration, MigrationWish, Part, Review, Reviewed, ScheduleEnd, open_schedule, review};
use crate::calendar::{BillingPlan, Term};
use crate::catalogue::Offer;
use crate::decision::{Context, Draft, Notice};
use crate::event::Event;
use crate::ids::{MigrationId, MigrationScheduleId, OrderId, SubscriptionId, UpgradeId};
use crate::opening::{self, Opening};
use crate::order::{Order, OrderLine, OrderOrigin};
use crate::subscription::{LotOrigin, Seller, Subscription};
use crate::upgrade::{Stage, Upgrade, UpgradeKind};

/// Migrates at once, or refuses with every reason.
pub(crate) fn migrate(draft: &mut Draft<'_>, wish: &MigrationWish) {
    let context = Context { now: draft.at, ..draft.context };
    let review = review(&draft.account, wish, &context);
    draft.refuse_all(review.reasons().cloned());
    if !draft.is_refused() {
        begin(draft, wish, &review, None);
    }
}

/// One part of a migration that nothing stands against.
struct Ready<'r, 'a> {
    reviewed: &'r Reviewed<'a>,
    source: &'r Subscription,
    offer: &'a Offer,
    commitment: (Term, BillingPlan),
}

fn ready<'r, 'a>(reviewed: &'r Reviewed<'a>) -> Option<Ready<'r, 'a>> {
    let (source, offer, commitment) = (reviewed.source.as_ref()?, reviewed.offer?, reviewed.commitment?);
    Some(Ready { reviewed, source, offer, commitment })
}

/// Begins a migration that nothing stands against.
pub(super) fn begin(
    draft: &mut Draft<'_>,
    wish: &MigrationWish,
    review: &Review<'_>,
    schedule: Option<MigrationScheduleId>,
) {
    let Some(base) = ready(&review.base) else { return };
    let add_ons: Vec<Ready<'_, '_>> = review.add_ons.iter().filter_map(ready).collect();
    let id = MigrationId(draft.ids.next(draft.at));
    // Steps of one instant follow the ids of their upgrades; an add-on is closed before its base takes it along.
    let mut upgrades: Vec<UpgradeId> =
        (0..=add_ons.len()).map(|_| UpgradeId(draft.ids.next(draft.at))).collect();
    upgrades.sort_unstable();
    let last = upgrades.pop().unwrap_or(UpgradeId(id.0));
    let opened = open(draft, &base, last);
    let others: Vec<Part> =
        add_ons.iter().zip(upgrades).map(|(add_on, upgrade)| open(draft, add_on, upgrade)).collect();
    let migration = Migration {
        id,
        seller: base.source.seller.clone(),
        external_reference: wish.external_reference.clone(),
        schedule,
        started_at: draft.at,
        completed_at: None,
        base: opened,
        add_ons: others,
    };
    let superseded = open_schedule(&draft.account, base.source.id).map(|open| open.id);
    let body = told(&migration);
    let works: Vec<Upgrade> = migration
        .parts()
        .zip(std::iter::once(&base).chain(&add_ons))
        .map(|(part, ready)| work(draft, &migration, part, ready))
        .collect();
    draft.emit(Event::MigrationStarted { migration: Box::new(migration) });
    draft.tell("new_commerce_migration_created", Some(base.source.id), body);
    for upgrade in works {
        if upgrade.seats < draft.subscription(upgrade.source).map_or(0, |source| source.assigned) {
            let users = draft.subscription(upgrade.source).map_or(0, |source| source.assigned);
            draft.notice(Notice::FewerLicencesThanUsers { seats: upgrade.seats, users });
        }
        draft.emit(Event::UpgradeStarted { upgrade: Box::new(upgrade) });
    }
    if let Some(waiting) = superseded {
        let end = if schedule == Some(waiting) {
            ScheduleEnd::CarriedOut { migration: id }
        } else {
            ScheduleEnd::Overtaken { migration: id }
        };
        draft.emit(Event::MigrationScheduleEnded { schedule: waiting, end });
    }
}

/// Opens what takes the place of a classic subscription, with an order of its own: new charges start on this day (MIG-104), and
/// a window for cancelling opens as with a purchase (MIG-105).
fn open(draft: &mut Draft<'_>, part: &Ready<'_, '_>, upgrade: UpgradeId) -> Part {
    let Ready { reviewed, source, offer, commitment: (term, billing) } = part;
    let (term, billing) = (*term, *billing);
    let seats = reviewed.wish.seats.unwrap_or_else(|| source.seats());
    let order = OrderId(draft.ids.next(draft.at));
    // A name that somebody gave stays; the title of the classic offer does not.
    let title = draft.context.catalogue.offer(&source.offer).map(|classic| classic.title.as_str());
    let own = (title != Some(source.friendly_name.as_str())).then(|| source.friendly_name.clone());
    let opening = Opening {
        offer,
        seats,
        term,
        billing,
        friendly_name: own,
        seller: source.seller.clone(),
        payment: source.payment,
        order,
        parent: None,
        migrated_from: Some(source.id),
        ends_on: reviewed.ends_on,
        beside: None,
        origin: LotOrigin::Purchase,
        window_opened_at: Some(draft.at),
    };
    let target = opening::open(draft, opening);
    let opened = draft.subscription(target).cloned();
    place_order(draft, source, order, opened.as_ref());
    Part {
        source: source.id,
        source_offer: source.offer.clone(),
        target,
        offer: offer.id.clone(),
        order,
        upgrade,
        seats,
        term,
        billing,
        full_term: reviewed.wish.full_term,
        custom_end: reviewed.wish.custom_end,
        ends_on: opened.map_or(source.term.period.last, |opened| opened.term.period.last),
        provisioned_at: None,
    }
}

fn place_order(draft: &mut Draft<'_>, source: &Subscription, id: OrderId, opened: Option<&Subscription>) {
    let (Some(opened), Some(currency)) = (opened, opening::currency(&draft.account, &draft.context)) else {
        return;
    };
    let reseller = match &source.seller {
        Seller::Partner { reseller, .. } => reseller.clone(),
        Seller::Direct => None,
    };
    let line = OrderLine {
        number: 0,
        offer: opened.offer.clone(),
        subscription: opened.id,
        parent: None,
        quantity: opened.seats(),
        term: opened.term.length,
        friendly_name: opened.friendly_name.clone(),
        unit: opened.lots.first().and_then(|lot| lot.unit),
        reseller,
        custom_end: None,
        notes: std::collections::BTreeMap::new(),
    };
    let order = Order {
        id,
        seller: source.seller.clone(),
        payment: source.payment,
        placed_at: draft.at,
        billing: opened.billing,
        currency,
        origin: OrderOrigin::Migration,
        lines: vec![line],
    };
    draft.emit(Event::OrderPlaced { order: Box::new(order) });
}

/// The work that moves the users of one part and closes its classic subscription.
fn work(draft: &Draft<'_>, migration: &Migration, part: &Part, ready: &Ready<'_, '_>) -> Upgrade {
    let plan = ready.offer.plan.and_then(|plan| draft.context.catalogue.plan(plan));
    Upgrade {
        id: part.upgrade,
        kind: UpgradeKind::Migration,
        migration: Some(migration.id),
        source: part.source,
        source_offer: part.source_offer.clone(),
        target: Some(part.target),
        target_offer: part.offer.clone(),
        seats: part.seats,
        term: part.term,
        billing: part.billing,
        moves_licences: plan.is_some_and(|plan| plan.assignable),
        seller: ready.source.seller.clone(),
        payment: ready.source.payment,
        sold_to: None,
        started_at: draft.at,
        stage: Stage::Provisioning { due: draft.at },
        users_total: 0,
        users_done: 0,
        needs_work: 0,
        switched_on: 0,
    }
}

fn told(migration: &Migration) -> serde_json::Value {
    let parts: Vec<(SubscriptionId, SubscriptionId)> =
        migration.parts().map(|part| (part.source, part.target)).collect();
    json!({
        "migration": migration.id,
        "source": migration.base.source,
        "target": migration.base.target,
        "subscriptions": parts,
        "external_reference": migration.external_reference,
        "schedule": migration.schedule,
    })
}

/// Completes a migration when the work on the last of its parts is done.
pub(crate) fn part_is_done(draft: &mut Draft<'_>, id: MigrationId) {
    let running = |upgrade: &Upgrade| upgrade.migration == Some(id) && upgrade.is_running();
    if draft.account.upgrades.values().any(running) {
        return;
    }
    let Some(migration) = draft.account.migrations.get(&id).filter(|known| known.is_running()) else {
        return;
    };
    let (target, body) = (migration.base.target, told(migration));
    draft.emit(Event::MigrationCompleted { migration: id });
    draft.tell("new_commerce_migration_completed", Some(target), body);
}
