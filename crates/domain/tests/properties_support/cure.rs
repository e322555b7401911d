//! Applying the remedies of a refusal, exactly as they stand there (promise N1).

use seatwright_domain::command::Command;
use seatwright_domain::refusal::{Reason, Refusals, Remedy, Subject};
use seatwright_domain::role::Caller;
use seatwright_domain::subscription::Seller;

use super::company::Company;
use crate::support::CATALOGUE;

/// Applies the first remedy of every reason to the world or to the request. None where one of them is not for a program
/// to apply: buying elsewhere, asking somebody, waiting.
pub fn apply(company: &mut Company, command: &Command, refused: &Refusals) -> Option<Command> {
    let mut command = command.clone();
    for reason in refused.reasons() {
        command = apply_one(company, command, reason)?;
    }
    Some(command)
}

fn apply_one(company: &mut Company, mut command: Command, reason: &Reason) -> Option<Command> {
    match reason.remedies.first()? {
        Remedy::AskRole { roles } => company.caller.roles = roles.clone(),
        Remedy::Reactivate { subscription } => {
            as_seller(company, &Command::Reactivate { subscription: *subscription })?;
        }
        Remedy::SwitchAutoRenewOn { subscription } => {
            as_seller(company, &Command::SetAutoRenew { subscription: *subscription, on: true })?;
        }
        Remedy::FinishSetUp { .. } => {
            let Subject::Subscription(id) = reason.subject else { return None };
            as_seller(company, &Command::CompleteSetUp { subscription: id })?;
        }
        Remedy::ChooseQuantity { min, max } => *quantity(&mut command)? = (*min).max(1).min(*max),
        Remedy::ChooseTerm { terms } => choose_term(&mut command, *terms.first()?)?,
        Remedy::ChooseBilling { plans } => choose_billing(&mut command, *plans.first()?)?,
        Remedy::GiveReason => {
            let Command::Cancel { reason, .. } = &mut command else { return None };
            *reason = "asked for by the customer".to_owned();
        }
        Remedy::Confirm => {
            let Command::Cancel { confirmed, .. } = &mut command else { return None };
            *confirmed = true;
        }
        Remedy::Suspend { subscription } => {
            let reason = seatwright_domain::subscription::SuspensionReason::CustomerRequest;
            command = Command::Suspend { subscription: *subscription, reason };
        }
        _ => return None,
    }
    Some(command)
}

/// Runs what somebody who may do it does; a remedy that is refused itself must at least say so, and ends the attempt.
fn as_seller(company: &mut Company, command: &Command) -> Option<()> {
    let id = *command.subscriptions().first()?;
    let seller = company.account.subscriptions.get(&id)?.seller.clone();
    let caller = match &company.caller {
        caller if seller == Seller::Direct => {
            Caller::customer(company.account.id(), "ilse", caller.roles.clone())
        }
        caller => caller.clone(),
    };
    let before = std::mem::replace(&mut company.caller, caller);
    let outcome = company.try_run(command);
    company.caller = before;
    outcome.ok().map(|_| ())
}

fn quantity(command: &mut Command) -> Option<&mut u32> {
    match command {
        Command::ChangeSeats { seats, .. } | Command::Transition { seats, .. } => Some(seats),
        Command::Schedule { next, .. } if next.partial.is_none() => Some(&mut next.seats),
        Command::PlaceOrder { lines, .. } | Command::BuyAddOns { lines, .. } => {
            lines.first_mut().map(|line| &mut line.quantity)
        }
        _ => None,
    }
}

fn choose_term(command: &mut Command, chosen: seatwright_domain::calendar::Term) -> Option<()> {
    match command {
        Command::ChangeTerm { term, billing, .. } => {
            *term = chosen;
            *billing = None;
        }
        Command::Schedule { next, .. } => {
            let plans = CATALOGUE.offer(&next.offer)?.billing_plans(chosen);
            next.term = chosen;
            next.billing = *plans.first()?;
        }
        Command::PlaceOrder { lines, .. } => {
            let line = lines.first_mut()?;
            line.term = Some(chosen);
            line.billing = None;
        }
        _ => return None,
    }
    Some(())
}

fn choose_billing(command: &mut Command, chosen: seatwright_domain::calendar::BillingPlan) -> Option<()> {
    match command {
        Command::ChangeTerm { billing, .. } => *billing = Some(chosen),
        Command::ChangeBillingPlan { billing, .. } | Command::ChangeOrderBilling { billing, .. } => {
            *billing = chosen;
        }
        Command::Schedule { next, .. } => next.billing = chosen,
        Command::PlaceOrder { lines, .. } => lines.first_mut()?.billing = Some(chosen),
        _ => return None,
    }
    Some(())
}
