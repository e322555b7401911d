//! What clients send about a migration.

use seatwright_domain::migration::{MigrationDay, MigrationWish, PartWish};

use super::REFERENCE_MAX;
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, ITEMS_MAX, Takes, Wrong};
use crate::handlers::lines;

/// What shall migrate.
///
/// # Errors
/// Every field that is missing or wrong.
pub(super) fn read(call: &Call) -> Result<MigrationWish, Fault> {
    call.read(wish)
}

/// What shall migrate, and when.
///
/// # Errors
/// Every field that is missing or wrong.
pub(super) fn read_later(call: &Call) -> Result<(MigrationWish, MigrationDay), Fault> {
    call.read(|body| {
        let wish = wish(body);
        let date = body.day("targetDate");
        let renewal = body.flag("migrateOnRenewal").unwrap_or(false);
        let day = match (date, renewal) {
            (Some(_), true) => {
                body.complain("targetDate", Wrong::Value, Takes::Named("takes-one-day"));
                None
            }
            (Some(date), false) => Some(MigrationDay::On { date }),
            (None, true) => Some(MigrationDay::Renewal),
            (None, false) => body.need("targetDate", Takes::Named("takes-one-day"), None),
        };
        Some((wish?, day?))
    })
}

/// What shall migrate, out of its fields.
pub(in crate::handlers) fn wish(body: &Fields<'_>) -> Option<MigrationWish> {
    let base = part(body);
    let external_reference = body.text("externalReferenceId", REFERENCE_MAX);
    let add_ons: Vec<Option<PartWish>> = add_ons(body).iter().map(part).collect();
    let add_ons: Option<Vec<PartWish>> = add_ons.into_iter().collect();
    Some(MigrationWish { base: base?, add_ons: add_ons?, external_reference })
}

/// The add-ons under either of their names, with those that are nested inside others, flat.
fn add_ons<'body>(body: &Fields<'body>) -> Vec<Fields<'body>> {
    let mut found = Vec::new();
    for key in ["addOnMigrations", "addOnMigrationSchedules"] {
        for add_on in body.objects(key, ITEMS_MAX) {
            let nested = add_on.objects(key, ITEMS_MAX);
            found.push(add_on);
            found.extend(nested);
        }
    }
    found
}

fn part(body: &Fields<'_>) -> Option<PartWish> {
    let subscription = body.id_needed("currentSubscriptionId");
    let term = lines::term(body, "termDuration");
    let billing = lines::billing(body, "billingCycle");
    let full_term = body.flag("purchaseFullTerm").unwrap_or(false);
    // Clients that have nothing to say about the seats send a zero.
    let seats = body.quantity("quantity", 0).filter(|seats| *seats > 0);
    let custom_end = body.day("customTermEndDate");
    Some(PartWish { subscription: subscription?, term, billing, full_term, seats, custom_end })
}
