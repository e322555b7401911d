//! Lines as text: a listing by invoice for people, and CSV for programs.

use std::collections::BTreeMap;
use std::fmt::Write;

use rust_decimal::Decimal;
use seatwright_domain::money::Currency;

use crate::run::Line;

/// The header of [`csv`].
pub const CSV_HEADER: &str =
    "invoice_date,subscription,charge_start,charge_end,charge_type,unit_price,quantity,amount";

/// Lines as CSV, without the header. No cell can hold a comma or a quotation mark.
#[must_use]
pub fn csv(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let _ = writeln!(text, "{},{}", line.invoice_on(), line.cells().join(","));
    }
    text
}

/// Lines by invoice, with totals. The rows can stand in a scenario as they are.
#[must_use]
pub fn listing(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "no lines\n".to_owned();
    }
    let mut invoices: BTreeMap<_, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        invoices.entry(line.invoice_on()).or_default().push(line);
    }
    let mut text = String::new();
    for (date, lines) in invoices {
        let rows: Vec<[String; 7]> = lines.iter().map(|line| line.cells()).collect();
        let widths: Vec<usize> =
            (0..7).map(|column| rows.iter().map(|row| width(row, column)).max().unwrap_or(0)).collect();
        let _ = writeln!(text, "invoice of {date}");
        for row in &rows {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let _ = if column < 4 {
                    write!(text, "| {cell:<width$} ")
                } else {
                    write!(text, "| {cell:>width$} ")
                };
            }
            text.push_str("|\n");
        }
        for (currency, total) in totals(&lines) {
            let _ = writeln!(text, "  total {total} {currency}");
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn width(row: &[String; 7], column: usize) -> usize {
    row.get(column).map_or(0, |cell| cell.chars().count())
}

fn totals(lines: &[&Line]) -> BTreeMap<Currency, Decimal> {
    let mut totals: BTreeMap<Currency, Decimal> = BTreeMap::new();
    for line in lines {
        *totals.entry(line.charge.amount.currency).or_default() += line.amount();
    }
    totals
}
