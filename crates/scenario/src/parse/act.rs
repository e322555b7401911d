//! Statements that happen on a day.

use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::migration::MigrationDay;
use seatwright_domain::subscription::{Payment, SuspensionReason};

use super::names::Names;
use super::options::{self, once};
use crate::fault::Fault;
use crate::statement::{Act, AddOn, Adjust, Buy, Change, Convert, Ends, Migrate, Upgrade};
use crate::words::Words;

/// The verbs.
pub(super) const VERBS: [&str; 19] = [
    "buy",
    "seats",
    "suspend",
    "resume",
    "upgrade",
    "migrate",
    "addon",
    "cancel",
    "schedule",
    "autorenew",
    "frequency",
    "term",
    "convert",
    "setup",
    "overdue",
    "pay",
    "credit",
    "reactivate",
    "adjust",
];

/// Reads what stands after the date.
pub(super) fn read(words: &mut Words<'_>, names: &mut Names) -> Result<Act, Fault> {
    let verb = words.want("what happens", "buy s1 std seats 1")?;
    match verb.text {
        "buy" => buy(words, names),
        "addon" => addon(words, names),
        "upgrade" => upgrade(words, names),
        "migrate" => migrate(words, names),
        "overdue" => overdue(words, names),
        "pay" => {
            let (customer, of) = owed(words, names)?;
            Ok(Act::Pay { customer, of })
        }
        text if VERBS.contains(&text) => {
            let of = subscription(words, names)?;
            about(text, of, words, names)
        }
        _ => Err(verb.none_of("statement", &VERBS)),
    }
}

/// Statements about one subscription.
fn about(verb: &str, of: String, words: &mut Words<'_>, names: &Names) -> Result<Act, Fault> {
    match verb {
        "seats" => Ok(Act::Seats { of, seats: options::seats(words)? }),
        "suspend" => Ok(Act::Suspend { of, reason: reason(words)? }),
        "resume" | "reactivate" => {
            let seats = match words.take_if("seats") {
                Some(_) => Some(options::seats(words)?),
                None => None,
            };
            Ok(Act::Resume { of, seats })
        }
        "cancel" => Ok(Act::Cancel { of }),
        "schedule" => schedule(of, words, names),
        "autorenew" => Ok(Act::AutoRenew { of, on: options::switch(words)? }),
        "frequency" => Ok(Act::Frequency { of, billing: options::billing(words)? }),
        "term" => {
            let term = options::term(words)?;
            let billing = match words.take_if("billing") {
                Some(_) => Some(options::billing(words)?),
                None => None,
            };
            Ok(Act::Term { of, term, billing })
        }
        "convert" => convert(of, words, names),
        "setup" => Ok(Act::SetUp { of }),
        "adjust" => adjust(of, words),
        _ => credit(of, words),
    }
}

fn subscription(words: &mut Words<'_>, names: &Names) -> Result<String, Fault> {
    let word = words.want("the subscription", "s1")?;
    names.subscriptions.known(word, "subscription")
}

fn offer(words: &mut Words<'_>, names: &Names) -> Result<String, Fault> {
    let word = words.want("the offer", "std")?;
    names.offers.known(word, "offer")
}

fn buy(words: &mut Words<'_>, names: &mut Names) -> Result<Act, Fault> {
    const OPTIONS: [&str; 10] =
        ["seats", "term", "billing", "ends", "aligned", "setup", "trial", "for", "by", "pays"];
    let name = names.subscriptions.give(words.want("a name for the subscription", "s1")?, "subscription")?;
    let offer = offer(words, names)?;
    let (mut seats, mut term, mut billing, mut ends) = (None, None, None, None);
    let (mut customer, mut pays, mut pending, mut direct, mut trial) = (None, None, None, None, None);
    while let Some(word) = words.take() {
        match word.text {
            "seats" => once(&mut seats, options::count(words)?, word)?,
            "term" => once(&mut term, options::term(words)?, word)?,
            "billing" => once(&mut billing, options::billing(words)?, word)?,
            "ends" => once(&mut ends, Ends::On(options::date(words)?), word)?,
            "aligned" => {
                let with = match words.take_if("month") {
                    Some(_) => Ends::Month,
                    None => Ends::With(subscription(words, names)?),
                };
                once(&mut ends, with, word)?;
            }
            "setup" => {
                let state = words.want("`pending`", "setup pending")?;
                if state.text != "pending" {
                    return Err(state.none_of("state of a set-up", &["pending"]));
                }
                once(&mut pending, (), word)?;
            }
            "trial" => once(&mut trial, (), word)?,
            "for" => {
                let who = words.want("the customer", "acme")?;
                once(&mut customer, names.customers.known(who, "customer")?, word)?;
            }
            "by" => {
                let who = words.want("`customer`", "by customer")?;
                if who.text != "customer" {
                    return Err(who.none_of("buyer", &["customer"]));
                }
                once(&mut direct, (), word)?;
            }
            "pays" => once(&mut pays, (options::payment(words)?, word), word)?,
            _ => return Err(word.none_of("option of a purchase", &OPTIONS)),
        }
    }
    if let (Some((_, word)), None) = (pays, direct) {
        return Err(word.fault("a partner always pays by invoice", "remove it, or write `by customer` too"));
    }
    let direct = direct.map(|()| pays.map_or(Payment::Card, |(payment, _)| payment));
    let (trial, set_up) = (trial.is_some(), pending.is_none());
    Ok(Act::Buy(Buy { name, offer, customer, seats, trial, term, billing, ends, set_up, direct }))
}

fn addon(words: &mut Words<'_>, names: &mut Names) -> Result<Act, Fault> {
    const OPTIONS: [&str; 4] = ["of", "seats", "term", "billing"];
    let name = names.subscriptions.give(words.want("a name for the add-on", "a1")?, "subscription")?;
    let offer = offer(words, names)?;
    let (mut of, mut seats, mut term, mut billing) = (None, None, None, None);
    while let Some(word) = words.take() {
        match word.text {
            "of" => once(&mut of, subscription(words, names)?, word)?,
            "seats" => once(&mut seats, options::count(words)?, word)?,
            "term" => once(&mut term, options::term(words)?, word)?,
            "billing" => once(&mut billing, options::billing(words)?, word)?,
            _ => return Err(word.none_of("option of an add-on", &OPTIONS)),
        }
    }
    let of = of.ok_or_else(|| words.missing("the base", "of s1"))?;
    Ok(Act::AddOn(AddOn { name, offer, of, seats: seats.unwrap_or(1), term, billing }))
}

fn reason(words: &mut Words<'_>) -> Result<SuspensionReason, Fault> {
    if words.take_if("for").is_none() {
        return Ok(SuspensionReason::CustomerRequest);
    }
    let word = words.want("the reason", "for non-payment")?;
    match word.text {
        "request" => Ok(SuspensionReason::CustomerRequest),
        "non-payment" => Ok(SuspensionReason::NonPayment),
        "fraud" => Ok(SuspensionReason::Fraud),
        _ => Err(word.none_of("reason", &["request", "non-payment", "fraud"])),
    }
}

fn upgrade(words: &mut Words<'_>, names: &mut Names) -> Result<Act, Fault> {
    const OPTIONS: [&str; 7] = ["seats", "as", "into", "at", "term", "billing", "pays"];
    let of = subscription(words, names)?;
    let offer = offer(words, names)?;
    let mut seats: Option<Option<u32>> = None;
    let (mut name, mut into, mut renewal) = (None, None, None);
    let (mut term, mut billing, mut pays) = (None, None, None);
    while let Some(word) = words.take() {
        match word.text {
            "seats" => {
                let number = match words.take_if("all") {
                    Some(_) => None,
                    None => Some(options::count(words)?),
                };
                once(&mut seats, number, word)?;
            }
            "as" => {
                let new = words.want("a name for the new subscription", "s3")?;
                once(&mut name, names.subscriptions.give(new, "subscription")?, word)?;
            }
            "into" => once(&mut into, subscription(words, names)?, word)?,
            "at" => {
                let when = words.want("`renewal`", "at renewal")?;
                if when.text != "renewal" {
                    return Err(when.none_of("moment", &["renewal"]));
                }
                once(&mut renewal, (), word)?;
            }
            "term" => once(&mut term, options::term(words)?, word)?,
            "billing" => once(&mut billing, options::billing(words)?, word)?,
            "pays" => once(&mut pays, options::payment(words)?, word)?,
            _ => return Err(word.none_of("option of an upgrade", &OPTIONS)),
        }
    }
    Ok(Act::Upgrade(Upgrade {
        of,
        offer,
        seats: seats.flatten(),
        name,
        into,
        at_renewal: renewal.is_some(),
        term,
        billing,
        payment: pays.unwrap_or(Payment::Card),
    }))
}

fn migrate(words: &mut Words<'_>, names: &mut Names) -> Result<Act, Fault> {
    const OPTIONS: [&str; 9] = ["as", "with", "term", "billing", "seats", "full-term", "ends", "on", "at"];
    let of = subscription(words, names)?;
    let (mut name, mut term, mut billing, mut seats) = (None, None, None, None);
    let (mut full, mut ends, mut day) = (None, None, None);
    let mut add_ons = Vec::new();
    while let Some(word) = words.take() {
        match word.text {
            "as" => once(&mut name, new_name(words, names)?, word)?,
            "with" => {
                let add_on = subscription(words, names)?;
                if words.take_if("as").is_none() {
                    return Err(words.missing("the name of what takes its place", "with a1 as b1"));
                }
                add_ons.push((add_on, new_name(words, names)?));
            }
            "term" => once(&mut term, options::term(words)?, word)?,
            "billing" => once(&mut billing, options::billing(words)?, word)?,
            "seats" => once(&mut seats, options::count(words)?, word)?,
            "full-term" => once(&mut full, (), word)?,
            "ends" => once(&mut ends, options::date(words)?, word)?,
            "on" => once(&mut day, MigrationDay::On { date: options::date(words)? }, word)?,
            "at" => {
                let when = words.want("`renewal`", "at renewal")?;
                if when.text != "renewal" {
                    return Err(when.none_of("moment", &["renewal"]));
                }
                once(&mut day, MigrationDay::Renewal, word)?;
            }
            _ => return Err(word.none_of("option of a migration", &OPTIONS)),
        }
    }
    let name = name.ok_or_else(|| words.missing("the name of the new subscription", "as n1"))?;
    Ok(Act::Migrate(Migrate {
        of,
        name,
        add_ons,
        term,
        billing,
        seats,
        full_term: full.is_some(),
        ends,
        day,
    }))
}

fn new_name(words: &mut Words<'_>, names: &mut Names) -> Result<String, Fault> {
    let new = words.want("a name for the new subscription", "n1")?;
    names.subscriptions.give(new, "subscription")
}

fn schedule(of: String, words: &mut Words<'_>, names: &Names) -> Result<Act, Fault> {
    const CHANGES: [&str; 7] = ["seats", "sku", "term", "billing", "ends", "none", "again"];
    if words.take_if("none").is_some() {
        return Ok(Act::Unschedule { of });
    }
    if words.take_if("again").is_some() {
        return Ok(Act::Restore { of });
    }
    let mut changes = Vec::new();
    loop {
        let word = words.want("what changes", "seats 8")?;
        changes.push(match word.text {
            "seats" => Change::Seats(options::count(words)?),
            "sku" => Change::Sku(offer(words, names)?),
            "term" => Change::Term(options::term(words)?),
            "billing" => Change::Billing(options::billing(words)?),
            "ends" => Change::Ends(options::date(words)?),
            _ => return Err(word.none_of("scheduled change", &CHANGES)),
        });
        if words.take_if(",").is_none() {
            return Ok(Act::Schedule { of, changes });
        }
    }
}

fn convert(of: String, words: &mut Words<'_>, names: &Names) -> Result<Act, Fault> {
    const OPTIONS: [&str; 4] = ["seats", "term", "billing", "into"];
    let offer = offer(words, names)?;
    let mut seats: Option<u32> = None;
    let mut term: Option<Term> = None;
    let mut billing: Option<BillingPlan> = None;
    let mut into: Option<String> = None;
    while let Some(word) = words.take() {
        match word.text {
            "seats" => once(&mut seats, options::count(words)?, word)?,
            "term" => once(&mut term, options::term(words)?, word)?,
            "billing" => once(&mut billing, options::billing(words)?, word)?,
            "into" => once(&mut into, subscription(words, names)?, word)?,
            _ => return Err(word.none_of("option of a conversion", &OPTIONS)),
        }
    }
    Ok(Act::Convert(Convert { of, offer, seats, term, billing, into }))
}

fn credit(of: String, words: &mut Words<'_>) -> Result<Act, Fault> {
    let word = words.want("the outcome", "passed")?;
    match word.text {
        "passed" => Ok(Act::Credit { of, passed: true }),
        "declined" => Ok(Act::Credit { of, passed: false }),
        _ => Err(word.none_of("outcome of a credit check", &["passed", "declined"])),
    }
}

fn adjust(of: String, words: &mut Words<'_>) -> Result<Act, Fault> {
    const KINDS: [(&str, ChargeType); 4] = [
        ("offset", ChargeType::OffsetLineItem),
        ("refund", ChargeType::OneTimeRefund),
        ("credit", ChargeType::Credit),
        ("customer-credit", ChargeType::CustomerCredit),
    ];
    let (mut kind, mut line) = (None, None);
    let amount = match words.take_if("all") {
        Some(_) => None,
        None => Some(words.want("the amount, or `all`", "5.00")?.decimal()?),
    };
    while let Some(word) = words.take() {
        match word.text {
            "as" => {
                let name = words.want("the type of the correction", "as refund")?;
                let found = KINDS.iter().find(|(known, _)| *known == name.text);
                let (_, found) = found
                    .ok_or_else(|| name.none_of("type of a correction", &KINDS.map(|(known, _)| known)))?;
                once(&mut kind, *found, word)?;
            }
            "line" => once(&mut line, options::date(words)?, word)?,
            _ => return Err(word.none_of("option of a correction", &["as", "line"])),
        }
    }
    Ok(Act::Adjust(Adjust { of, amount, kind, line }))
}

fn overdue(words: &mut Words<'_>, names: &Names) -> Result<Act, Fault> {
    let word = words.want("the amount", "120.00")?;
    let amount = word.decimal()?;
    let (customer, of) = owed(words, names)?;
    Ok(Act::Overdue { customer, of, amount })
}

/// For which subscription, or whose.
fn owed(words: &mut Words<'_>, names: &Names) -> Result<(Option<String>, Option<String>), Fault> {
    let (mut customer, mut of) = (None, None);
    while let Some(word) = words.take() {
        match word.text {
            "of" => once(&mut of, subscription(words, names)?, word)?,
            "for" => {
                let who = words.want("the customer", "acme")?;
                once(&mut customer, names.customers.known(who, "customer")?, word)?;
            }
            _ => return Err(word.none_of("option here", &["of", "for"])),
        }
    }
    Ok((customer, of))
}
