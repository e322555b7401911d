//! Figures as each language writes them. Integers and text only: an amount never becomes a float.

use crate::decimal::Decimal;
use crate::{Currency, Language};

/// The minus sign, as wide as a digit; a hyphen is too short beside figures.
const MINUS: char = '\u{2212}';

/// A space that a line does not break at.
const FIXED_SPACE: char = '\u{a0}';

/// An amount in minor units, without the currency: `1,209.60`.
pub(crate) fn amount(minor: i128, exponent: u8, language: Language) -> String {
    let places = usize::from(exponent);
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    signed(minor < 0, &plain(whole, fraction, language))
}

/// An amount with the sign of its currency where the language puts it: `−€1,209.60`, `€ −1.209,60`, `−1 209,60 €`.
pub(crate) fn money(minor: i128, currency: &Currency, language: Language) -> String {
    let symbol = currency.symbol.as_str();
    let figure = amount(minor, currency.exponent, language);
    match language {
        Language::En => {
            let size = figure.trim_start_matches(MINUS);
            // A sign made of letters, as `kr`, would run into the figure.
            let gap = if symbol.ends_with(char::is_alphabetic) { "\u{a0}" } else { "" };
            signed(minor < 0, &format!("{symbol}{gap}{size}"))
        }
        Language::Nl => format!("{symbol}{FIXED_SPACE}{figure}"),
        Language::Sv | Language::De => format!("{figure}{FIXED_SPACE}{symbol}"),
    }
}

/// Decimal text with the decimals it has; text that is not a decimal stays as it is.
pub(crate) fn decimal(text: &str, language: Language) -> String {
    Decimal::parse(text).map_or_else(
        || text.to_owned(),
        |number| signed(number.negative, &plain(number.whole, number.fraction, language)),
    )
}

/// A rate in percent: `21%`, `21 %`.
pub(crate) fn percent(rate: &str, language: Language) -> String {
    let figure = decimal(rate, language);
    match language {
        Language::En | Language::Nl => format!("{figure}%"),
        Language::Sv | Language::De => format!("{figure}{FIXED_SPACE}%"),
    }
}

/// A number of units.
pub(crate) fn quantity(units: u32, language: Language) -> String {
    plain(&units.to_string(), "", language)
}

fn signed(negative: bool, size: &str) -> String {
    if negative { format!("{MINUS}{size}") } else { size.to_owned() }
}

fn plain(whole: &str, fraction: &str, language: Language) -> String {
    let (group, point) = match language {
        Language::En => (',', '.'),
        Language::Nl | Language::De => ('.', ','),
        Language::Sv => (FIXED_SPACE, ','),
    };
    let mut text = String::with_capacity(whole.len() * 2 + fraction.len());
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(minor: i128, exponent: u8) -> [String; 4] {
        Language::ALL.map(|language| amount(minor, exponent, language))
    }

    fn currency(code: &str, symbol: &str, exponent: u8) -> Currency {
        Currency { code: code.to_owned(), exponent, symbol: symbol.to_owned() }
    }

    #[test]
    fn amounts_have_the_separators_of_the_language_and_a_proper_minus() {
        assert_eq!(all(120_960, 2), ["1,209.60", "1.209,60", "1\u{a0}209,60", "1.209,60"]);
        assert_eq!(all(-5, 2), ["\u{2212}0.05", "\u{2212}0,05", "\u{2212}0,05", "\u{2212}0,05"]);
        assert_eq!(all(0, 2)[0], "0.00");
        assert_eq!(all(100_000, 2)[0], "1,000.00");
        assert_eq!(all(99_999, 2)[0], "999.99");
        assert_eq!(all(i128::from(i64::MIN), 2)[3], "\u{2212}92.233.720.368.547.758,08");
    }

    #[test]
    fn currencies_without_decimals_and_with_three_print_right_bill_217() {
        assert_eq!(all(1_234_567, 0), ["1,234,567", "1.234.567", "1\u{a0}234\u{a0}567", "1.234.567"]);
        assert_eq!(all(1_234_567, 3), ["1,234.567", "1.234,567", "1\u{a0}234,567", "1.234,567"]);
        assert_eq!(all(7, 3)[0], "0.007");
        assert_eq!(all(-7, 0)[0], "\u{2212}7");
    }

    #[test]
    fn the_sign_of_the_currency_stands_where_the_language_puts_it() {
        let euro = currency("EUR", "€", 2);
        let of = |minor| Language::ALL.map(|language| money(minor, &euro, language));
        assert_eq!(of(120_960), ["€1,209.60", "€\u{a0}1.209,60", "1\u{a0}209,60\u{a0}€", "1.209,60\u{a0}€"]);
        assert_eq!(of(-1)[0], "\u{2212}€0.01");
        assert_eq!(of(-1)[1], "€\u{a0}\u{2212}0,01");
        assert_eq!(money(500, &currency("SEK", "kr", 2), Language::En), "kr\u{a0}5.00");
        assert_eq!(money(500, &currency("JPY", "¥", 0), Language::En), "¥500");
    }

    #[test]
    fn unit_prices_keep_the_decimals_they_have() {
        assert_eq!(decimal("1234.5", Language::Nl), "1.234,5");
        assert_eq!(decimal("-20.160", Language::De), "\u{2212}20,160");
        assert_eq!(percent("7.7", Language::De), "7,7\u{a0}%");
        assert_eq!(percent("21", Language::Nl), "21%");
        assert_eq!(quantity(1_000, Language::Sv), "1\u{a0}000");
    }
}
