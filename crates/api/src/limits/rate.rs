//! Requests in a time, counted for each tenant: the generic cell rate algorithm. One instant for each tenant and resource says
//! when everything that was asked will have been paid for; a request that would move it further ahead than the whole period is one
//! too many. A burst of the whole number is let in at once, and one request more with each part of the period that passes.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::Limits;
use super::resource::{ALL, Resource};

/// How many tenants and resources are remembered. Those that have paid for everything are forgotten first, and lose nothing by
/// it; beyond, those that have the least to pay.
const KEPT_MAX: usize = 20_000;

/// Requests in a period; no requests is no limit.
#[derive(Clone, Copy, Debug)]
struct Rate {
    requests: u32,
    period: Duration,
}

/// Who counts how much.
#[derive(Debug)]
pub(super) struct Rates {
    limits: HashMap<Resource, Rate>,
    paid_at: Mutex<HashMap<(Uuid, Resource), Instant>>,
    kept_max: usize,
}

impl Rates {
    /// Counts by these limits.
    pub(super) fn new(limits: &Limits) -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        let rate = |resource| match resource {
            Resource::Customer => (limits.customer_per_minute, MINUTE),
            Resource::Order => (limits.order_per_minute, MINUTE),
            Resource::Subscription => (limits.subscription_per_minute, MINUTE),
            Resource::Migration => (limits.migrations_per_5_minutes, MINUTE * 5),
            Resource::MigrationCheck => (limits.migration_checks_per_5_minutes, MINUTE * 5),
        };
        let limits = ALL.into_iter().map(|resource| {
            let (requests, period) = rate(resource);
            (resource, Rate { requests, period })
        });
        Self { limits: limits.collect(), paid_at: Mutex::default(), kept_max: KEPT_MAX }
    }

    /// Counts a request; when it is one too many, how long to wait for the next that is not.
    pub(super) fn count(&self, tenant: Uuid, resource: Resource) -> Option<Duration> {
        let rate = self.limits.get(&resource).filter(|rate| rate.requests > 0)?;
        let now = Instant::now();
        let step = rate.period / rate.requests;
        let mut paid_at = self.paid_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let key = (tenant, resource);
        let next = paid_at.get(&key).map_or(now, |paid| (*paid).max(now)) + step;
        let ahead = next.duration_since(now);
        if ahead > rate.period {
            return Some(ahead - rate.period);
        }
        if paid_at.len() >= self.kept_max && !paid_at.contains_key(&key) {
            forget(&mut paid_at, now);
        }
        paid_at.insert(key, next);
        None
    }
}

/// Makes room: forgets whoever has paid, and where nobody has, the half that has the least to pay.
fn forget(paid_at: &mut HashMap<(Uuid, Resource), Instant>, now: Instant) {
    let before = paid_at.len();
    paid_at.retain(|_, paid| *paid > now);
    if paid_at.len() < before {
        return;
    }
    let mut instants: Vec<Instant> = paid_at.values().copied().collect();
    let middle = instants.len() / 2;
    let (_, limit, _) = instants.select_nth_unstable(middle);
    let limit = *limit;
    paid_at.retain(|_, paid| *paid > limit);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HAVENWERK: Uuid = Uuid::from_u128(1);
    const NORDLJUS: Uuid = Uuid::from_u128(2);

    fn rates(customer_per_minute: u32) -> Rates {
        Rates::new(&Limits { customer_per_minute, ..Limits::without_rates() })
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_of_the_whole_minute_is_let_in_and_then_one_with_each_part_of_it() {
        let rates = rates(6);
        for _ in 0..6 {
            assert_eq!(rates.count(HAVENWERK, Resource::Customer), None);
        }
        assert_eq!(rates.count(HAVENWERK, Resource::Customer), Some(Duration::from_secs(10)));
        // What was refused is not counted, another tenant is not counted with it, nor something else.
        assert_eq!(rates.count(HAVENWERK, Resource::Customer), Some(Duration::from_secs(10)));
        assert_eq!(rates.count(NORDLJUS, Resource::Customer), None);
        assert_eq!(rates.count(HAVENWERK, Resource::Order), None);
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(rates.count(HAVENWERK, Resource::Customer), None);
        assert_eq!(rates.count(HAVENWERK, Resource::Customer), Some(Duration::from_secs(10)));
        tokio::time::advance(Duration::from_secs(600)).await;
        let let_in = (0..20).filter(|_| rates.count(HAVENWERK, Resource::Customer).is_none()).count();
        assert_eq!(let_in, 6, "what was not used is not saved up");
    }

    #[tokio::test(start_paused = true)]
    async fn no_number_is_no_limit() {
        let rates = rates(0);
        assert!((0..10_000).all(|_| rates.count(HAVENWERK, Resource::Customer).is_none()));
        assert!(rates.paid_at.lock().unwrap().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn very_many_tenants_are_remembered_in_bounded_memory() {
        let mut rates = rates(2);
        rates.kept_max = 100;
        assert_eq!(rates.count(HAVENWERK, Resource::Customer), None);
        assert_eq!(rates.count(HAVENWERK, Resource::Customer), None);
        for tenant in 100..10_000 {
            rates.count(Uuid::from_u128(tenant), Resource::Customer);
            assert!(rates.paid_at.lock().unwrap().len() <= 100);
        }
        let refused = rates.count(HAVENWERK, Resource::Customer).is_some();
        assert!(refused, "whoever has the most to pay is remembered");
    }
}
