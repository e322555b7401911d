//! How prices stand in the files: a block for each offer, term and billing plan, with a row for each day on which
//! prices changed and a column for each currency.

use std::fmt;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize as DeriveDeserialize;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::calendar::{BillingPlan, Term};
use crate::ids::OfferId;
use crate::money::Currency;

/// One `[[price]]` block.
#[derive(DeriveDeserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Block {
    /// The offer.
    pub(crate) offer: OfferId,
    /// The commitment.
    pub(crate) term: Term,
    /// The billing plan.
    pub(crate) billing: BillingPlan,
    /// What the partner pays, in hundredths of the retail price, where a row does not say otherwise.
    #[serde(default = "hundred")]
    pub(crate) partner_percent: u32,
    /// The rows, in any order.
    pub(crate) retail: Vec<Row>,
}

fn hundred() -> u32 {
    100
}

/// The prices from a day on.
pub(crate) struct Row {
    /// First day.
    pub(crate) from: Date,
    /// First day no longer; without it a row holds until the next one.
    pub(crate) until: Option<Date>,
    /// The prices, by currency.
    pub(crate) amounts: Vec<(Currency, Amount)>,
}

/// The price in one currency.
#[derive(Clone, Copy)]
pub(crate) struct Amount {
    /// The suggested retail price.
    pub(crate) retail: Decimal,
    /// What the partner pays, where it is not a percentage of the retail price.
    pub(crate) partner: Option<Decimal>,
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Columns;
        impl<'de> Visitor<'de> for Columns {
            type Value = Row;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row, as { from = 2022-03-01, EUR = \"5.10\" }")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
                let (mut from, mut until, mut amounts) = (None, None, Vec::new());
                while let Some(column) = map.next_key::<Column>()? {
                    match column {
                        Column::From => from = Some(map.next_value()?),
                        Column::Until => until = Some(map.next_value()?),
                        Column::Currency(currency) => amounts.push((currency, map.next_value()?)),
                    }
                }
                let from = from.ok_or_else(|| de::Error::missing_field("from"))?;
                Ok(Row { from, until, amounts })
            }
        }
        deserializer.deserialize_map(Columns)
    }
}

/// The name of a column.
enum Column {
    From,
    Until,
    Currency(Currency),
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        match name.as_str() {
            "from" => Ok(Column::From),
            "until" => Ok(Column::Until),
            code => Currency::parse(code).map(Column::Currency).ok_or_else(|| {
                de::Error::custom(format_args!("`{code}` is neither a currency nor `from` nor `until`"))
            }),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrPair;
        impl<'de> Visitor<'de> for TextOrPair {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the amount in quotes, as \"4.20\", or { retail = \"4.20\", partner = \"3.36\" }")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
                Ok(Amount { retail: exact(text)?, partner: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Amount, A::Error> {
                let (mut retail, mut partner) = (None, None);
                while let Some(key) = map.next_key::<String>()? {
                    let text: String = map.next_value()?;
                    match key.as_str() {
                        "retail" => retail = Some(exact(&text)?),
                        "partner" => partner = Some(exact(&text)?),
                        _ => return Err(de::Error::unknown_field(&key, &["retail", "partner"])),
                    }
                }
                let retail = retail.ok_or_else(|| de::Error::missing_field("retail"))?;
                Ok(Amount { retail, partner })
            }
        }
        deserializer.deserialize_any(TextOrPair)
    }
}

/// Reads an amount without rounding it.
fn exact<E: de::Error>(text: &str) -> Result<Decimal, E> {
    Decimal::from_str_exact(text).map_err(|_| {
        E::custom(format_args!("\"{text}\" is not an amount; write digits and a point, as \"4.20\""))
    })
}
