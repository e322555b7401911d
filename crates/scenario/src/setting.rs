//! `set KEY VALUE`: the choices between contradicting sources, by the names of the conflict register.

mod keys;

use rust_decimal::Decimal;
use seatwright_domain::billing::policy::BillingPolicy;
use seatwright_domain::policy::Policy;

use self::keys::KEYS;

/// A policy value that a scenario fixes.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    key: &'static str,
    value: Value,
}

/// A value.
#[derive(Clone, Copy, Debug)]
enum Value {
    /// The place in the list of choices.
    Choice(usize),
    /// A number; none for `off`.
    Number(Option<Decimal>),
}

/// All versions of both kinds of policy.
pub(crate) struct Versions {
    pub(crate) rules: Vec<Policy>,
    pub(crate) billing: Vec<BillingPolicy>,
}

/// A key with its values.
pub(crate) struct Key {
    name: &'static str,
    values: Values,
}

enum Values {
    /// The choices, each with its names; the first is the one in documents.
    Choices(&'static [&'static [&'static str]], fn(&mut Versions, usize)),
    /// A number, or `off`.
    Number(&'static str, fn(&mut Versions, Option<Decimal>)),
}

const ON_OFF: &[&[&str]] = &[&["on", "true", "yes"], &["off", "false", "no", "none"]];

/// The key of a name.
pub(crate) fn key(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The names of all keys.
pub(crate) fn keys() -> Vec<&'static str> {
    KEYS.iter().map(|key| key.name).collect()
}

/// Blanks, hyphens, underscores and case do not matter.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

impl Key {
    /// Reads a value.
    pub(crate) fn value(&self, text: &str) -> Option<Setting> {
        let wanted = plain(text);
        let value = match &self.values {
            Values::Choices(choices, _) => choices
                .iter()
                .position(|names| names.iter().any(|name| plain(name) == wanted))
                .map(Value::Choice)?,
            Values::Number(..) if ["off", "none", "no"].contains(&wanted.as_str()) => Value::Number(None),
            Values::Number(..) => {
                let number = Decimal::from_str_exact(text.trim_end_matches('%')).ok()?;
                let fits =
                    number >= Decimal::ZERO && number <= Decimal::from(1_000_000) && number.scale() <= 4;
                Value::Number(Some(fits.then_some(number)?))
            }
        };
        Some(Setting { key: self.name, value })
    }

    /// Its values, for people.
    pub(crate) fn examples(&self) -> String {
        match &self.values {
            Values::Choices(choices, _) => {
                choices.iter().filter_map(|names| names.first().copied()).collect::<Vec<_>>().join(", ")
            }
            Values::Number(example, _) => (*example).to_owned(),
        }
    }
}

impl Setting {
    /// Whether it is of a key.
    pub(crate) fn is(&self, key: &str) -> bool {
        self.key == key
    }

    /// Whether it replaces whole windows, which others then change in part.
    pub(crate) fn is_version(&self) -> bool {
        matches!(self.key, "nce.cancel" | "mkt.window")
    }

    /// Fixes the value in all versions.
    pub(crate) fn apply(&self, versions: &mut Versions) {
        match (key(self.key).map(|key| &key.values), self.value) {
            (Some(Values::Choices(_, apply)), Value::Choice(choice)) => apply(versions, choice),
            (Some(Values::Number(_, apply)), Value::Number(number)) => apply(versions, number),
            _ => {}
        }
    }
}

/// One of several values, by the place of its name.
fn pick<T: Copy>(choices: &[T], place: usize) -> Option<T> {
    choices.get(place).copied()
}

impl Versions {
    fn each_rule(&mut self, change: impl Fn(&mut Policy)) {
        self.rules.iter_mut().for_each(change);
    }

    fn each_bill(&mut self, change: impl Fn(&mut BillingPolicy)) {
        self.billing.iter_mut().for_each(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_several_names() {
        let value = |name: &str, text: &str| key(name).and_then(|key| key.value(text)).map(|set| set.value);
        assert!(matches!(value("classic.rounding", "r1"), Some(Value::Choice(0))));
        assert!(matches!(value("classic.full_credit", "30 days"), Some(Value::Choice(0))));
        assert!(matches!(value("nce.cancel", "2021-10"), Some(Value::Choice(1))));
        assert!(matches!(value("classic.annual_split", "none"), Some(Value::Choice(1))));
        assert!(matches!(value("nce.annual_monthly_premium", "5"), Some(Value::Number(Some(_)))));
        assert!(value("classic.rounding", "R9").is_none());
        assert!(key("classic.roundng").is_none());
    }
}
