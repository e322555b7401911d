//! Balances, credit checks and corrections.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use seatwright_domain::account::Unpaid;
use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::calendar::day_of;
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::command::Command;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::subscription::Seller;

use super::super::Line;
use super::super::world::{PARTNER, World};
use super::{Why, existing};
use crate::statement::Adjust;

/// A balance is overdue.
pub(super) fn overdue(
    world: &mut World,
    customer: Option<&str>,
    of: Option<&str>,
    amount: Decimal,
) -> Result<(), Why> {
    let (customer, subscription) = owed(world, customer, of)?;
    let Some(currency) = world.currency(customer) else {
        return Err(Why::Impossible("the customer has no currency".to_owned()));
    };
    let unpaid = Unpaid {
        seller: Seller::Partner { partner: PARTNER, reseller: None },
        subscription,
        amount: money(amount, currency),
        due: day_of(world.now),
        invoice: None,
    };
    world.command(customer, false, &Command::RecordOverdue { unpaid: Box::new(unpaid) })?;
    Ok(())
}

/// An overdue balance is paid.
pub(super) fn pay(world: &mut World, customer: Option<&str>, of: Option<&str>) -> Result<(), Why> {
    let (customer, subscription) = owed(world, customer, of)?;
    world.command(customer, false, &Command::PayOverdue { subscription })?;
    Ok(())
}

/// The credit check of an upgrade ends (SELF-09).
pub(super) fn credit(world: &mut World, of: &str, passed: bool) -> Result<(), Why> {
    let (place, found) = existing(world, of)?;
    let upgrade = world.account(place.customer).and_then(|account| {
        account.upgrades.values().find(|upgrade| upgrade.source == found.id && upgrade.is_running())
    });
    let Some(upgrade) = upgrade.map(|upgrade| upgrade.id) else {
        return Err(Why::Impossible(format!("no upgrade of `{of}` waits for a credit check")));
    };
    world.command(place.customer, false, &Command::DecideCredit { upgrade, passed })?;
    Ok(())
}

/// An amount in the minor unit; digits that the currency does not have are cut.
fn money(amount: Decimal, currency: Currency) -> Money {
    let minor = amount.checked_mul(Decimal::from(10_i64.pow(currency.exponent())));
    Money { minor: minor.and_then(|minor| minor.to_i64()).unwrap_or(0), currency }
}

/// A correction: of a line that begins on a day, or of the running cycle.
pub(super) fn adjust(world: &mut World, wish: &Adjust) -> Result<(), Why> {
    let (place, found) = existing(world, &wish.of)?;
    let usual = match found.commerce {
        Commerce::Classic => ChargeType::OneTimeRefund,
        _ => ChargeType::CustomerCredit,
    };
    let own: Vec<&Line> = world.lines.iter().filter(|line| line.subscription == wish.of).collect();
    let Some(currency) = own.first().map(|line| line.charge.amount.currency) else {
        return Err(Why::Impossible(format!("nothing has been charged for `{}`", wish.of)));
    };
    let charge = match wish.line {
        None => None,
        Some(day) => {
            let line =
                own.iter().find(|line| line.charge.key.period.first == day && line.charge.amount.minor > 0);
            let line =
                line.ok_or_else(|| Why::Impossible(format!("no charge of `{}` begins on {day}", wish.of)))?;
            Some(line.charge.id)
        }
    };
    let command = Command::Adjust {
        subscription: found.id,
        kind: wish.kind.unwrap_or(usual),
        charge,
        amount: wish.amount.map(|amount| money(amount, currency)),
        reason: "charged by mistake".to_owned(),
    };
    world.command(place.customer, false, &command)?;
    Ok(())
}

/// Whose balance, and for which subscription.
fn owed(
    world: &World,
    customer: Option<&str>,
    of: Option<&str>,
) -> Result<(usize, Option<SubscriptionId>), Why> {
    match of {
        Some(name) => existing(world, name).map(|(place, _)| (place.customer, Some(place.id))),
        None => Ok((world.customer(customer), None)),
    }
}
