//! The partners of the installation.

use seatwright_domain::partner::Partner;

use super::document;
use crate::error::StoreError;
use crate::statement::{Guard, Write, statements};

statements! {
    /// A partner, new or changed.
    PUT_PARTNER = "INSERT INTO partners (id, document) VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET document = excluded.document";
    /// All partners; an installation has few.
    SELECT_PARTNERS = "SELECT document FROM partners ORDER BY id";
}

/// The write for a partner.
pub(crate) fn put(partner: &Partner) -> Result<Write, StoreError> {
    let values = vec![partner.id.0.into(), document("partner", partner)?.into()];
    Ok(Write::one(&PUT_PARTNER, values, Guard::Rows(1)))
}
