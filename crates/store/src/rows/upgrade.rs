//! Upgrades, running and ended.

use seatwright_domain::ids::CustomerId;
use seatwright_domain::upgrade::Upgrade;

use super::document;
use crate::error::StoreError;
use crate::statement::{Guard, Value, Write, statements};

statements! {
    /// A new upgrade.
    INSERT_UPGRADE = "INSERT INTO upgrades (customer_id, id, running, source_id, target_id, started_at, document)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// An upgrade that went on.
    UPDATE_UPGRADE = "UPDATE upgrades SET running = $3, source_id = $4, target_id = $5, started_at = $6, document = $7
        WHERE customer_id = $1 AND id = $2";

    /// What a decision is made on: the upgrades that run.
    SELECT_RUNNING_UPGRADES = "SELECT document FROM upgrades WHERE customer_id = $1 AND running = 1";
    /// All of them.
    SELECT_ALL_UPGRADES = "SELECT document FROM upgrades WHERE customer_id = $1";
    /// One.
    SELECT_UPGRADE = "SELECT document FROM upgrades WHERE customer_id = $1 AND id = $2";
    /// The upgrades that a subscription was source or target of.
    SELECT_UPGRADES_OF_SUBSCRIPTION = "SELECT document FROM upgrades
        WHERE customer_id = $1 AND (source_id = $2 OR target_id = $2)";
}

/// The writes for new and for changed upgrades.
pub(crate) fn put(
    customer: CustomerId,
    new: &[&Upgrade],
    changed: &[&Upgrade],
) -> Result<Vec<Write>, StoreError> {
    let mut writes = Vec::new();
    for (statement, upgrades) in [(&INSERT_UPGRADE, new), (&UPDATE_UPGRADE, changed)] {
        if !upgrades.is_empty() {
            let runs = upgrades.iter().map(|u| values(customer, u)).collect::<Result<Vec<_>, _>>()?;
            writes.push(Write { statement, runs, guard: Guard::Rows(upgrades.len()) });
        }
    }
    Ok(writes)
}

fn values(customer: CustomerId, upgrade: &Upgrade) -> Result<Vec<Value>, StoreError> {
    Ok(vec![
        customer.0.into(),
        upgrade.id.0.into(),
        upgrade.is_running().into(),
        upgrade.source.0.into(),
        upgrade.target.map(|id| id.0).into(),
        upgrade.started_at.into(),
        document("upgrade", upgrade)?.into(),
    ])
}
