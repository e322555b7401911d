//! Service requests, and what partners say of themselves.

use seatwright_domain::ids::PartnerId;
use seatwright_domain::partner_profile::PartnerProfile;
use seatwright_domain::service_request::ServiceRequest;

use super::document;
use crate::error::StoreError;
use crate::statement::{Guard, Write, number, statements};

statements! {
    /// What a partner says of itself, new or changed.
    PUT_PARTNER_PROFILE = "INSERT INTO partner_profiles (partner_id, document) VALUES ($1, $2)
        ON CONFLICT (partner_id) DO UPDATE SET document = excluded.document";
    /// What a partner says of itself.
    SELECT_PARTNER_PROFILE = "SELECT document FROM partner_profiles WHERE partner_id = $1";
    /// A new request, unless its number was given to another one meanwhile.
    INSERT_SERVICE_REQUEST = "INSERT INTO service_requests (number, partner_id, customer_id, revision, document)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    /// A request changes, unless somebody else was faster.
    UPDATE_SERVICE_REQUEST = "UPDATE service_requests SET revision = $2, document = $3
        WHERE number = $1 AND revision = $4";
    /// A request.
    SELECT_SERVICE_REQUEST = "SELECT document FROM service_requests WHERE number = $1";
    /// The last number that was given; 0 before the first.
    SELECT_LAST_SERVICE_REQUEST = "SELECT coalesce(max(number), 0) FROM service_requests";
    /// A page of a partner's requests, newest first.
    SELECT_SERVICE_REQUESTS = "SELECT document FROM service_requests
        WHERE partner_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3";
    /// A page of a partner's requests about a customer, newest first.
    SELECT_SERVICE_REQUESTS_OF_CUSTOMER = "SELECT document FROM service_requests
        WHERE partner_id = $1 AND customer_id = $4 AND number < $2 ORDER BY number DESC LIMIT $3";
}

/// The write for what a partner says of itself.
pub(crate) fn put_profile(partner: PartnerId, profile: &PartnerProfile) -> Result<Write, StoreError> {
    let values = vec![partner.0.into(), document("partner profile", profile)?.into()];
    Ok(Write::one(&PUT_PARTNER_PROFILE, values, Guard::Rows(1)))
}

/// The write for a request: a new one has revision 1, any other follows the revision before.
pub(crate) fn save(request: &ServiceRequest) -> Result<Write, StoreError> {
    let text = document("service request", request)?;
    let (name, revision) = (number(request.number), number(request.revision));
    if request.revision > 1 {
        let values = vec![name, revision, text.into(), number(request.revision - 1)];
        return Ok(Write::one(&UPDATE_SERVICE_REQUEST, values, Guard::Version));
    }
    let customer = request.customer.map(|customer| customer.0);
    let values = vec![name, request.partner.0.into(), customer.into(), revision, text.into()];
    Ok(Write::one(&INSERT_SERVICE_REQUEST, values, Guard::Version))
}
