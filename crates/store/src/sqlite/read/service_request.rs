//! Reading service requests, and what partners say of themselves.

use rusqlite::Connection;
use seatwright_domain::ids::{CustomerId, PartnerId};
use seatwright_domain::partner_profile::PartnerProfile;
use seatwright_domain::service_request::ServiceRequest;

use super::{documents, limit, row};
use crate::error::StoreError;
use crate::rows::service_request as sql;
use crate::statement::number;

pub(crate) fn profile(
    connection: &Connection,
    partner: PartnerId,
) -> Result<Option<PartnerProfile>, StoreError> {
    Ok(documents(connection, &sql::SELECT_PARTNER_PROFILE, &[partner.0.into()])?.pop())
}

pub(crate) fn request(connection: &Connection, name: u64) -> Result<Option<ServiceRequest>, StoreError> {
    Ok(documents(connection, &sql::SELECT_SERVICE_REQUEST, &[number(name)])?.pop())
}

pub(crate) fn last_number(connection: &Connection) -> Result<u64, StoreError> {
    let last = row(connection, &sql::SELECT_LAST_SERVICE_REQUEST, &[], |row| Ok(row.get::<_, i64>(0)?))?;
    Ok(last.and_then(|last| u64::try_from(last).ok()).unwrap_or(0))
}

pub(crate) fn requests(
    connection: &Connection,
    partner: PartnerId,
    customer: Option<CustomerId>,
    before: Option<u64>,
    count: usize,
) -> Result<Vec<ServiceRequest>, StoreError> {
    let mut values = vec![partner.0.into(), number(before.unwrap_or(u64::MAX)), limit(count, 0)];
    match customer {
        None => documents(connection, &sql::SELECT_SERVICE_REQUESTS, &values),
        Some(customer) => {
            values.push(customer.0.into());
            documents(connection, &sql::SELECT_SERVICE_REQUESTS_OF_CUSTOMER, &values)
        }
    }
}
