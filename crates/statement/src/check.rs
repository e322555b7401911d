//! Totals equal the lines. Everything that is printed as a sum is computed here, and what the caller states must agree.

use std::collections::HashMap;

use crate::decimal::Decimal;
use crate::{Figure, Group, Line, Statement, StatementError, TaxLine};

/// No currency has more decimals.
const EXPONENT_MAX: u8 = 6;

/// The lines of a statement in the order of print, with their sums in minor units. `i128`, so that no number of
/// lines can overflow.
#[derive(Debug)]
pub(crate) struct Sums<'a> {
    pub(crate) customers: Vec<CustomerSums<'a>>,
    /// Over all customers; only groups that have lines.
    pub(crate) groups: Vec<(Group, i128)>,
    pub(crate) subtotal: i128,
    pub(crate) total: i128,
    pub(crate) balance: i128,
}

/// The lines of one customer.
#[derive(Debug)]
pub(crate) struct CustomerSums<'a> {
    pub(crate) name: &'a str,
    /// Only groups that have lines.
    pub(crate) groups: Vec<GroupSums<'a>>,
    pub(crate) sum: i128,
}

/// The lines of one customer in one group.
#[derive(Debug)]
pub(crate) struct GroupSums<'a> {
    pub(crate) group: Group,
    pub(crate) lines: Vec<&'a Line>,
    pub(crate) sum: i128,
}

/// Adds the lines up and compares.
pub(crate) fn check(statement: &Statement) -> Result<Sums<'_>, StatementError> {
    fields(statement)?;
    let customers = by_customer(&statement.lines);
    let groups = Group::ALL
        .into_iter()
        .filter_map(|group| {
            let parts = customers.iter().flat_map(|customer| &customer.groups);
            let mut sums = parts.filter(|part| part.group == group).map(|part| part.sum).peekable();
            sums.peek().is_some().then(|| (group, sums.sum()))
        })
        .collect();
    let subtotal: i128 = customers.iter().map(|customer| customer.sum).sum();
    agrees(Figure::Subtotal, statement.subtotal_minor, subtotal)?;
    for (index, tax) in statement.tax.iter().enumerate() {
        tax_agrees(index, tax)?;
    }
    let taxes: i128 = statement.tax.iter().map(|tax| i128::from(tax.amount_minor)).sum();
    let credits: i128 = statement.credits.iter().map(|credit| i128::from(credit.amount_minor)).sum();
    let total = subtotal + taxes + credits;
    agrees(Figure::Total, statement.total_minor, total)?;
    let balance = total - i128::from(statement.paid_minor);
    agrees(Figure::Balance, statement.balance_minor, balance)?;
    Ok(Sums { customers, groups, subtotal, total, balance })
}

fn agrees(figure: Figure, stated: i64, computed: i128) -> Result<(), StatementError> {
    let stated = i128::from(stated);
    if stated == computed {
        return Ok(());
    }
    Err(StatementError::Disagrees { figure, stated, computed })
}

/// How a tax is rounded is the caller's policy, so any amount less than one minor unit from the exact one is right.
fn tax_agrees(index: usize, tax: &TaxLine) -> Result<(), StatementError> {
    let too_long = || {
        let fix = "must be a percentage as decimal text such as 21 or 7.7, of at most 15 digits";
        StatementError::field(format!("tax[{index}].rate"), fix)
    };
    let decimal = Decimal::parse(&tax.rate).filter(|_| tax.rate.len() <= 17).ok_or_else(too_long)?;
    let (rate, scale) = decimal.exact().ok_or_else(too_long)?;
    let unit = scale.checked_mul(100).ok_or_else(too_long)?;
    let exact = i128::from(tax.base_minor).checked_mul(rate).ok_or_else(too_long)?;
    let stated = i128::from(tax.amount_minor);
    let apart = stated.checked_mul(unit).and_then(|amount| amount.checked_sub(exact)).ok_or_else(too_long)?;
    if apart.abs() < unit {
        return Ok(());
    }
    Err(StatementError::Disagrees { figure: Figure::Tax(tax.name.clone()), stated, computed: exact / unit })
}

fn by_customer(lines: &[Line]) -> Vec<CustomerSums<'_>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut gathered: Vec<(&str, Vec<&Line>)> = Vec::new();
    for line in lines {
        let place = *places.entry(&line.customer).or_insert_with(|| {
            gathered.push((&line.customer, Vec::new()));
            gathered.len() - 1
        });
        if let Some((_, of_customer)) = gathered.get_mut(place) {
            of_customer.push(line);
        }
    }
    gathered
        .into_iter()
        .map(|(name, lines)| CustomerSums { name, sum: sum(&lines), groups: by_group(&lines) })
        .collect()
}

fn by_group<'a>(lines: &[&'a Line]) -> Vec<GroupSums<'a>> {
    Group::ALL
        .into_iter()
        .filter_map(|group| {
            let lines: Vec<&Line> = lines.iter().filter(|line| line.group == group).copied().collect();
            (!lines.is_empty()).then(|| GroupSums { group, sum: sum(&lines), lines })
        })
        .collect()
}

fn sum(lines: &[&Line]) -> i128 {
    lines.iter().map(|line| i128::from(line.amount_minor)).sum()
}

/// What would print as nothing, or as nonsense.
fn fields(statement: &Statement) -> Result<(), StatementError> {
    let filled = [
        ("number", &statement.number),
        ("currency.code", &statement.currency.code),
        ("currency.symbol", &statement.currency.symbol),
        ("seller.name", &statement.seller.name),
        ("bill_to.name", &statement.bill_to.name),
    ];
    if let Some((field, _)) = filled.iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(StatementError::field(*field, "must not be empty"));
    }
    if statement.currency.exponent > EXPONENT_MAX {
        return Err(StatementError::field("currency.exponent", "must be at most 6"));
    }
    if statement.period_last < statement.period_first {
        return Err(StatementError::field("period_last", "must not be before period_first"));
    }
    for (index, line) in statement.lines.iter().enumerate() {
        if line.customer.trim().is_empty() {
            return Err(StatementError::field(format!("lines[{index}].customer"), "must not be empty"));
        }
        if line.last < line.first {
            return Err(StatementError::field(format!("lines[{index}].last"), "must not be before first"));
        }
        if Decimal::parse(&line.unit).is_none() {
            let fix = "must be decimal text such as 20.16 or -3.5";
            return Err(StatementError::field(format!("lines[{index}].unit"), fix));
        }
    }
    Ok(())
}
