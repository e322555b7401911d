//! Applying events to an account. It is total: an event that names something unknown changes nothing, because an event is
//! a fact and a fact cannot be refused. State is always the fold of its events.

use jiff::Timestamp;

use super::Account;
use crate::billing::charge::Charge;
use crate::billing::ledger;
use crate::calendar::BillingPlan;
use crate::event::{Event, Recorded, Taken, UsersMoved};
use crate::fulfilment;
use crate::ids::{DirectoryRoleId, SubscriptionId, UpgradeId, UserId};
use crate::role::Actor;
use crate::subscription::{DroppedSchedule, SeatLot, Status, Subscription};
use crate::upgrade::{Stage, Upgrade, UpgradeKind};

impl Account {
    /// Folds one event into the account, with the charges it carries.
    pub fn apply(&mut self, recorded: &Recorded) {
        self.happen(recorded);
        self.book(&recorded.charges);
    }

    /// Folds charges: what stands charged for the running cycles.
    pub fn book(&mut self, charges: &[Charge]) {
        for charge in charges {
            self.change(charge.key.subscription, |subscription| ledger::fold_charge(subscription, charge));
        }
    }

    fn happen(&mut self, recorded: &Recorded) {
        self.head.version = recorded.seq;
        let at = recorded.at;
        match &recorded.event {
            Event::CustomerCreated { customer } => self.head.customer = (**customer).clone(),
            Event::BillingProfileChanged { profile } => {
                self.head.customer.billing_profile = (**profile).clone();
            }
            Event::SegmentChanged { segment } => {
                self.head.customer.segment = *segment;
                self.head.customer.qualified_at = Some(at);
            }
            Event::CustomerDeleted => {
                self.head.customer.deleted_at = Some(at);
                self.head.customer.relationships.clear();
                self.head.carts.clear();
            }
            Event::RelationshipChanged { partner, relationship } => {
                if let (Actor::Customer { .. }, Some(now)) = (&recorded.by, relationship) {
                    let before = self.head.customer.relationships.get(partner);
                    let agreed = before.and_then(|before| before.agreement.as_ref());
                    self.head.customer.signed_directly |=
                        now.agreement.is_some() && now.agreement.as_ref() != agreed;
                }
                match relationship {
                    Some(relationship) => {
                        self.head.customer.relationships.insert(*partner, relationship.clone());
                    }
                    None => {
                        self.head.customer.relationships.remove(partner);
                    }
                };
            }
            Event::BalanceOverdue { unpaid } => self.head.unpaid.push(unpaid.clone()),
            Event::BalancePaid { unpaid } => {
                if let Some(index) = self.head.unpaid.iter().position(|owed| owed == unpaid) {
                    self.head.unpaid.remove(index);
                }
            }
            Event::ServiceHealthChanged { service, healthy: true } => {
                self.head.health.incidents.remove(service);
            }
            Event::ServiceHealthChanged { service, healthy: false } => {
                self.head.health.incidents.insert(service.clone());
            }
            Event::ServiceBusy { until } => self.head.health.busy_until = *until,
            Event::CartSaved { cart } => {
                self.head.carts.insert(cart.id, (**cart).clone());
            }
            Event::CartExpired { cart } => {
                self.head.carts.remove(cart);
            }
            Event::CartOrdered { cart, orders } => {
                if let Some(cart) = self.head.carts.get_mut(cart) {
                    cart.orders.clone_from(orders);
                }
            }
            Event::OrderPlaced { .. }
            | Event::OrderLineAdded { .. }
            | Event::UserChanged { .. }
            | Event::PaymentReminded { .. } => {}
            Event::UserCreated { .. } => self.head.users = self.head.users.saturating_add(1),
            Event::UserDeleted { user } => {
                self.head.users = self.head.users.saturating_sub(1);
                self.leave_roles(|_, member| member != user.id);
                for held in &user.held {
                    self.change(held.subscription, |s| s.assigned = s.assigned.saturating_sub(1));
                }
            }
            Event::UserRestored { assigned, .. } => {
                self.head.users = self.head.users.saturating_add(1);
                for held in assigned {
                    self.change(held.subscription, |s| s.assigned = s.assigned.saturating_add(1));
                }
            }
            Event::LicencesChanged { assigned, added, removed, .. } => {
                // The new licences stand first among `assigned`.
                for held in assigned.iter().take(*added as usize) {
                    self.change(held.subscription, |s| s.assigned = s.assigned.saturating_add(1));
                }
                for subscription in removed {
                    self.change(*subscription, |s| s.assigned = s.assigned.saturating_sub(1));
                }
            }
            Event::RoleGiven { role, user } => {
                self.head.role_members.entry(*role).or_default().insert(*user);
            }
            Event::RoleTaken { role, user } => {
                self.leave_roles(|held, member| (held, member) != (*role, *user));
            }
            Event::SubscriptionStarted { subscription } => self.start(subscription),
            Event::UpgradeStarted { upgrade } => self.start_upgrade(upgrade),
            Event::CreditCheckPassed { upgrade, target, due } => {
                self.change(*target, |s| s.locked_by = Some(*upgrade));
                self.change_upgrade(*upgrade, |u| {
                    u.target = Some(*target);
                    u.stage = Stage::Provisioning { due: *due };
                });
            }
            Event::UpgradeProvisioned { upgrade, target, users, due } => {
                self.change(*target, |s| s.locked_by = Some(*upgrade));
                self.change_upgrade(*upgrade, |u| {
                    u.target = Some(*target);
                    u.users_total = *users;
                    u.stage = Stage::Moving { after: None, due: *due };
                });
                self.provision_part(*upgrade, at);
            }
            Event::UsersMoved { batch } => self.move_users(batch),
            Event::MoveFinished { upgrade, due } => {
                self.change_upgrade(*upgrade, |u| u.stage = Stage::Closing { due: *due });
            }
            Event::UpgradeCompleted { upgrade } => self.end_upgrade(*upgrade, Stage::Completed { at }),
            Event::UpgradeFailed { upgrade, why } => {
                self.end_upgrade(*upgrade, Stage::Failed { at, why: *why });
            }
            Event::MigrationStarted { migration } => {
                self.migrations.insert(migration.id, (**migration).clone());
            }
            Event::MigrationCompleted { migration } => {
                if let Some(migration) = self.migrations.get_mut(migration) {
                    migration.completed_at = Some(at);
                }
            }
            Event::MigrationScheduled { schedule } => {
                self.migration_schedules.insert(schedule.id, (**schedule).clone());
            }
            Event::MigrationScheduleEnded { schedule, end } => {
                if let Some(schedule) = self.migration_schedules.get_mut(schedule) {
                    schedule.end = Some(end.clone());
                    schedule.changed_at = at;
                }
            }
            event => {
                if let Some(id) = event.subscription() {
                    self.change(id, |subscription| apply_to(subscription, event, at));
                }
                if let Event::TrialConverted { term, .. } = event {
                    self.bill_from(term.period.first);
                }
            }
        }
    }

    /// Keeps the members of directory roles that `stays` says stay, and no role without members.
    fn leave_roles(&mut self, stays: impl Fn(DirectoryRoleId, UserId) -> bool) {
        self.head.role_members.retain(|role, members| {
            members.retain(|member| stays(*role, *member));
            !members.is_empty()
        });
    }

    fn change(&mut self, id: SubscriptionId, change: impl FnOnce(&mut Subscription)) {
        if let Some(subscription) = self.subscriptions.get_mut(&id) {
            change(subscription);
        }
    }

    fn change_upgrade(&mut self, id: UpgradeId, change: impl FnOnce(&mut Upgrade)) {
        if let Some(upgrade) = self.upgrades.get_mut(&id) {
            change(upgrade);
        }
    }

    fn start(&mut self, subscription: &Subscription) {
        self.head.had_offers.insert(subscription.offer.clone());
        if subscription.billing != BillingPlan::None && subscription.trial.is_none() {
            self.bill_from(subscription.term.period.first);
        }
        self.subscriptions.insert(subscription.id, subscription.clone());
    }

    fn bill_from(&mut self, day: jiff::civil::Date) {
        self.head.first_billed_on.get_or_insert(day);
    }

    fn start_upgrade(&mut self, upgrade: &Upgrade) {
        if upgrade.is_running() {
            self.change(upgrade.source, |s| s.locked_by = Some(upgrade.id));
            if let Some(target) = upgrade.target {
                self.change(target, |s| s.locked_by = Some(upgrade.id));
            }
        }
        self.upgrades.insert(upgrade.id, upgrade.clone());
    }

    /// The target of a part of a migration is set up.
    fn provision_part(&mut self, upgrade: UpgradeId, at: Timestamp) {
        let migration = self.upgrades.get(&upgrade).and_then(|upgrade| upgrade.migration);
        if let Some(migration) = migration.and_then(|id| self.migrations.get_mut(&id))
            && let Some(part) = migration.part_mut(upgrade)
        {
            part.provisioned_at = Some(at);
        }
    }

    fn end_upgrade(&mut self, id: UpgradeId, stage: Stage) {
        self.change_upgrade(id, |upgrade| upgrade.stage = stage);
        for subscription in self.subscriptions.values_mut() {
            if subscription.locked_by == Some(id) {
                subscription.locked_by = None;
            }
        }
    }

    fn move_users(&mut self, batch: &UsersMoved) {
        let left = batch.moved.saturating_add(u32::try_from(batch.already.len()).unwrap_or(u32::MAX));
        if batch.from != batch.to {
            self.change(batch.from, |s| s.assigned = s.assigned.saturating_sub(left));
            self.change(batch.to, |s| s.assigned = s.assigned.saturating_add(batch.moved));
        }
        let stayed = u32::try_from(batch.stayed.len()).unwrap_or(u32::MAX);
        let work = batch.findings.iter().filter(|finding| finding.kind.needs_work()).count();
        let switched = batch.findings.len().saturating_sub(work);
        self.change_upgrade(batch.upgrade, |upgrade| {
            upgrade.users_done = upgrade.users_done.saturating_add(left).saturating_add(stayed);
            upgrade.needs_work = upgrade.needs_work.saturating_add(u32::try_from(work).unwrap_or(u32::MAX));
            upgrade.switched_on =
                upgrade.switched_on.saturating_add(u32::try_from(switched).unwrap_or(u32::MAX));
            upgrade.stage = Stage::Moving { after: Some(batch.upto), due: batch.due };
        });
    }
}

/// Events about one subscription.
fn apply_to(s: &mut Subscription, event: &Event, at: Timestamp) {
    match event {
        Event::SetUpCompleted { .. } => {
            if let Some(setup) = &mut s.setup {
                setup.completed_at = Some(at);
            }
        }
        Event::PlanChanged { offer, lots, .. } | Event::ChangeRolledBack { offer, lots, .. } => {
            s.offer = offer.clone();
            set_lots(s, lots.clone());
        }
        Event::OperationStarted { operation, .. } => fulfilment::fold_started(s, operation),
        Event::OperationEnded { operation, status, .. } => {
            fulfilment::fold_ended(s, *operation, *status, at);
        }
        Event::SupportContactChanged { contact, .. } => s.support = Some(contact.clone()),
        Event::ProvisioningChanged { provisioned, .. } => s.provisioned = *provisioned,
        Event::Renamed { name, .. } => s.friendly_name.clone_from(name),
        Event::ResellerChanged { reseller: new, .. } => {
            if let crate::subscription::Seller::Partner { reseller, .. } = &mut s.seller {
                reseller.clone_from(new);
            }
        }
        Event::SeatsAdded { lot, .. } => {
            s.next_lot = s.next_lot.max(lot.id.0.saturating_add(1));
            s.lots.push(lot.clone());
        }
        Event::SeatsRemoved { taken, .. } | Event::SeatsTransferred { taken, .. } => take_seats(s, taken),
        Event::CycleStarted { cycle, billing, lots, .. } => {
            s.term.cycle = *cycle;
            if s.next_billing == Some(*billing) {
                s.next_billing = None;
            }
            s.billing = *billing;
            if !lots.is_empty() {
                set_lots(s, lots.clone());
            }
        }
        Event::Suspended { suspension, .. } => {
            s.status = Status::Suspended;
            s.suspension = Some(suspension.clone());
        }
        Event::Reactivated { .. } => {
            s.status = Status::Active;
            s.suspension = None;
        }
        Event::AutoRenewChanged { on, .. } => s.auto_renew = *on,
        Event::ChangeScheduled { next, .. } => {
            s.scheduled = Some(next.clone());
            s.dropped = None;
        }
        Event::ScheduleRemoved { .. } => s.scheduled = None,
        Event::ScheduleDropped { next, rule, .. } => {
            let instead_of = s.unchanged_next_term();
            s.scheduled = None;
            s.dropped = Some(DroppedSchedule { next: next.clone(), instead_of, at, rule: *rule });
        }
        Event::BillingPlanSaved { billing, .. } => s.next_billing = *billing,
        Event::CancellationScheduled { cancels, .. } => s.cancels_at_renewal = *cancels,
        _ => apply_term_event(s, event, at),
    }
    ledger::fold_event(s, event, at);
    if !leaves_revision(event) {
        s.revision = s.revision.saturating_add(1);
    }
}

/// Whether an event is none of the changes that a client's etag is about.
fn leaves_revision(event: &Event) -> bool {
    matches!(
        event,
        Event::CycleStarted { .. }
            | Event::ChangesBooked { .. }
            | Event::Corrected { .. }
            | Event::OperationStarted { .. }
            | Event::OperationEnded { .. }
    )
}

/// Events that replace the term, or end the subscription.
fn apply_term_event(s: &mut Subscription, event: &Event, at: Timestamp) {
    match event {
        Event::TermReplaced { term, billing, lots, .. } => {
            s.extended_from = None;
            s.term = term.clone();
            s.billing = *billing;
            s.next_billing = None;
            set_lots(s, lots.clone());
        }
        Event::Renewed { offer, plan, term, billing, lot, window, reassign_by_hand, .. } => {
            if *reassign_by_hand {
                s.assigned = 0;
            }
            s.offer = offer.clone();
            s.plan = *plan;
            s.term = term.clone();
            s.billing = *billing;
            s.next_billing = None;
            s.scheduled = None;
            s.window_opened_at = window.then_some(at);
            s.extended_from = None;
            set_lots(s, vec![lot.clone()]);
        }
        Event::Extended { term, lots, .. } => {
            s.extended_from.get_or_insert((s.term.length, s.billing));
            s.term = term.clone();
            s.billing = BillingPlan::Monthly;
            s.next_billing = None;
            s.scheduled = None;
            s.window_opened_at = None;
            set_lots(s, lots.clone());
        }
        Event::TrialConverted { offer, plan, term, billing, lot, .. } => {
            s.offer = offer.clone();
            s.plan = *plan;
            s.term = term.clone();
            s.billing = *billing;
            s.trial = None;
            s.scheduled = None;
            s.window_opened_at = lot.window.then_some(at);
            set_lots(s, vec![lot.clone()]);
        }
        Event::OfferChanged { offer, plan, term, billing, lots, .. } => {
            s.offer = offer.clone();
            s.plan = *plan;
            s.term = term.clone();
            s.billing = *billing;
            s.next_billing = None;
            s.trial = None;
            set_lots(s, lots.clone());
        }
        Event::Expired { until, .. } => {
            s.status = Status::Expired;
            s.state_ends_at = Some(*until);
        }
        Event::Disabled { until, .. } => {
            s.status = Status::Disabled;
            s.suspension = None;
            s.state_ends_at = Some(*until);
        }
        Event::Cancelled { .. } | Event::Deleted { .. } | Event::SourceClosed { .. } => {
            s.status = Status::Deleted;
            s.deleted_at = Some(at);
            s.suspension = None;
            s.state_ends_at = None;
            s.scheduled = None;
            s.next_billing = None;
            s.locked_by = None;
            s.assigned = 0;
        }
        _ => {}
    }
}

fn set_lots(s: &mut Subscription, lots: Vec<SeatLot>) {
    for lot in &lots {
        s.next_lot = s.next_lot.max(lot.id.0.saturating_add(1));
    }
    s.lots = lots;
}

fn take_seats(s: &mut Subscription, taken: &[Taken]) {
    for part in taken {
        if let Some(lot) = s.lots.iter_mut().find(|lot| lot.id == part.lot) {
            lot.seats = lot.seats.saturating_sub(part.seats);
        }
    }
    s.lots.retain(|lot| lot.seats > 0);
}

impl UpgradeKind {
    /// Whether the source ends when everybody has moved.
    #[must_use]
    pub const fn closes_source(self) -> bool {
        matches!(
            self,
            UpgradeKind::Classic
                | UpgradeKind::SelfService
                | UpgradeKind::IntoExisting
                | UpgradeKind::Migration
        )
    }
}
