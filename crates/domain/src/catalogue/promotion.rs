//! Promotions: percentages off the list price for some offers, terms and plans, inside a window of dates (PROMO-101, PROMO-102).
//! They are data of the catalogue; who gets one is decided in [`crate::promotion`].

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Commerce, Offer, Segment};
use crate::calendar::{BillingPlan, Term};
use crate::ids::OfferId;

/// One promotion.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// The id, as it stands on lines and in files.
    pub id: String,
    /// The name that people read.
    pub title: String,
    /// Percent off the list price.
    #[serde(with = "rust_decimal::serde::str")]
    pub percent: Decimal,
    /// The offers.
    pub offers: BTreeSet<OfferId>,
    /// The terms; empty means every one.
    #[serde(default)]
    pub terms: BTreeSet<Term>,
    /// The billing plans; empty means every one. Classic licences qualify when billed monthly only (PROMO-101).
    #[serde(default)]
    pub billing: BTreeSet<BillingPlan>,
    /// The markets; empty means every one.
    #[serde(default)]
    pub markets: BTreeSet<String>,
    /// The segments; empty means every one.
    #[serde(default)]
    pub segments: BTreeSet<Segment>,
    /// The first day.
    pub from: Date,
    /// The first day no longer.
    #[serde(default)]
    pub until: Option<Date>,
    /// The fewest seats of a purchase (PROMO-103).
    #[serde(default = "one")]
    pub seats_min: u32,
    /// The most seats of a customer over all of its subscriptions and sellers (PROMO-103).
    #[serde(default)]
    pub seats_max: Option<u32>,
    /// The most subscriptions of a customer that have it at the same time, over all sellers (PROMO-103).
    #[serde(default)]
    pub redemptions_max: Option<u32>,
    /// Whether the customer must never have had the offer, or a trial of it (PROMO-103, TRIAL-206).
    #[serde(default)]
    pub first_purchase: bool,
    /// Offers of which the customer must have one (PROMO-103); empty where none is needed.
    #[serde(default)]
    pub needs: BTreeSet<OfferId>,
    /// What becomes of it at a renewal (PROMO-106).
    #[serde(default)]
    pub renewal: PromotionRenewal,
}

fn one() -> u32 {
    1
}

/// What becomes of a promotion at a renewal. Classic licences always renew at the list price (PROMO-101).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromotionRenewal {
    /// Kept where the day of the renewal lies in the window.
    #[default]
    InWindow,
    /// For one term only.
    Never,
}

impl Promotion {
    /// Whether it is for an offer sold like that, in a market, to a segment.
    #[must_use]
    pub fn covers(
        &self,
        offer: &Offer,
        (term, billing): (Term, BillingPlan),
        country: &str,
        segment: Segment,
    ) -> bool {
        self.is_for(offer, country, segment) && self.takes(offer, term, billing)
    }

    /// Whether it is for an offer in a market, to a segment, whatever the term.
    #[must_use]
    pub fn is_for(&self, offer: &Offer, country: &str, segment: Segment) -> bool {
        offer.commerce != Commerce::Marketplace
            && self.offers.contains(&offer.id)
            && (self.markets.is_empty() || self.markets.contains(country))
            && holds(&self.segments, &segment)
    }

    /// Whether it is for a term and a billing plan of an offer.
    #[must_use]
    pub fn takes(&self, offer: &Offer, term: Term, billing: BillingPlan) -> bool {
        let plan = offer.commerce != Commerce::Classic || billing == BillingPlan::Monthly;
        plan && holds(&self.terms, &term) && holds(&self.billing, &billing)
    }

    /// Whether a day lies in its window.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

fn holds<T: Ord>(set: &BTreeSet<T>, value: &T) -> bool {
    set.is_empty() || set.contains(value)
}
