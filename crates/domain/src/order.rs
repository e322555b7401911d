//! Orders and carts as data. What may be ordered is decided in `purchase`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::billing::charge::Discount;
use crate::calendar::{BillingPlan, Term};
use crate::ids::{CartId, OfferId, OrderId, SubscriptionId};
use crate::money::{Currency, UnitPrice};
use crate::refusal::Reason;
use crate::subscription::{Payment, Seller};

/// What somebody wants to buy: one line of a cart or order (BUY-01).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wanted {
    /// The offer.
    pub offer: OfferId,
    /// The availability the client named, where it named one; it must be that of the customer's market and segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<String>,
    /// The number of licences.
    pub quantity: u32,
    /// The term; the offer's first when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// The billing plan (BUY-04); the term's first when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<BillingPlan>,
    /// A name for the subscription; the offer's title when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// The base of a classic add-on: an existing subscription (ADD-01).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<SubscriptionId>,
    /// The base of a classic add-on: another line of the same cart, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_line: Option<u32>,
    /// A coterminous last day (NCE-702).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_end: Option<Date>,
    /// The indirect reseller of record (CHAN-106).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reseller: Option<String>,
    /// Whether the offer's attestation was accepted (NCE-116).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub attestation_accepted: bool,
    /// What the client wants to read again: provisioning context and the like.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub notes: BTreeMap<String, String>,
}

/// A cart (BUY-01): nothing is charged or provisioned before checkout (BUY-02).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cart {
    /// The id.
    pub id: CartId,
    /// Who sells.
    pub seller: Seller,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// When it disappears.
    pub expires_at: Timestamp,
    /// The lines, each with what stood against it when the cart was saved.
    pub lines: Vec<CartLine>,
    /// The orders it became; a second checkout returns them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<OrderId>,
}

/// A line of a cart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CartLine {
    /// What is wanted.
    pub wanted: Wanted,
    /// The group it will be ordered with: lines of one system and billing plan make one order.
    pub group: String,
    /// The price per seat and billing period, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitPrice>,
    /// What a promotion takes off it, where the line has one (PROMO-105).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// Every reason why the line could not be bought when the cart was saved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

/// An order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// The id.
    pub id: OrderId,
    /// Who sold.
    pub seller: Seller,
    /// How it is paid for.
    pub payment: Payment,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// The billing plan its lines share.
    pub billing: BillingPlan,
    /// The currency of its prices.
    pub currency: Currency,
    /// What caused it.
    pub origin: OrderOrigin,
    /// The lines; add-ons bought later are added here.
    pub lines: Vec<OrderLine>,
}

/// What caused an order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderOrigin {
    /// Somebody bought.
    Purchase,
    /// An upgrade bought the target.
    Upgrade,
    /// A scheduled change made a new subscription.
    Renewal,
    /// A classic subscription migrated to new commerce (MIG-101).
    Migration,
}

/// A line of an order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderLine {
    /// The number, from 0.
    pub number: u32,
    /// What was bought.
    pub offer: OfferId,
    /// The subscription that it made.
    pub subscription: SubscriptionId,
    /// The base, on add-on lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<SubscriptionId>,
    /// The licences bought.
    pub quantity: u32,
    /// The term.
    pub term: Term,
    /// The name of the subscription.
    pub friendly_name: String,
    /// The price per seat and billing period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitPrice>,
    /// The indirect reseller of record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reseller: Option<String>,
    /// A coterminous last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_end: Option<Date>,
    /// What the client wanted to read again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub notes: BTreeMap<String, String>,
}
