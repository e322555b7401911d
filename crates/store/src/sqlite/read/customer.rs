//! Reading customers, partners, settings and what is due.

use jiff::Timestamp;
use rusqlite::Connection;
use seatwright_domain::customer::Customer;
use seatwright_domain::ids::CustomerId;
use seatwright_domain::partner::Partner;
use serde::Deserialize;
use uuid::Uuid;

use super::super::value::{Id, Instant, parse};
use super::{count_rows, document, documents, limit, page, prefix_range, row, rows as read_rows};
use crate::error::StoreError;
use crate::page::{CustomerCursor, CustomerOrder, CustomerQuery, Due, Page};
use crate::rows::{self, key};
use crate::statement::{Value, due_microseconds};

/// The customer alone of the account's first row.
#[derive(Deserialize)]
struct OnlyCustomer {
    customer: Customer,
}

pub(crate) fn customer(
    connection: &Connection,
    customer: CustomerId,
) -> Result<Option<Customer>, StoreError> {
    let found: Option<OnlyCustomer> =
        document(connection, &rows::customer::SELECT_CUSTOMER, &[customer.0.into()])?;
    Ok(found.map(|head| head.customer))
}

pub(crate) fn by_domain(connection: &Connection, domain: &str) -> Result<Option<CustomerId>, StoreError> {
    let values = [key(domain).into()];
    row(connection, &rows::customer::SELECT_CUSTOMER_BY_DOMAIN, &values, |row| {
        Ok(CustomerId(row.get::<_, Id>(0)?.0))
    })
}

pub(crate) fn ids(
    connection: &Connection,
    after: Option<CustomerId>,
    count: usize,
) -> Result<Vec<CustomerId>, StoreError> {
    let values = [after.map_or(Uuid::nil(), |id| id.0).into(), limit(count, 0)];
    read_rows(connection, &rows::customer::SELECT_CUSTOMER_IDS, &values, |row| {
        Ok(CustomerId(row.get::<_, Id>(0)?.0))
    })
}

pub(crate) fn customers(
    connection: &Connection,
    query: &CustomerQuery,
) -> Result<Page<Customer, CustomerCursor>, StoreError> {
    let [company_first, filters @ ..] = filters(query);
    let mut values: Vec<Value> = vec![query.partner.0.into()];
    let nobody = CustomerId(Uuid::nil());
    let statement = match query.order {
        CustomerOrder::CompanyName => {
            // The place to start from is the cursor's, or the prefix where the cursor is before it.
            let edge = CustomerCursor {
                company_key: prefix_range(query.company_prefix.as_deref()).0,
                customer: nobody,
            };
            let start = query.after.clone().map_or(edge.clone(), |cursor| cursor.max(edge));
            values.extend([start.company_key.into(), start.customer.0.into()]);
            &rows::customer::SELECT_CUSTOMERS_BY_COMPANY
        }
        CustomerOrder::Id => {
            let start = query.after.as_ref().map_or(nobody, |cursor| cursor.customer);
            values.extend([start.0.into(), company_first]);
            &rows::customer::SELECT_CUSTOMERS_BY_ID
        }
    };
    values.extend(filters);
    values.push(limit(query.limit, 1));
    let found = read_rows(connection, statement, &values, |row| {
        let cursor =
            CustomerCursor { company_key: row.get(0)?, customer: CustomerId(row.get::<_, Id>(1)?.0) };
        let head: OnlyCustomer = parse("customer", row.get_ref(2)?.as_str()?)?;
        Ok((head.customer, cursor))
    })?;
    let page = page(found, query.limit, |(_, cursor)| cursor.clone());
    Ok(Page { items: page.items.into_iter().map(|(customer, _)| customer).collect(), next: page.next })
}

pub(crate) fn count(connection: &Connection, query: &CustomerQuery) -> Result<u64, StoreError> {
    let values: Vec<Value> = std::iter::once(query.partner.0.into()).chain(filters(query)).collect();
    count_rows(connection, &rows::customer::COUNT_CUSTOMERS, &values)
}

fn filters(query: &CustomerQuery) -> [Value; 5] {
    let (company_first, company_end) = prefix_range(query.company_prefix.as_deref());
    let (domain_first, domain_end) = prefix_range(query.domain_prefix.as_deref());
    [
        company_first.into(),
        company_end.into(),
        domain_first.into(),
        domain_end.into(),
        query.reseller.clone().into(),
    ]
}

pub(crate) fn due(
    connection: &Connection,
    until: Timestamp,
    after: Option<Due>,
    count: usize,
) -> Result<Vec<Due>, StoreError> {
    let (at, customer) =
        after.map_or((i64::MIN, Uuid::nil()), |due| (due_microseconds(due.at), due.customer.0));
    let values = [at.into(), customer.into(), until.into(), limit(count, 0)];
    read_rows(connection, &rows::customer::SELECT_DUE, &values, |row| {
        Ok(Due { at: row.get::<_, Instant>(0)?.0, customer: CustomerId(row.get::<_, Id>(1)?.0) })
    })
}

pub(crate) fn next_due(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    row(connection, &rows::customer::SELECT_NEXT_DUE, &[], |row| Ok(row.get::<_, Instant>(0)?.0))
}

pub(crate) fn partners(connection: &Connection) -> Result<Vec<Partner>, StoreError> {
    documents(connection, &rows::partner::SELECT_PARTNERS, &[])
}

pub(crate) fn setting(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    row(connection, &rows::setting::SELECT_SETTING, &[name.into()], |row| Ok(row.get(0)?))
}
