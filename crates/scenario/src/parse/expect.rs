//! Expectations and their rows.

use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::Status;

use super::names::Names;
use super::options;
use crate::fault::Fault;
use crate::spell;
use crate::statement::{Expectation, Row};
use crate::words::{Word, Words};

const KINDS: [&str; 13] = [
    "refused",
    "file",
    "lines",
    "total",
    "renews",
    "ends",
    "deletes",
    "status",
    "seats",
    "refundable",
    "cancellable",
    "offer",
    "billing",
];

/// Reads what stands after `expect`. Rows are read by the caller.
pub(super) fn read(words: &mut Words<'_>, names: &Names) -> Result<Expectation, Fault> {
    let kind = words.want("what is expected", "file 2018-02-15")?;
    match kind.text {
        "refused" => refused(words),
        "file" => Ok(Expectation::File { on: options::date(words)?, rows: Vec::new() }),
        "total" => total(words, names),
        "lines" => Ok(Expectation::Lines { of: subscription(words, names)?, rows: Vec::new() }),
        "term" => {
            let of = subscription(words, names)?;
            Ok(Expectation::TermIs { of, term: options::term(words)? })
        }
        text if KINDS.contains(&text) => {
            let of = subscription(words, names)?;
            state(text, of, words, names)
        }
        _ => Err(kind.none_of("expectation", &KINDS)),
    }
}

fn state(kind: &str, of: String, words: &mut Words<'_>, names: &Names) -> Result<Expectation, Fault> {
    Ok(match kind {
        "renews" => {
            let on = match words.take_if("never") {
                Some(_) => None,
                None => Some(options::date(words)?),
            };
            Expectation::Renews { of, on }
        }
        "ends" => Expectation::Ends { of, on: options::date(words)? },
        "deletes" => Expectation::Deletes { of, on: options::date(words)? },
        "status" => Expectation::Is { of, status: status(words)? },
        "seats" => Expectation::SeatsAre { of, seats: options::count(words)? },
        "refundable" => {
            let seats = options::count(words)?;
            Expectation::Refundable { of, seats, until: until(words)? }
        }
        "cancellable" => {
            let refund = refund(words)?;
            Expectation::Cancellable { of, refund, until: until(words)? }
        }
        "offer" => {
            let word = words.want("the offer", "std")?;
            Expectation::OfferIs { of, offer: names.offers.known(word, "offer")? }
        }
        _ => Expectation::Billed { of, billing: options::billing(words)? },
    })
}

fn subscription(words: &mut Words<'_>, names: &Names) -> Result<String, Fault> {
    let word = words.want("the subscription", "s1")?;
    names.subscriptions.known(word, "subscription")
}

fn refused(words: &mut Words<'_>) -> Result<Expectation, Fault> {
    let mut rules = vec![rule(words.want("the rule", "CXL-01")?)?];
    while let Some(word) = words.take() {
        if word.text != "," {
            rules.push(rule(word)?);
        }
    }
    Ok(Expectation::Refused(rules))
}

fn rule(word: Word<'_>) -> Result<Rule, Fault> {
    Rule::parse(&word.text.to_ascii_uppercase()).ok_or_else(|| {
        let known: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        let fix = match spell::nearest(word.text, &known) {
            Some(near) => format!("did you mean {near}?"),
            None => "write the id of a rule, as CXL-01".to_owned(),
        };
        word.fault(format_args!("`{}` is no rule that refuses anything", word.text), fix)
    })
}

fn total(words: &mut Words<'_>, names: &Names) -> Result<Expectation, Fault> {
    let word = words.want("the date of the invoice, or the subscription", "2018-02-15")?;
    let place = match word.date() {
        Ok(on) => Ok(on),
        Err(_) => Err(names.subscriptions.known(word, "subscription")?),
    };
    let amount = words.want("the amount", "12.00")?.decimal()?;
    Ok(match place {
        Ok(on) => Expectation::FileTotal { on, amount },
        Err(of) => Expectation::LinesTotal { of, amount },
    })
}

fn status(words: &mut Words<'_>) -> Result<Status, Fault> {
    const ALL: [Status; 5] =
        [Status::Active, Status::Suspended, Status::Expired, Status::Disabled, Status::Deleted];
    let word = words.want("the status", "active")?;
    ALL.into_iter()
        .find(|status| status.code() == word.text)
        .ok_or_else(|| word.none_of("status", &ALL.map(Status::code)))
}

fn refund(words: &mut Words<'_>) -> Result<Option<&'static str>, Fault> {
    const REFUNDS: [&str; 3] = ["full", "prorated", "no"];
    let word = words.want("what comes back", "full")?;
    match word.text {
        "full" => Ok(Some("full")),
        "prorated" => Ok(Some("prorated")),
        "no" => Ok(None),
        _ => Err(word.none_of("refund", &REFUNDS)),
    }
}

fn until(words: &mut Words<'_>) -> Result<Option<jiff::Timestamp>, Fault> {
    match words.take_if("until") {
        Some(_) => words.want("the instant", "2021-06-25T00:00")?.instant().map(Some),
        None => Ok(None),
    }
}

/// One row: seven cells between bars.
pub(super) fn row(text: &str, line: usize, names: &Names) -> Result<Row, Vec<Fault>> {
    let text = text.split('#').next().unwrap_or(text).trim_end();
    let start = text.chars().take_while(|c| c.is_whitespace()).count();
    let Some(inner) = text.trim_start().strip_prefix('|').and_then(|rest| rest.strip_suffix('|')) else {
        let word = Word { text, line, column: start + 1 };
        return Err(vec![word.fault(
            "a row begins and ends with `|`",
            "write | s1 | 2018-01-13 | 2018-02-12 | Cycle fee | 4.00 | 1 | 4.00 |, or `end` after the last row",
        )]);
    };
    let mut column = start + 2;
    let cells: Vec<Word<'_>> = inner
        .split('|')
        .map(|cell| {
            let blank = cell.chars().take_while(|c| c.is_whitespace()).count();
            let word = Word { text: cell.trim(), line, column: column + blank };
            column += cell.chars().count() + 1;
            word
        })
        .collect();
    let &[subscription, first, last, kind, shown, quantity, amount] = cells.as_slice() else {
        let word = Word { text, line, column: start + 1 };
        return Err(vec![word.fault(
            format_args!("a row has seven cells, this one {}", cells.len()),
            "write subscription, charge start, charge end, charge type, unit price, quantity, amount; * for what does not matter",
        )]);
    };
    let mut faults = Vec::new();
    let row = Row {
        line,
        subscription: cell(subscription, &mut faults, |word| names.subscriptions.known(word, "subscription")),
        first: cell(first, &mut faults, Word::date),
        last: cell(last, &mut faults, Word::date),
        kind: cell(kind, &mut faults, charge_type),
        shown: cell(shown, &mut faults, Word::decimal),
        quantity: cell(quantity, &mut faults, Word::count),
        amount: cell(amount, &mut faults, Word::decimal),
    };
    if faults.is_empty() { Ok(row) } else { Err(faults) }
}

fn cell<'t, T>(
    word: Word<'t>,
    faults: &mut Vec<Fault>,
    read: impl Fn(Word<'t>) -> Result<T, Fault>,
) -> Option<T> {
    if word.text == "*" {
        return None;
    }
    read(word).map_err(|fault| faults.push(fault)).ok()
}

/// Case and blanks do not matter.
fn charge_type(word: Word<'_>) -> Result<ChargeType, Fault> {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(word.text);
    ChargeType::ALL.iter().copied().find(|kind| plain(kind.name()) == wanted).ok_or_else(|| {
        let names: Vec<&str> = ChargeType::ALL.iter().map(|kind| kind.name()).collect();
        let fix = spell::one_of(word.text, &names);
        word.fault(format_args!("`{}` is no charge type", word.text), fix)
    })
}
