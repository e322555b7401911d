//! Typed identifiers. Each entity has its own type, so that one cannot be handed over for another.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

uuid_ids! {
    /// A customer, which is also the id of its directory tenant and of its account.
    CustomerId,
    /// A partner's tenant: the reseller organisation that signs in.
    PartnerId,
    /// A publisher's tenant: the software house whose marketplace offers are sold.
    PublisherId,
    /// An operation on a marketplace subscription, as its publisher is told of it and acknowledges it.
    OperationId,
    /// A subscription. Kept through trial conversion, full in-place upgrade and renewal.
    SubscriptionId,
    /// An order.
    OrderId,
    /// A cart.
    CartId,
    /// One run of an upgrade or transition (the wire's `operationId`).
    UpgradeId,
    /// A migration from classic to new commerce.
    MigrationId,
    /// A migration that waits for its day.
    MigrationScheduleId,
    /// A user of a customer.
    UserId,
    /// A role of a customer's directory.
    DirectoryRoleId,
    /// A charge: one line of a bill.
    ChargeId,
    /// An invoice.
    InvoiceId,
    /// The directory id of a plan (the wire's `productSku.id`): what licences are assigned by.
    PlanId,
}

/// An offer of the catalogue: a classic offer's GUID in upper case, or `PRODUCT:SKU` for new commerce and
/// marketplace. The wire adds the availability as a third part (see `catalogue::Offer::catalogue_item_id`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct OfferId(String);

impl OfferId {
    /// The id in its stored form: upper case, without an availability.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let upper = text.trim().to_ascii_uppercase();
        let mut parts = upper.splitn(3, ':');
        match (parts.next(), parts.next()) {
            (Some(product), Some(sku)) => Self(format!("{product}:{sku}")),
            _ => Self(upper),
        }
    }

    /// The stored text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Product and SKU, where the offer has them; a classic offer has neither.
    #[must_use]
    pub fn product_and_sku(&self) -> Option<(&str, &str)> {
        self.0.split_once(':')
    }
}

impl<'de> Deserialize<'de> for OfferId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::new(&text))
    }
}

impl fmt::Display for OfferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A seat lot, numbered from 1 inside its subscription and never reused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LotId(pub u32);

impl fmt::Display for LotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Makes new ids without randomness: they follow from the seed that came with the command.
///
/// The shape is that of UUID version 7, so that keys made later sort later: 48 bits of milliseconds, then bits mixed
/// from the seed and a counter. The same command decided twice gives the same ids, which makes a retried decision
/// after a conflict produce the same answer.
#[derive(Clone, Debug)]
pub struct IdSource {
    seed: u128,
    made: u64,
}

impl IdSource {
    /// A source for one command. `seed` must differ from command to command.
    #[must_use]
    pub fn new(seed: Uuid) -> Self {
        Self { seed: seed.as_u128(), made: 0 }
    }

    /// The next id, carrying the time `at`.
    pub fn next(&mut self, at: Timestamp) -> Uuid {
        self.made += 1;
        let mixed = mix(self.seed, self.made);
        let milliseconds = u128::from(at.as_millisecond().max(0).unsigned_abs());
        let mut bits = (milliseconds << 80) | (mixed & ((1 << 80) - 1));
        bits = (bits & !(0xF << 76)) | (0x7 << 76);
        bits = (bits & !(0x3 << 62)) | (0x2 << 62);
        Uuid::from_u128(bits)
    }
}

/// Two rounds of the finaliser of SplitMix64 over both halves: every bit of seed and counter reaches every output bit.
fn mix(seed: u128, counter: u64) -> u128 {
    fn finalise(mut x: u64) -> u64 {
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }
    let step = counter.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let high = (seed >> 64) as u64;
    let low = seed as u64;
    let a = finalise(high ^ finalise(low.wrapping_add(step)));
    let b = finalise(a ^ finalise(high.wrapping_add(step.rotate_left(32)) ^ low.rotate_left(17)));
    (u128::from(a) << 64) | u128::from(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_sort_by_time_and_repeat_for_the_same_seed() {
        let earlier = Timestamp::from_second(1_600_000_000).unwrap();
        let later = Timestamp::from_second(1_600_000_001).unwrap();
        let seed = Uuid::from_u128(7);
        let mut source = IdSource::new(seed);
        let ids = [source.next(earlier), source.next(earlier), source.next(later)];
        assert_ne!(ids[0], ids[1]);
        assert!(ids[2] > ids[0] && ids[2] > ids[1]);
        assert_eq!(ids[0].get_version_num(), 7);
        let mut again = IdSource::new(seed);
        assert_eq!(again.next(earlier), ids[0]);
        assert_ne!(IdSource::new(Uuid::from_u128(8)).next(earlier), ids[0]);
    }

    #[test]
    fn an_offer_id_forgets_case_and_availability() {
        assert_eq!(OfferId::new("cfq7ttc0lh18:0001:cfq7ttc0abcd"), OfferId::new("CFQ7TTC0LH18:0001"));
        assert_eq!(OfferId::new("bd938f12-058f").as_str(), "BD938F12-058F");
        assert_eq!(OfferId::new("CFQ7TTC0LH18:0001").product_and_sku(), Some(("CFQ7TTC0LH18", "0001")));
    }
}
