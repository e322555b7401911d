//! What time does: trial ends, charge cycles, renewals with their scheduled changes, ends of suspension, steps of upgrades,
//! carts that run out. One due moment after another, in time order, whatever the size of the step.

use jiff::Timestamp;

use crate::account::Account;
use crate::decision::{Context, Decision};
use crate::ids::{SubscriptionId, UserId};
use crate::user::UserRecord;

/// What one call of `advance` came to.
#[derive(Debug)]
pub enum Step {
    /// Nothing is due up to the instant.
    Idle,
    /// Something happened; commit it and call again.
    Decided(Box<Decision>),
    /// An upgrade wants to look at the next users before it can go on.
    NeedsUsers(UsersWanted),
}

/// Users that an upgrade wants to look at: those with a licence of a subscription, in order of their ids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsersWanted {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// After this user.
    pub after: Option<UserId>,
    /// At most so many.
    pub limit: u32,
}

/// The users that were asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserBatch {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// After this user.
    pub after: Option<UserId>,
    /// The users in order of their ids, with all of their licences.
    pub users: Vec<UserRecord>,
    /// Whether there are none after these.
    pub last: bool,
}

/// The most due moments that one call carries out, so that a commit stays small.
pub const MOMENTS_PER_STEP: usize = 64;

/// The next instant at which something is due, however far away; none when nothing ever is.
#[must_use]
pub fn next_due(account: &Account) -> Option<Timestamp> {
    let _ = account;
    None
}

/// Carries out what is due up to `until`.
#[must_use]
pub fn advance(
    account: &Account,
    until: Timestamp,
    users: Option<&UserBatch>,
    context: &Context<'_>,
) -> Step {
    let _ = (account, until, users, context);
    Step::Idle
}
