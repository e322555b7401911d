//! Statements that are not printed: totals that are not what the lines give, and fields that would print as nonsense.

use jiff::civil::date;
use seatwright_statement::{Figure, Language, Statement, StatementError, TaxLine, render};

use crate::support::{add_up, sample};

fn refusal(change: impl FnOnce(&mut Statement)) -> StatementError {
    let mut invoice = sample(Language::En, 7);
    change(&mut invoice);
    render(&invoice).unwrap_err()
}

#[track_caller]
fn disagrees(error: StatementError, expected: Figure, apart: i128) {
    let StatementError::Disagrees { figure, stated, computed } = error else { panic!("{error}") };
    assert_eq!((figure, stated - computed), (expected, apart));
}

#[test]
fn each_total_must_be_what_the_lines_give_inv_104() {
    disagrees(refusal(|invoice| invoice.subtotal_minor += 1), Figure::Subtotal, 1);
    disagrees(refusal(|invoice| invoice.lines[3].amount_minor += 5), Figure::Subtotal, -5);
    disagrees(refusal(|invoice| drop(invoice.lines.pop())), Figure::Subtotal, 36_120);
    disagrees(refusal(|invoice| invoice.total_minor -= 1), Figure::Total, -1);
    disagrees(refusal(|invoice| invoice.balance_minor = 0), Figure::Balance, -2_828_339);
    disagrees(refusal(|invoice| invoice.paid_minor = 100), Figure::Balance, 100);
    let text = refusal(|invoice| invoice.total_minor -= 1).to_string();
    assert!(text.starts_with("total_minor is "), "{text}");
}

#[test]
fn a_tax_is_base_times_rate_however_it_is_rounded_inv_104() {
    let with = |rate: &str, base_minor, amount_minor| {
        let mut invoice = add_up(sample(Language::En, 1), None);
        invoice.tax =
            vec![TaxLine { name: "VAT".to_owned(), rate: rate.to_owned(), base_minor, amount_minor }];
        invoice.total_minor += amount_minor;
        invoice.balance_minor += amount_minor;
        render(&invoice)
    };
    // 34.56 at 7.7 % is 2.66112.
    assert!(with("7.7", 3_456, 266).is_ok() && with("7.70", 3_456, 267).is_ok());
    disagrees(with("7.7", 3_456, 268).unwrap_err(), Figure::Tax("VAT".to_owned()), 2);
    disagrees(with("7.7", 3_456, 265).unwrap_err(), Figure::Tax("VAT".to_owned()), -1);
    assert!(with("0", 3_456, 0).is_ok());
    assert!(with("7.7", -3_456, -266).is_ok());
    for rate in ["", "21%", "0,5", "1e2", "0.1234567890123456789"] {
        let error = with(rate, 3_456, 726).unwrap_err();
        assert!(matches!(&error, StatementError::Field { field, .. } if field == "tax[0].rate"), "{error}");
    }
}

#[test]
fn sums_beyond_the_range_of_an_amount_are_refused_and_do_not_wrap() {
    let error = refusal(|invoice| {
        for line in &mut invoice.lines {
            line.amount_minor = i64::MAX;
        }
    });
    let StatementError::Disagrees { computed, .. } = error else { panic!("{error}") };
    assert_eq!(computed, 7 * i128::from(i64::MAX));
}

#[test]
fn fields_that_would_print_as_nonsense_are_named() {
    let field = |change: fn(&mut Statement)| match refusal(change) {
        StatementError::Field { field, .. } => field,
        other => panic!("{other}"),
    };
    assert_eq!(field(|invoice| invoice.number = " ".to_owned()), "number");
    assert_eq!(field(|invoice| invoice.seller.name.clear()), "seller.name");
    assert_eq!(field(|invoice| invoice.bill_to.name.clear()), "bill_to.name");
    assert_eq!(field(|invoice| invoice.currency.code.clear()), "currency.code");
    assert_eq!(field(|invoice| invoice.currency.exponent = 7), "currency.exponent");
    assert_eq!(field(|invoice| invoice.period_last = date(2022, 2, 28)), "period_last");
    assert_eq!(field(|invoice| invoice.lines[2].last = date(2022, 3, 11)), "lines[2].last");
    assert_eq!(field(|invoice| invoice.lines[5].unit = "6,62".to_owned()), "lines[5].unit");
    assert_eq!(field(|invoice| invoice.lines[1].customer.clear()), "lines[1].customer");
}
