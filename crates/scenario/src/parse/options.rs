//! Words that several statements share: terms, billing plans, switches.

use jiff::civil::Date;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::subscription::Payment;

use crate::fault::Fault;
use crate::statement::Seats;
use crate::words::{Word, Words};

const TERMS: [&str; 4] = ["P1M", "P1Y", "P2Y", "P3Y"];
const PLANS: [&str; 4] = ["monthly", "annual", "biennial", "triennial"];
const PAYMENTS: [&str; 3] = ["card", "invoice", "prepaid"];

/// A term.
pub(super) fn term(words: &mut Words<'_>) -> Result<Term, Fault> {
    let word = words.want("the term", "P1Y")?;
    Term::parse(word.text).ok_or_else(|| word.none_of("term", &TERMS))
}

/// A billing plan.
pub(super) fn billing(words: &mut Words<'_>) -> Result<BillingPlan, Fault> {
    let word = words.want("the billing plan", "monthly")?;
    BillingPlan::parse(word.text)
        .filter(|plan| PLANS.contains(&plan.code()))
        .ok_or_else(|| word.none_of("billing plan", &PLANS))
}

/// How a customer pays.
pub(super) fn payment(words: &mut Words<'_>) -> Result<Payment, Fault> {
    let word = words.want("the way of paying", "card")?;
    match word.text {
        "card" => Ok(Payment::Card),
        "invoice" => Ok(Payment::Invoice),
        "prepaid" => Ok(Payment::Prepaid),
        _ => Err(word.none_of("way of paying", &PAYMENTS)),
    }
}

/// A date.
pub(super) fn date(words: &mut Words<'_>) -> Result<Date, Fault> {
    words.want("the date", "2018-01-13")?.date()
}

/// A whole number.
pub(super) fn count(words: &mut Words<'_>) -> Result<u32, Fault> {
    words.want("the number of seats", "25")?.count()
}

/// A number of seats: so many, so many more or so many fewer.
pub(super) fn seats(words: &mut Words<'_>) -> Result<Seats, Fault> {
    let word = words.want("the number of seats", "8, +1 or -1")?;
    let number = |text: &str| {
        Word { text, ..word }.count().map_err(|_| {
            word.fault(format_args!("`{}` is no number of seats", word.text), "write 8, +1 or -1")
        })
    };
    match (word.text.strip_prefix('+'), word.text.strip_prefix('-')) {
        (Some(more), _) => number(more).map(Seats::Plus),
        (_, Some(fewer)) => number(fewer).map(Seats::Minus),
        _ => number(word.text).map(Seats::Are),
    }
}

/// On or off.
pub(super) fn switch(words: &mut Words<'_>) -> Result<bool, Fault> {
    let word = words.want("`on` or `off`", "off")?;
    match word.text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(word.none_of("switch", &["on", "off"])),
    }
}

/// Stores an option once.
pub(super) fn once<T>(place: &mut Option<T>, value: T, word: Word<'_>) -> Result<(), Fault> {
    if place.is_some() {
        return Err(word.fault(format_args!("`{}` stands here twice", word.text), "remove one of the two"));
    }
    *place = Some(value);
    Ok(())
}
