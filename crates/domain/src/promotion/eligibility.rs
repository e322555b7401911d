//! Whether a customer would get a promotion, and every reason why not (PROMO-104). A purchase asks the same question, and goes
//! through at the list price where there is a reason (PROMO-103).

use jiff::Timestamp;

use super::{Sale, has_had, redeemed, seats_with};
use crate::account::Account;
use crate::calendar::{BillingPlan, Term, day_of};
use crate::catalogue::{Catalogue, Promotion};
use crate::decision::Context;
use crate::ids::OfferId;
use crate::purchase;
use crate::subscription::Subscription;

/// What keeps a customer from a promotion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// There is no such promotion for this offer, this customer and this day.
    NoSuchPromotion,
    /// There is none at all for this offer.
    NoneAvailable,
    /// It is for other terms, or other ways of billing.
    OtherTerm {
        /// The terms it is for, of those that the offer has.
        terms: Vec<Term>,
    },
    /// The number of seats is too small, or too large with those that the customer already has at this promotion.
    Seats {
        /// The fewest of a purchase.
        least: u32,
        /// The most of a customer.
        most: Option<u32>,
        /// How many are left of them.
        left: Option<u32>,
    },
    /// The customer has it on as many subscriptions as it may.
    Redemptions {
        /// How many it may.
        most: u32,
        /// How many are left.
        left: u32,
    },
    /// The customer has had the offer before, and it is for the first purchase.
    BoughtBefore,
    /// The customer has none of the offers that it asks for.
    Prerequisite {
        /// One of these.
        needs: Vec<OfferId>,
    },
}

/// The answer about one promotion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Eligibility {
    /// The promotion; none where there is none for the offer, and none was asked for.
    pub promotion: Option<String>,
    /// Everything that stands in the way; nothing where the customer would get it.
    pub obstacles: Vec<Obstacle>,
}

/// Whether a purchase would get the promotion that is named, or each of those that there are for its offer.
#[must_use]
pub fn eligibilities(
    account: &Account,
    sale: Sale<'_>,
    named: Option<&str>,
    at: Timestamp,
    context: &Context<'_>,
) -> Vec<Eligibility> {
    let customer = &account.head.customer;
    let fits = |promotion: &&Promotion| {
        promotion.is_for(sale.offer, customer.country(), customer.segment) && promotion.holds_on(day_of(at))
    };
    let about = |promotion: &Promotion| Eligibility {
        promotion: Some(promotion.id.clone()),
        obstacles: obstacles(promotion, account, sale, context.catalogue),
    };
    let promotions = &context.catalogue.promotions;
    if let Some(named) = named {
        let known = promotions.values().find(|promotion| promotion.id.eq_ignore_ascii_case(named));
        let nothing =
            || Eligibility { promotion: Some(named.to_owned()), obstacles: vec![Obstacle::NoSuchPromotion] };
        return vec![known.filter(fits).map_or_else(nothing, about)];
    }
    let found: Vec<Eligibility> = promotions.values().filter(fits).map(about).collect();
    if found.is_empty() {
        return vec![Eligibility { promotion: None, obstacles: vec![Obstacle::NoneAvailable] }];
    }
    found
}

/// Term and plan, and then the limits.
fn obstacles(
    promotion: &Promotion,
    account: &Account,
    sale: Sale<'_>,
    catalogue: &Catalogue,
) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    if !promotion.takes(sale.offer, sale.term, sale.billing) {
        let fits = |term: Term, plans: &[BillingPlan]| {
            plans.iter().any(|billing| promotion.takes(sale.offer, term, *billing))
        };
        let options = sale.offer.terms.iter().filter(|option| fits(option.term, &option.billing));
        obstacles.push(Obstacle::OtherTerm { terms: options.map(|option| option.term).collect() });
    }
    obstacles.extend(limits(promotion, account, sale, catalogue, None));
    obstacles
}

/// PROMO-103: seats, redemptions, first purchase and what the customer must have. `instead_of` is the subscription that changes.
pub(super) fn limits(
    promotion: &Promotion,
    account: &Account,
    sale: Sale<'_>,
    catalogue: &Catalogue,
    instead_of: Option<&Subscription>,
) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    let present = seats_with(account, &promotion.id, instead_of);
    let left = promotion.seats_max.map(|most| most.saturating_sub(present));
    if sale.seats < promotion.seats_min || left.is_some_and(|left| sale.seats > left) {
        let (least, most) = (promotion.seats_min, promotion.seats_max);
        obstacles.push(Obstacle::Seats { least, most, left });
    }
    if let Some(most) = promotion.redemptions_max {
        let left = most.saturating_sub(redeemed(account, &promotion.id, instead_of));
        if left == 0 {
            obstacles.push(Obstacle::Redemptions { most, left });
        }
    }
    if promotion.first_purchase && has_had(account, sale.offer, catalogue) {
        obstacles.push(Obstacle::BoughtBefore);
    }
    let needs: Vec<OfferId> = promotion.needs.iter().cloned().collect();
    if !needs.is_empty() && !purchase::has_active(account, &needs) {
        obstacles.push(Obstacle::Prerequisite { needs });
    }
    obstacles
}
