//! Seats against users: the sums per plan, and the licence conflict (LIC-101).

use std::collections::BTreeMap;

use crate::account::Account;
use crate::ids::PlanId;
use crate::subscription::{Status, Subscription};

/// More users hold a licence than the subscription has seats. Nobody loses access; it should be resolved by buying seats,
/// taking licences or deleting users (LIC-101).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LicenceConflict {
    /// The seats.
    pub seats: u32,
    /// The users that hold one.
    pub users: u32,
    /// Users beyond the seats.
    pub users_too_many: u32,
}

/// The licence conflict of a subscription, where there is one.
#[must_use]
pub fn conflict(subscription: &Subscription) -> Option<LicenceConflict> {
    let users_too_many = subscription.users_too_many();
    (subscription.is_live() && users_too_many > 0).then(|| LicenceConflict {
        seats: subscription.seats(),
        users: subscription.assigned,
        users_too_many,
    })
}

/// The seats of one plan over all subscriptions that have it, whoever sold them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SeatPool {
    /// Seats of active subscriptions.
    pub active: u32,
    /// Seats of suspended and disabled subscriptions: users cannot use them (SUSP-02).
    pub suspended: u32,
    /// Seats of expired subscriptions: still usable for some days (NCE-401).
    pub warning: u32,
    /// Licences in users' hands.
    pub consumed: u32,
}

impl SeatPool {
    /// Seats that can be used.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.active.saturating_add(self.warning)
    }

    /// Seats that can be used and nobody has; negative in a licence conflict.
    #[must_use]
    pub fn available(&self) -> i64 {
        i64::from(self.total()) - i64::from(self.consumed)
    }
}

/// The seats of each plan of an account. Marketplace subscriptions have no plan and so stand in none (LIC-109).
#[must_use]
pub fn seat_pool(account: &Account) -> BTreeMap<PlanId, SeatPool> {
    let mut pools: BTreeMap<PlanId, SeatPool> = BTreeMap::new();
    for subscription in account.live() {
        let Some(plan) = subscription.plan else { continue };
        let pool = pools.entry(plan).or_default();
        let seats = subscription.seats();
        let part = match subscription.status {
            Status::Active => &mut pool.active,
            Status::Expired => &mut pool.warning,
            Status::Suspended | Status::Disabled | Status::Deleted => &mut pool.suspended,
        };
        *part = part.saturating_add(seats);
        pool.consumed = pool.consumed.saturating_add(subscription.assigned);
    }
    pools
}
