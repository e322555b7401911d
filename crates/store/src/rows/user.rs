//! Users and their licences.

use seatwright_domain::event::UsersMoved;
use seatwright_domain::ids::{CustomerId, SubscriptionId, UserId};
use seatwright_domain::user::{Assignment, User};
use uuid::Uuid;

use super::{document, key};
use crate::error::StoreError;
use crate::statement::{Guard, Value, Write, statements};

statements! {
    /// A user, new or changed.
    PUT_USER = "INSERT INTO users (customer_id, id, principal_key, display_key, deleted, document)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (customer_id, id) DO UPDATE SET principal_key = excluded.principal_key,
            display_key = excluded.display_key, deleted = excluded.deleted, document = excluded.document";
    /// A licence, new or with other services.
    PUT_ASSIGNMENT = "INSERT INTO assignments (customer_id, user_id, subscription_id, since, excluded)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (customer_id, subscription_id, user_id) DO UPDATE SET since = excluded.since,
            excluded = excluded.excluded";
    /// Takes a licence.
    DELETE_ASSIGNMENT = "DELETE FROM assignments
        WHERE customer_id = $1 AND user_id = $2 AND subscription_id = $3";
    /// Takes every licence of a subscription.
    DELETE_ASSIGNMENTS = "DELETE FROM assignments WHERE customer_id = $1 AND subscription_id = $2";
    /// Moves the licences of a range of users to another subscription, with every service on (LIC-02).
    MOVE_ASSIGNMENTS = "UPDATE assignments SET subscription_id = $3, excluded = '[]'
        WHERE customer_id = $1 AND subscription_id = $2 AND user_id >= $4 AND user_id <= $5";
    /// Moves the licences of a range of users to another subscription, with their services as they are (MIG-101).
    MOVE_ASSIGNMENTS_AS_THEY_ARE = "UPDATE assignments SET subscription_id = $3
        WHERE customer_id = $1 AND subscription_id = $2 AND user_id >= $4 AND user_id <= $5";
    /// Switches every service on for a range of users (LIC-02).
    CLEAR_EXCLUSIONS = "UPDATE assignments SET excluded = '[]'
        WHERE customer_id = $1 AND subscription_id = $2 AND user_id >= $3 AND user_id <= $4 AND excluded <> '[]'";

    /// One user.
    SELECT_USER = "SELECT document FROM users WHERE customer_id = $1 AND id = $2";
    /// The user with a sign-in name.
    SELECT_USER_BY_NAME = "SELECT document FROM users WHERE customer_id = $1 AND principal_key = $2";
    /// The licences of a user.
    SELECT_ASSIGNMENTS = "SELECT subscription_id, since, excluded FROM assignments
        WHERE customer_id = $1 AND user_id = $2 ORDER BY subscription_id";
    /// Users with a licence of a subscription, by id. SQLite goes through a cross join in its written order.
    SELECT_ASSIGNED_USERS = "SELECT u.document FROM assignments a CROSS JOIN users u
        WHERE a.customer_id = $1 AND a.subscription_id = $2 AND a.user_id > $3
            AND u.customer_id = a.customer_id AND u.id = a.user_id
        ORDER BY a.user_id LIMIT $4";
    /// All users, deleted ones too, by id.
    SELECT_ALL_USERS = "SELECT document FROM users WHERE customer_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// Users by id.
    SELECT_USERS_BY_ID = "SELECT '', document FROM users
        WHERE customer_id = $1 AND deleted = $2 AND id > $3
        ORDER BY id LIMIT $4";
    /// Users by id, backwards.
    SELECT_USERS_BY_ID_BACKWARDS = "SELECT '', document FROM users
        WHERE customer_id = $1 AND deleted = $2 AND id < $3
        ORDER BY id DESC LIMIT $4";
    /// Users by sign-in name.
    SELECT_USERS_BY_NAME = "SELECT principal_key, document FROM users
        WHERE customer_id = $1 AND deleted = $2 AND (principal_key, id) > ($3, $4)
            AND principal_key < $5
        ORDER BY principal_key, id LIMIT $6";
    /// Users by sign-in name, backwards.
    SELECT_USERS_BY_NAME_BACKWARDS = "SELECT principal_key, document FROM users
        WHERE customer_id = $1 AND deleted = $2 AND (principal_key, id) < ($3, $4)
            AND principal_key >= $5
        ORDER BY principal_key DESC, id DESC LIMIT $6";
    /// Users by the name on lists.
    SELECT_USERS_BY_DISPLAY = "SELECT display_key, document FROM users
        WHERE customer_id = $1 AND deleted = $2 AND (display_key, id) > ($3, $4)
            AND display_key < $5
        ORDER BY display_key, id LIMIT $6";
    /// Users by the name on lists, backwards.
    SELECT_USERS_BY_DISPLAY_BACKWARDS = "SELECT display_key, document FROM users
        WHERE customer_id = $1 AND deleted = $2 AND (display_key, id) < ($3, $4)
            AND display_key >= $5
        ORDER BY display_key DESC, id DESC LIMIT $6";
    /// How many users there are.
    COUNT_USERS = "SELECT count(*) FROM users WHERE customer_id = $1 AND deleted = $2";
}

/// The write for a user.
pub(crate) fn put(customer: CustomerId, user: &User) -> Result<Write, StoreError> {
    let values = vec![
        customer.0.into(),
        user.id.0.into(),
        key(&user.principal_name).into(),
        key(&user.display_name).into(),
        user.deleted_at.is_some().into(),
        document("user", user)?.into(),
    ];
    let guard = Guard::FreeName { principal_name: user.principal_name.clone() };
    Ok(Write::one(&PUT_USER, values, guard))
}

/// The write for a licence.
pub(crate) fn put_assignment(
    customer: CustomerId,
    user: UserId,
    held: &Assignment,
) -> Result<Write, StoreError> {
    let values = vec![
        customer.0.into(),
        user.0.into(),
        held.subscription.0.into(),
        held.since.to_string().into(),
        document("switched-off services", &held.excluded)?.into(),
    ];
    Ok(Write::one(&PUT_ASSIGNMENT, values, Guard::Rows(1)))
}

/// The write that takes a licence.
pub(crate) fn delete_assignment(customer: CustomerId, user: UserId, subscription: SubscriptionId) -> Write {
    let values = vec![customer.0.into(), user.0.into(), subscription.0.into()];
    Write::one(&DELETE_ASSIGNMENT, values, Guard::Any)
}

/// The write that takes every licence of a subscription.
pub(crate) fn delete_assignments(customer: CustomerId, subscription: SubscriptionId) -> Write {
    Write::one(&DELETE_ASSIGNMENTS, vec![customer.0.into(), subscription.0.into()], Guard::Any)
}

/// The writes for a batch of users that move. The range of the batch is cut at the users that do not, so that each
/// statement works on one range of an index, however many users the account has.
pub(crate) fn move_batch(customer: CustomerId, batch: &UsersMoved) -> Vec<Write> {
    let in_place = batch.from == batch.to;
    let ranges = ranges(batch);
    let between = |first: Uuid, last: Uuid, fixed: &[Uuid]| -> Vec<Value> {
        fixed.iter().copied().chain([first, last]).map(Value::from).collect()
    };
    if in_place {
        let runs = ranges
            .into_iter()
            .map(|(first, last)| between(first, last, &[customer.0, batch.from.0]))
            .collect();
        return vec![Write { statement: &CLEAR_EXCLUSIONS, runs, guard: Guard::Any }];
    }
    let taken = batch
        .already
        .iter()
        .map(|user| vec![customer.0.into(), user.0.into(), batch.from.0.into()])
        .collect();
    let moved = ranges
        .into_iter()
        .map(|(first, last)| between(first, last, &[customer.0, batch.from.0, batch.to.0]))
        .collect();
    let statement = if batch.keeps_services { &MOVE_ASSIGNMENTS_AS_THEY_ARE } else { &MOVE_ASSIGNMENTS };
    vec![
        Write { statement: &DELETE_ASSIGNMENT, runs: taken, guard: Guard::Rows(batch.already.len()) },
        Write { statement, runs: moved, guard: Guard::Rows(batch.moved as usize) },
    ]
}

/// The ranges of user ids, both ends included, that are left of the batch without those that stay.
fn ranges(batch: &UsersMoved) -> Vec<(Uuid, Uuid)> {
    let mut apart: Vec<u128> =
        batch.stayed.iter().chain(&batch.already).map(|user| user.0.as_u128()).collect();
    apart.sort_unstable();
    let last = batch.upto.0.as_u128();
    // None once the range is used up to the last id there is.
    let mut next = batch.after.map_or(Some(0), |user| user.0.as_u128().checked_add(1));
    let mut ranges = Vec::with_capacity(apart.len() + 1);
    for user in apart {
        let Some(first) = next.filter(|first| (*first..=last).contains(&user)) else { continue };
        if user > first {
            ranges.push((Uuid::from_u128(first), Uuid::from_u128(user - 1)));
        }
        next = user.checked_add(1);
    }
    ranges.extend(
        next.filter(|first| *first <= last).map(|first| (Uuid::from_u128(first), Uuid::from_u128(last))),
    );
    ranges
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use seatwright_domain::ids::UpgradeId;

    use super::*;

    #[test]
    fn a_batch_is_cut_at_the_users_that_do_not_move() {
        let id = |n| UserId(Uuid::from_u128(n));
        let check = |after: Option<u128>, upto, apart: &[u128], expected: &[(u128, u128)]| {
            let batch = UsersMoved {
                upgrade: UpgradeId(Uuid::from_u128(1)),
                from: SubscriptionId(Uuid::from_u128(2)),
                to: SubscriptionId(Uuid::from_u128(3)),
                after: after.map(id),
                upto: id(upto),
                moved: 0,
                stayed: apart.iter().copied().map(id).collect(),
                already: Vec::new(),
                keeps_services: false,
                findings: Vec::new(),
                due: Timestamp::UNIX_EPOCH,
            };
            let found: Vec<_> = ranges(&batch).into_iter().map(|(a, b)| (a.as_u128(), b.as_u128())).collect();
            assert_eq!(found, expected, "{after:?}..={upto} without {apart:?}");
        };
        check(None, 9, &[], &[(0, 9)]);
        check(Some(4), 9, &[], &[(5, 9)]);
        check(Some(4), 9, &[7, 5], &[(6, 6), (8, 9)]);
        check(Some(4), 9, &[9], &[(5, 8)]);
        check(Some(4), 9, &[5, 6, 7, 8, 9], &[]);
        check(Some(4), 9, &[2, 11], &[(5, 9)]);
        check(Some(4), 9, &[6, 6], &[(5, 5), (7, 9)]);
        check(None, u128::MAX, &[u128::MAX], &[(0, u128::MAX - 1)]);
    }
}
