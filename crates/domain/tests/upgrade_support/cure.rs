//! Applying remedies, and nothing but remedies (promise N1).

use seatwright_domain::command::Command;
use seatwright_domain::customer::Delegation;
use seatwright_domain::event::Event;
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Who};
use seatwright_domain::subscription::{Seller, SuspensionReason};

use super::{HAVENWERK, NORDLJUS, World, administrator, agent, as_caller, fold, settle, until};

/// Applies the first remedy of a reason that somebody can act on. What the reason asks of the operator of the services is
/// done by the operator.
pub fn cure(world: &mut World, reason: &Reason) {
    let remedy = reason.remedies.first().unwrap_or_else(|| panic!("{reason:?} has no remedy"));
    match remedy {
        Remedy::ResolveLicenceConflict { subscription, users_too_many } => {
            take_licences(world, *subscription, *users_too_many);
        }
        Remedy::SeeServiceHealth | Remedy::Wait | Remedy::TryAgain { .. } => wait(world, reason),
        Remedy::Reactivate { subscription } => {
            by_seller(world, *subscription, &Command::Reactivate { subscription: *subscription });
        }
        Remedy::CancelSubscription { subscription } => suspend(world, *subscription),
        Remedy::RemoveAddOns { subscriptions } => {
            for subscription in subscriptions {
                suspend(world, *subscription);
            }
        }
        Remedy::CancelWhereBought => {
            // Only the customer knows where: with the other partner, in this world.
            let elsewhere: Vec<_> = world
                .account
                .live()
                .filter(|known| known.seller.partner() == Some(NORDLJUS) && known.is_active())
                .map(|known| known.id)
                .collect();
            assert!(!elsewhere.is_empty(), "there is nothing elsewhere");
            for subscription in elsewhere {
                suspend(world, subscription);
            }
        }
        Remedy::Pay { amounts } => {
            assert!(!amounts.is_empty(), "the amounts are named");
            let caller =
                if reason.who.contains(&Who::Customer) { administrator(world) } else { agent(HAVENWERK) };
            as_caller(world, caller, |world| world.run(Command::PayOverdue { subscription: None }));
        }
        Remedy::RequestDelegation => {
            let delegation = Delegation { granted_at: world.now, until: None, only_plans: [].into() };
            let caller = administrator(world);
            as_caller(world, caller, |world| {
                let delegation = Some(delegation);
                world.run(Command::SetDelegation { partner: HAVENWERK, delegation })
            });
        }
        other => panic!("nobody can simply do {other:?}"),
    }
}

/// Cures every reason of a refusal. A remedy may have removed several reasons, so those that are gone are skipped.
pub fn cure_all(world: &mut World, refused: &Refusals, still: impl Fn(&mut World) -> Option<Refusals>) {
    for reason in refused.reasons() {
        let gone = still(world).is_none_or(|now| {
            !now.reasons().iter().any(|left| {
                left.rule == reason.rule && left.code == reason.code && left.subject == reason.subject
            })
        });
        if !gone {
            cure(world, reason);
        }
    }
}

fn take_licences(world: &mut World, subscription: seatwright_domain::ids::SubscriptionId, count: u32) {
    for _ in 0..count {
        let holder = world.users.iter().find(|known| known.assignment(subscription).is_some());
        let user = holder.expect("somebody holds a licence").user.id;
        let place = world.history.len();
        let removed = vec![subscription];
        super::happen(world, Event::LicencesChanged { user, assigned: vec![], added: 0, removed });
        fold(world, place);
    }
}

/// Time passes, or the operator mends what is ill.
fn wait(world: &mut World, reason: &Reason) {
    if let Some(at) = reason.clears_at {
        until(world, &at.to_string());
        settle(world);
        return;
    }
    let operator = agent(HAVENWERK);
    match reason.code {
        Code::ServiceIncident => {
            let ill: Vec<String> = world.account.head.health.incidents.iter().cloned().collect();
            for service in ill {
                as_caller(world, operator.clone(), |world| {
                    world.run(Command::ReportService { service, healthy: true })
                });
            }
        }
        Code::NotSetUp => {
            let open: Vec<_> =
                world.account.live().filter(|known| !known.provisioned).map(|known| known.id).collect();
            for subscription in open {
                super::happen(world, Event::ProvisioningChanged { subscription, provisioned: true });
            }
        }
        other => panic!("waiting for {other:?} has no end"),
    }
}

fn suspend(world: &mut World, subscription: seatwright_domain::ids::SubscriptionId) {
    let reason = SuspensionReason::CustomerRequest;
    by_seller(world, subscription, &Command::Suspend { subscription, reason });
}

fn by_seller(world: &mut World, subscription: seatwright_domain::ids::SubscriptionId, command: &Command) {
    let caller = match world.sub(subscription).seller {
        Seller::Partner { partner, .. } => agent(partner),
        Seller::Direct => administrator(world),
    };
    as_caller(world, caller, |world| {
        world.run(command.clone());
    });
}
