//! Decimal text: read exactly, kept with the decimals it has.

/// A decimal number as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Decimal<'a> {
    pub(crate) negative: bool,
    /// Digits before the point, at least one.
    pub(crate) whole: &'a str,
    /// Digits after the point, as many as were written.
    pub(crate) fraction: &'a str,
}

impl<'a> Decimal<'a> {
    /// Reads `12`, `-0.50`, `20.160`; nothing else.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (digits, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let sound = !whole.is_empty() && all_digits(whole) && all_digits(fraction);
        sound.then_some(Decimal { negative, whole, fraction })
    }

    /// The number as an integer and the power of ten that it is to be divided by; none where that is too large.
    pub(crate) fn exact(self) -> Option<(i128, i128)> {
        let scale = 10i128.checked_pow(u32::try_from(self.fraction.len()).ok()?)?;
        let whole = self.whole.parse::<i128>().ok()?.checked_mul(scale)?;
        let fraction = if self.fraction.is_empty() { 0 } else { self.fraction.parse().ok()? };
        let size = whole.checked_add(fraction)?;
        Some((if self.negative { -size } else { size }, scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly_and_nothing_else_is_a_decimal() {
        assert_eq!(Decimal::parse("7.70").unwrap().exact(), Some((770, 100)));
        assert_eq!(Decimal::parse("-0.5").unwrap().exact(), Some((-5, 10)));
        assert_eq!(Decimal::parse("21").unwrap().exact(), Some((21, 1)));
        for text in ["", "-", ".5", "5.", "1e3", "+1", "1,5", "--1", "1.2.3", "١"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        let long = "9".repeat(60);
        assert_eq!(Decimal::parse(&long).unwrap().exact(), None);
    }
}
