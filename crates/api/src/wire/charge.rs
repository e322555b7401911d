//! Lines of bills, and how each amount was found: the exact calculation in the reader's language (promise N6).

mod shape;

use rust_decimal::Decimal;
use seatwright_domain::billing::charge::{Basis, Charge, InvoiceFamily};
use seatwright_domain::billing::fraction::Fraction;
use seatwright_domain::billing::rounding::Rounding;
use seatwright_domain::forecast::{ExpectedInvoice, Totals};
use seatwright_domain::money::{Money, UnitPrice};

pub(crate) use self::shape::{
    expected_invoice_schema, line_schema, line_shape, money_schema, totals_schema, unit_price_schema,
};
use crate::json::{Json, Object};
use crate::texts::{Language, say};
use crate::wire::View;

/// Digits after the point of an exact amount that are written out; where there are more, an ellipsis follows.
const DIGITS: u32 = 6;

/// A line. Its id is left to those who know that it is final.
pub(crate) fn line(view: &View<'_>, charge: &Charge) -> Object {
    let period = charge.key.period;
    let offer = view.catalogue.offer(&charge.offer);
    Object::new()
        .set("subscription", charge.key.subscription.to_string())
        .set("offerId", charge.offer.to_string())
        .some("offerName", offer.map(|offer| offer.title.as_str()))
        .set("chargeType", charge.key.kind.name())
        .set("chargeStartDate", period.first.to_string())
        .set("chargeEndDate", period.last.to_string())
        .set("unitPrice", charge.shown)
        .set("quantity", charge.quantity)
        .set("amount", charge.amount.to_decimal())
        .set("currency", charge.amount.currency.code())
        .set("bookedOn", charge.booked_on.to_string())
        .set("invoiceDate", charge.invoice_on.to_string())
        .set("rule", charge.rule.id())
        .set("policy", charge.policy.to_string())
        .set("text", derivation(view.language, charge))
}

/// How the amount was found, in one sentence.
pub(crate) fn derivation(language: Language, charge: &Charge) -> String {
    let count = |number: &dyn ToString| number.to_string();
    let mut facts = vec![
        ("formula", formula(charge)),
        ("exact", decimal(charge.derivation.exact)),
        ("rounding", charge.derivation.rounding.code().to_owned()),
        ("policy", charge.policy.to_string()),
        ("amount", charge.amount.to_string()),
    ];
    let key = match &charge.derivation.basis {
        Basis::Cycle => "derivation-cycle",
        Basis::Days { days, of } => {
            facts.extend([("days", count(days)), ("of", count(of))]);
            "derivation-days"
        }
        Basis::Months { months, of } => {
            facts.extend([("months", count(months)), ("of", count(of))]);
            "derivation-months"
        }
        Basis::MonthsCut { months, days, of_days, of } => {
            facts.extend([("months", count(months)), ("months_of", count(of))]);
            facts.extend([("days", count(days)), ("of", count(of_days))]);
            "derivation-months-cut"
        }
        Basis::MonthsAndDays { months, of_months, days, of } => {
            facts.extend([("months", count(months)), ("months_of", count(of_months))]);
            facts.extend([("days", count(days)), ("of", count(of))]);
            "derivation-months-and-days"
        }
        Basis::Reversal { .. } => "derivation-reversal",
        Basis::Everything => "derivation-everything",
        Basis::Free => "derivation-free",
        Basis::Capped { days, of, most } => {
            let most = Money { minor: *most, currency: charge.amount.currency };
            facts.extend([("days", count(days)), ("of", count(of)), ("most", most.to_string())]);
            "derivation-capped"
        }
        Basis::Entered { reason } => {
            facts.push(("reason", reason.clone()));
            "derivation-entered"
        }
    };
    say(language, key, &facts)
}

/// Seats times price, with its sign and discount, as in any language: `2 × 4.00`, `-1 × 12 × 96.00 ÷ 12 × 90 %`.
fn formula(charge: &Charge) -> String {
    let sign = if charge.derivation.exact < Fraction::ZERO { "-1 × " } else { "" };
    let unit = charge.unit.map_or_else(|| "0".to_owned(), price);
    let discount = charge.discount.as_ref().map_or_else(String::new, |discount| {
        format!(" × {} %", (Decimal::ONE_HUNDRED - discount.percent).normalize())
    });
    format!("{sign}{} × {unit}{discount}", charge.quantity)
}

/// A list price: `4.00`, or `96.00 ÷ 12` where a month is a twelfth of a year.
fn price(unit: UnitPrice) -> String {
    match unit.over {
        0 | 1 => unit.amount.to_string(),
        over => format!("{} ÷ {over}", unit.amount),
    }
}

/// An exact number with its first digits.
pub(crate) fn decimal(exact: Fraction) -> String {
    let scale = 10_i128.pow(DIGITS);
    let cut = exact.towards_zero(DIGITS);
    let sign = if exact < Fraction::ZERO { "-" } else { "" };
    let (whole, part) =
        (cut.unsigned_abs() / scale.unsigned_abs(), cut.unsigned_abs() % scale.unsigned_abs());
    let digits = format!("{part:06}");
    if Fraction::new(cut, scale) != exact {
        return format!("{sign}{whole}.{digits}…");
    }
    match digits.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{digits}"),
    }
}

/// What a rounding rule does.
pub(crate) fn rounding_text(language: Language, rounding: Rounding) -> String {
    say(language, &format!("rounding-{}", rounding.code().to_ascii_lowercase()), &[])
}

/// A list price for programs.
pub(crate) fn unit_price(unit: UnitPrice) -> Json {
    Object::new()
        .set("amount", unit.amount)
        .set("currency", unit.currency.code())
        .some("over", (unit.over > 1).then_some(unit.over))
        .into()
}

/// Amounts by currency.
pub(crate) fn totals(totals: &[Totals]) -> Vec<Json> {
    totals
        .iter()
        .map(|total| {
            let object = Object::new().set("currency", total.currency.code());
            with_totals(object, *total).into()
        })
        .collect()
}

fn with_totals(object: Object, totals: Totals) -> Object {
    object
        .set("net", totals.net().to_decimal())
        .set("tax", totals.tax().to_decimal())
        .set("total", totals.total().to_decimal())
}

/// An amount.
pub(crate) fn money(money: Money) -> Json {
    Object::new().set("amount", money.to_decimal()).set("currency", money.currency.code()).into()
}

/// What lines put on an invoice.
pub(crate) fn expected_invoice(view: &View<'_>, invoice: &ExpectedInvoice) -> Json {
    let partner = invoice.partner.and_then(|partner| view.partners.get(partner));
    let object = Object::new()
        .set("invoiceDate", invoice.on.to_string())
        .set("dueDate", invoice.due_on.to_string())
        .set("family", family(invoice.family))
        .some("partner", partner.map(|partner| partner.domain.as_str()))
        .set("currency", invoice.totals.currency.code())
        .set("taxPercent", invoice.tax_percent);
    with_totals(object, invoice.totals).into()
}

/// The family of an invoice as the wire writes it.
pub(crate) const fn family(family: InvoiceFamily) -> &'static str {
    match family {
        InvoiceFamily::Classic => "classic",
        InvoiceFamily::NewCommerce => "newCommerce",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_numbers_are_written_as_far_as_they_can_be_read() {
        for (numerator, denominator, written) in [
            (152, 31, "4.903225…"),
            (-152, 31, "-4.903225…"),
            (8, 1, "8"),
            (-1, 2, "-0.5"),
            (1, 3_000_000, "0.000000…"),
            (14_112, 125, "112.896"),
        ] {
            assert_eq!(decimal(Fraction::new(numerator, denominator)), written);
        }
    }
}
