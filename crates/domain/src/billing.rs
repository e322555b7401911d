//! Billing: what an event costs or gives back, as lines of a bill. Pure: the lines follow from the event, the account
//! before and after it, the policies and the partners, so that they can be found again at any time (promise N6).

pub mod charge;
pub mod classic;
mod correcting;
pub mod cycle;
pub mod dunning;
pub mod fraction;
pub mod invoice;
pub mod invoicing;
pub mod kind;
pub mod ledger;
mod lines;
pub mod new_commerce;
pub mod policy;
pub mod prepaid;
pub mod refund;
pub mod rounding;
pub mod settling;

pub(crate) use self::classic::books_on;

use self::charge::Charge;
use self::lines::Lines;
use crate::account::Account;
use crate::catalogue::Commerce;
use crate::decision::Context;
use crate::event::{Event, Recorded};
use crate::rule::Rule;
use crate::subscription::{Payment, Subscription};
use crate::upgrade::{Upgrade, UpgradeKind};

/// The lines of an event.
///
/// - `before`: the subscription that the event is about, as it was; none for a new one.
/// - `after`: the account with the event folded in, without its charges.
#[must_use]
pub fn charges(
    before: Option<&Subscription>,
    after: &Account,
    recorded: &Recorded,
    context: &Context<'_>,
) -> Vec<Charge> {
    let Some(subscription) = recorded.event.subscription().and_then(|id| after.subscriptions.get(&id)) else {
        return Vec::new();
    };
    let upgrade = upgrade_of(after, &recorded.event);
    let kind = upgrade.map(|upgrade| upgrade.kind);
    // What ends or is replaced is settled by the terms it had; what begins, by its own.
    let mut made = Lines::new(subscription, &after.head.customer, recorded, context);
    if let Event::Corrected { correction, .. } = &recorded.event {
        correcting::corrected(&mut made, correction);
        return made.into_made();
    }
    if subscription.payment == Payment::Prepaid {
        if let (Event::SourceClosed { .. }, Some(before)) = (&recorded.event, before) {
            let target =
                upgrade.and_then(|upgrade| upgrade.target).and_then(|id| after.subscriptions.get(&id));
            prepaid::closed(&mut made, before, target);
        }
        return made.into_made();
    }
    match subscription.commerce {
        Commerce::Classic => {
            // What is credited by days whatever the day, and by which rule; a partner's upgrade is a cancellation (BILL-215).
            let prorated = match kind {
                Some(UpgradeKind::SelfService) => Some(Rule::Bill02),
                Some(UpgradeKind::Migration) => Some(Rule::Mig104),
                _ => None,
            };
            classic::lines(&mut made, before, &recorded.event, prorated);
        }
        Commerce::NewCommerce | Commerce::Marketplace => {
            new_commerce::lines(&mut made, before, &recorded.event, kind);
        }
    }
    made.into_made()
}

fn upgrade_of<'a>(account: &'a Account, event: &Event) -> Option<&'a Upgrade> {
    let (Event::SourceClosed { upgrade, .. }
    | Event::SeatsTransferred { upgrade, .. }
    | Event::OfferChanged { upgrade, .. }) = event
    else {
        return None;
    };
    account.upgrades.get(upgrade)
}
