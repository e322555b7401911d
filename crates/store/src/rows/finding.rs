//! What upgrades found out about users.

use seatwright_domain::ids::CustomerId;
use seatwright_domain::user::Finding;

use super::document;
use crate::error::StoreError;
use crate::statement::{Guard, Write, number, statements};

statements! {
    /// A finding, in its place: the event that brought it, and its number there.
    INSERT_FINDING = "INSERT INTO findings (customer_id, upgrade_id, seq, number, user_id, needs_work, document)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// A page of an upgrade's findings with the names of their users; batches come in order of user ids.
    SELECT_FINDINGS = "SELECT f.seq, f.number, f.document, u.document
        FROM findings f JOIN users u ON u.customer_id = f.customer_id AND u.id = f.user_id
        WHERE f.customer_id = $1 AND f.upgrade_id = $2 AND (f.seq, f.number) > ($3, $4)
            AND ($5 IS NULL OR f.needs_work = $5)
        ORDER BY f.seq, f.number LIMIT $6";
}

/// The write for a finding.
pub(crate) fn insert(
    customer: CustomerId,
    seq: u64,
    place: u32,
    finding: &Finding,
) -> Result<Write, StoreError> {
    let values = vec![
        customer.0.into(),
        finding.upgrade.0.into(),
        number(seq),
        place.into(),
        finding.user.0.into(),
        finding.kind.needs_work().into(),
        document("finding", finding)?.into(),
    ];
    Ok(Write::one(&INSERT_FINDING, values, Guard::Rows(1)))
}
