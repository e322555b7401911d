//! Whose deliveries are under way, and who has tested its receiver lately. Both belong to the process: they go by the
//! machine's time and are forgotten with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use seatwright_domain::ids::PartnerId;

use super::WebhookFault;

/// Tests that a partner may ask for in a span of this length.
const TESTS: (usize, Duration) = (2, Duration::from_secs(60));

/// What is known about partners.
#[derive(Debug, Default)]
pub(crate) struct Couriers {
    under_way: Mutex<BTreeSet<PartnerId>>,
    tests: Mutex<BTreeMap<PartnerId, Vec<Instant>>>,
}

/// Held while the deliveries of one partner are made.
pub(crate) struct Turn<'a> {
    couriers: &'a Couriers,
    partner: PartnerId,
}

impl Couriers {
    /// The turn of a partner; none while its deliveries are made elsewhere.
    pub(super) fn enter(&self, partner: PartnerId) -> Option<Turn<'_>> {
        locked(&self.under_way, |under_way| under_way.insert(partner))
            .then(|| Turn { couriers: self, partner })
    }

    /// Whether the deliveries of a partner are being made.
    pub(super) fn is_in(&self, partner: PartnerId) -> bool {
        locked(&self.under_way, |under_way| under_way.contains(&partner))
    }

    /// Counts a test of a partner's receiver.
    ///
    /// # Errors
    /// There were as many lately as there may be.
    pub(super) fn allow_test(&self, partner: PartnerId) -> Result<(), WebhookFault> {
        let (most, span) = TESTS;
        locked(&self.tests, |tests| {
            let now = Instant::now();
            let lately = tests.entry(partner).or_default();
            lately.retain(|at| now.duration_since(*at) < span);
            match lately.first() {
                Some(first) if lately.len() >= most => {
                    let left = span.saturating_sub(now.duration_since(*first));
                    // Rounded up: who comes back then is let through.
                    Err(WebhookFault::TooOften { seconds: left.as_secs() + 1 })
                }
                _ => {
                    lately.push(now);
                    Ok(())
                }
            }
        })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        locked(&self.couriers.under_way, |under_way| under_way.remove(&self.partner));
    }
}

/// What is inside is whole whatever happened to whoever held the lock.
fn locked<T, R>(lock: &Mutex<T>, look: impl FnOnce(&mut T) -> R) -> R {
    look(&mut lock.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn two_tests_in_a_minute_are_enough_and_each_partner_has_its_own() {
        let couriers = Couriers::default();
        let [one, other] = [1, 2].map(|n| PartnerId(Uuid::from_u128(n)));
        assert!(couriers.allow_test(one).is_ok() && couriers.allow_test(one).is_ok());
        let Err(WebhookFault::TooOften { seconds }) = couriers.allow_test(one) else {
            panic!("it was let through");
        };
        assert!((1..=60).contains(&seconds), "{seconds}");
        assert!(couriers.allow_test(other).is_ok());
    }

    #[test]
    fn a_partner_has_one_turn_at_a_time() {
        let couriers = Couriers::default();
        let partner = PartnerId(Uuid::from_u128(1));
        let turn = couriers.enter(partner);
        assert!(turn.is_some() && couriers.enter(partner).is_none() && couriers.is_in(partner));
        drop(turn);
        assert!(!couriers.is_in(partner) && couriers.enter(partner).is_some());
    }
}
