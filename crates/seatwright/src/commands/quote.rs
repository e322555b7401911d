//! `quote`: what a change would cost, to the end of the term.

use anyhow::{Context as _, bail};
use seatwright_domain::account::Account;
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::command::Command;
use seatwright_domain::forecast::{Forecast, Totals};
use seatwright_domain::ids::{CustomerId, OfferId};
use seatwright_domain::order::Wanted;
use seatwright_domain::role::{Caller, Role, Side};
use seatwright_engine::{Engine, EngineError, Quote as Quoted};
use seatwright_store::Want;

use super::events::find;
use crate::cli::{Change, Quote};
use crate::{Outcome, open};

/// Quotes a change, and prints the bill that would follow. Nothing is committed for it.
///
/// # Errors
/// The database does not open; there is no such customer or subscription; two kinds of output at once.
pub(crate) async fn run(arguments: Quote) -> anyhow::Result<Outcome> {
    let engine = open::engine(&arguments.data.data, arguments.rules.as_deref()).await?;
    let customer = find(engine.store(), &arguments.customer).await?;
    let account = engine.account(&Caller::system(), customer, Want::default()).await?.account;
    let command = command(&account, &arguments.change)?;
    let caller = caller(&engine, &account, &arguments)?;
    let quoted = match engine.quote(&caller, customer, vec![command]).await {
        Ok(quoted) => quoted,
        Err(EngineError::Refused(refusals)) => {
            for reason in refusals.reasons() {
                let remedies: Vec<String> =
                    reason.remedies.iter().filter_map(|remedy| serde_json::to_string(remedy).ok()).collect();
                println!("refused {} {}  {}", reason.rule, reason.code.slug(), remedies.join(" "));
            }
            return Ok(Outcome::Findings);
        }
        Err(error) => return Err(error.into()),
    };
    if arguments.json {
        println!("{}", serde_json::to_string(&quoted)?);
    } else {
        print(customer, &quoted);
    }
    Ok(Outcome::Done)
}

/// The change as a command on what the customer has.
fn command(account: &Account, change: &Change) -> anyhow::Result<Command> {
    Ok(match change {
        Change::Seats { subscription, seats } => {
            Command::ChangeSeats { subscription: *subscription, seats: *seats }
        }
        Change::Cancel { subscription } => Command::Cancel {
            subscription: *subscription,
            reason: "asked on the command line".to_owned(),
            confirmed: true,
        },
        Change::Suspend { subscription, reason } => {
            Command::Suspend { subscription: *subscription, reason: (*reason).into() }
        }
        Change::Reactivate { subscription } => Command::Reactivate { subscription: *subscription },
        Change::Upgrade { subscription, offer, seats } => {
            let found = account.subscriptions.get(subscription);
            let found = found.with_context(|| format!("the customer has no subscription {subscription}"))?;
            let target = OfferId::new(offer);
            match found.commerce {
                Commerce::Classic => {
                    Command::Upgrade { subscription: *subscription, target, seats: *seats, transfer: true }
                }
                Commerce::NewCommerce | Commerce::Marketplace => Command::Transition {
                    subscription: *subscription,
                    target,
                    seats: seats.unwrap_or_else(|| found.seats()),
                    into: None,
                    term: None,
                    billing: None,
                    transfer: true,
                },
            }
        }
        Change::Buy { offer, seats, term, billing } => {
            let line = Wanted {
                offer: OfferId::new(offer),
                availability: None,
                quantity: *seats,
                term: *term,
                billing: *billing,
                friendly_name: None,
                parent: None,
                parent_line: None,
                custom_end: None,
                reseller: None,
                attestation_accepted: true,
                notes: Default::default(),
            };
            Command::PlaceOrder { lines: vec![line], payment: None }
        }
    })
}

/// Who asks: the partner that was named; else, for a purchase, the customer's only partner, and for everything else the
/// operator.
fn caller(engine: &Engine, account: &Account, arguments: &Quote) -> anyhow::Result<Caller> {
    let partner = match (&arguments.partner, &arguments.change) {
        (Some(name), _) => {
            let found = engine.partners().find(name);
            found.with_context(|| format!("the installation has no partner {name}"))?.id
        }
        (None, Change::Buy { .. }) => {
            let mut known = account.head.customer.relationships.keys();
            match (known.next(), known.next()) {
                (Some(only), None) => *only,
                _ => bail!("the customer has several partners, or none; name the seller with --partner"),
            }
        }
        (None, _) => return Ok(Caller::system()),
    };
    let roles = Role::ALL.into_iter().filter(|role| role.side() == Side::Partner);
    Ok(Caller::partner(partner, None, roles))
}

fn print(customer: CustomerId, quoted: &Quoted) {
    let outlook = &quoted.outlook;
    println!("customer {customer} at {}, valid until {}", quoted.at, quoted.valid_until);
    lines("lines", &outlook.with.at_once);
    lines("later lines", &outlook.with.later);
    invoices(&outlook.with);
    totals("commitment", &outlook.with.totals);
    totals("without the change", &outlook.without.totals);
    totals("difference", &outlook.difference);
    for end in &outlook.with.ends {
        match &end.renews {
            Some(renewal) => {
                let charge = renewal.charge.map_or_else(|| "nothing".to_owned(), |charge| charge.to_string());
                println!(
                    "{} renews on {} with {} seats for {charge}",
                    end.subscription, end.on, renewal.seats
                );
            }
            None => println!("{} ends on {}", end.subscription, end.on),
        }
    }
    for notice in &quoted.notices {
        println!("notice {}", serde_json::to_string(notice).unwrap_or_default());
    }
    for window in &quoted.windows_lost {
        println!("lost: the window of {} until {}", window.subscription, window.until);
    }
    for lost in &outlook.prepaid_lost {
        println!("lost: {lost} of prepaid time");
    }
}

fn lines(title: &str, lines: &[Charge]) {
    if lines.is_empty() {
        return println!("{title}: none");
    }
    println!("{title}:");
    for line in lines {
        let period = line.key.period;
        println!(
            "  {} {}..{} {} {} × {} = {}",
            line.key.subscription,
            period.first,
            period.last,
            line.key.kind,
            line.quantity,
            line.shown,
            line.amount
        );
        println!("    {}", seatwright_api::derivation_text(line, "en"));
    }
}

fn invoices(forecast: &Forecast) {
    println!("invoices:");
    for invoice in &forecast.invoices {
        println!(
            "  {} ({}) net {}, tax {} % {}, total {}, due {}",
            invoice.on,
            invoice.family.code(),
            invoice.totals.net(),
            invoice.tax_percent,
            invoice.totals.tax(),
            invoice.totals.total(),
            invoice.due_on
        );
    }
}

fn totals(title: &str, totals: &[Totals]) {
    let told: Vec<String> = totals
        .iter()
        .map(|total| format!("net {}, tax {}, total {}", total.net(), total.tax(), total.total()))
        .collect();
    println!("{title}: {}", if told.is_empty() { "nothing".to_owned() } else { told.join("; ") });
}
