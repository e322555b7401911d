//! Changes to one subscription.

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::subscription::{NextTerm, PartialAtRenewal};

use super::super::actions::why;
use super::super::self_upgrades::checkout;
use super::{Present, flag_needed, offer, offer_needed};
use crate::fields::{Fields, TEXT_MAX, Takes};
use crate::handlers::{lines, migrations};
use crate::wire::subscription::SUSPENSION_REASONS;

/// What is given as the reason where a quote gives none: quotes ask what would happen, not why.
const REASON_OF_QUOTE: &str = "quote";

fn subject(fields: &Fields<'_>) -> Option<SubscriptionId> {
    fields.id_needed("subscription")
}

/// A term by its ISO 8601 duration.
pub(super) fn term_of(fields: &Fields<'_>) -> Option<Term> {
    lines::term(fields, "term")
}

/// A billing cycle by its name.
pub(super) fn billing_of(fields: &Fields<'_>) -> Option<BillingPlan> {
    lines::billing(fields, "billingCycle")
}

pub(super) fn billing_needed(fields: &Fields<'_>) -> Option<BillingPlan> {
    let billing = billing_of(fields);
    fields.need("billingCycle", Takes::one_of(["monthly", "annual"]), billing)
}

pub(super) fn seats(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, seats) = (subject(fields), fields.quantity_needed("quantity", 0));
    Some(Command::ChangeSeats { subscription: subscription?, seats: seats? })
}

pub(super) fn plan(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, offer) = (subject(fields), offer_needed(fields, "offerId"));
    Some(Command::ChangePlan { subscription: subscription?, offer: offer? })
}

pub(super) fn rename(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, name) = (subject(fields), fields.text_needed("name", TEXT_MAX));
    Some(Command::Rename { subscription: subscription?, name: name? })
}

pub(super) fn suspend(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, reason) = (subject(fields), fields.word_needed("reason", &SUSPENSION_REASONS));
    Some(Command::Suspend { subscription: subscription?, reason: reason? })
}

pub(super) fn reactivate(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    Some(Command::Reactivate { subscription: subject(fields)? })
}

/// The confirmation is taken as given, because a quote asks what would follow from it.
pub(super) fn cancel(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, reason) = (subject(fields), why(fields));
    let reason = if reason.is_empty() { REASON_OF_QUOTE.to_owned() } else { reason };
    let confirmed = fields.flag("confirm").unwrap_or(true);
    Some(Command::Cancel { subscription: subscription?, reason, confirmed })
}

pub(super) fn auto_renew(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, on) = (subject(fields), flag_needed(fields, "enabled"));
    Some(Command::SetAutoRenew { subscription: subscription?, on: on? })
}

/// What the schedule leaves out stays as the next term would have it now. A subscription that is not there is named all
/// the same, so that the refusal names it too.
pub(super) fn schedule(fields: &Fields<'_>, present: &Present) -> Option<Command> {
    let subscription = subject(fields);
    let (target, seats) = (offer(fields, "offerId"), fields.quantity("quantity", 1));
    let (term, billing, custom_end) = (term_of(fields), billing_of(fields), fields.day("endsOn"));
    let partial = fields.object("partial").map(|fields| partial(&fields));
    let subscription = subscription?;
    let Some(now) = present.next_terms.get(&subscription).cloned() else {
        return Some(Command::Unschedule { subscription });
    };
    let next = NextTerm {
        offer: target.unwrap_or(now.offer),
        seats: seats.unwrap_or(now.seats),
        term: term.unwrap_or(now.term),
        billing: billing.unwrap_or(now.billing),
        custom_end: custom_end.or(now.custom_end),
        partial: match partial {
            Some(partial) => Some(partial?),
            None => now.partial,
        },
    };
    Some(Command::Schedule { subscription, next })
}

fn partial(fields: &Fields<'_>) -> Option<PartialAtRenewal> {
    let (offer, seats) = (offer_needed(fields, "offerId"), fields.quantity_needed("quantity", 1));
    Some(PartialAtRenewal { offer: offer?, seats: seats? })
}

pub(super) fn unschedule(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    Some(Command::Unschedule { subscription: subject(fields)? })
}

pub(super) fn restore_schedule(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    Some(Command::RestoreSchedule { subscription: subject(fields)? })
}

pub(super) fn billing_plan(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, billing) = (subject(fields), billing_needed(fields));
    Some(Command::ChangeBillingPlan { subscription: subscription?, billing: billing? })
}

pub(super) fn term(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, term, billing) = (subject(fields), term_of(fields), billing_of(fields));
    let term = fields.need("term", Takes::one_of([Term::P1M, Term::P1Y, Term::P2Y, Term::P3Y]), term);
    Some(Command::ChangeTerm { subscription: subscription?, term: term?, billing })
}

pub(super) fn convert_trial(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, target) = (subject(fields), offer_needed(fields, "target"));
    let (seats, billing) = (fields.quantity("quantity", 1), billing_of(fields));
    Some(Command::ConvertTrial { subscription: subscription?, target: target?, seats, billing })
}

pub(super) fn set_up_completed(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    Some(Command::CompleteSetUp { subscription: subject(fields)? })
}

pub(super) fn upgrade(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, target) = (subject(fields), offer_needed(fields, "target"));
    let seats = fields.quantity("quantity", 1);
    let transfer = fields.flag("moveLicences").unwrap_or(true);
    Some(Command::Upgrade { subscription: subscription?, target: target?, seats, transfer })
}

pub(super) fn own_upgrade(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    checkout(fields, subject(fields)?)
}

pub(super) fn transition(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let (subscription, target) = (subject(fields), offer_needed(fields, "target"));
    let (seats, into) = (fields.quantity_needed("quantity", 1), fields.id("into"));
    let (term, billing) = (term_of(fields), billing_of(fields));
    let transfer = fields.flag("moveLicences").unwrap_or(true);
    Some(Command::Transition {
        subscription: subscription?,
        target: target?,
        seats: seats?,
        into,
        term,
        billing,
        transfer,
    })
}

/// The fields are those of a migration's own address.
pub(super) fn migrate(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    Some(Command::MigrateToNewCommerce { wish: Box::new(migrations::wish(fields)?) })
}
