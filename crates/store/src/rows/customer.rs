//! The account's first row, and the index by which partners find their customers.

use jiff::Timestamp;
use seatwright_domain::account::Head;
use seatwright_domain::customer::Customer;

use super::{document, key};
use crate::chain::ChainHash;
use crate::error::StoreError;
use crate::statement::{Guard, Write, due_microseconds, number, statements};

statements! {
    /// A new account.
    INSERT_CUSTOMER = "INSERT INTO customers (id, version, chain, due_at, domain_key, company_key, document)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// The next version of an account, guarded by the version it was decided on.
    UPDATE_CUSTOMER = "UPDATE customers SET version = $3, chain = $4, document = $5
        WHERE id = $1 AND version = $2";
    /// The same where the next due instant changes, which an index keeps.
    UPDATE_CUSTOMER_AND_DUE = "UPDATE customers SET version = $3, chain = $4, document = $5, due_at = $6
        WHERE id = $1 AND version = $2";
    /// Another due instant for the version that is there.
    UPDATE_DUE = "UPDATE customers SET due_at = $3 WHERE id = $1 AND version = $2";
    /// Another name or domain.
    UPDATE_CUSTOMER_NAMES = "UPDATE customers SET domain_key = $2, company_key = $3 WHERE id = $1";
    /// Forgets the partners of a customer, before they are written anew.
    DELETE_CUSTOMER_PARTNERS = "DELETE FROM customer_partners WHERE customer_id = $1";
    /// A partner of a customer.
    INSERT_CUSTOMER_PARTNER = "INSERT INTO customer_partners
        (customer_id, partner_id, company_key, domain_key, reseller) VALUES ($1, $2, $3, $4, $5)";

    /// The account's own row.
    SELECT_CUSTOMER = "SELECT document, chain, due_at FROM customers WHERE id = $1";
    /// Who has a domain.
    SELECT_CUSTOMER_BY_DOMAIN = "SELECT id FROM customers WHERE domain_key = $1";
    /// All accounts, by id.
    SELECT_CUSTOMER_IDS = "SELECT id FROM customers WHERE id > $1 ORDER BY id LIMIT $2";
    /// Accounts to which something happens by itself, soonest first.
    SELECT_DUE = "SELECT due_at, id FROM customers
        WHERE due_at IS NOT NULL AND (due_at, id) > ($1, $2) AND due_at <= $3
        ORDER BY due_at, id LIMIT $4";
    /// The next instant at which something happens by itself.
    SELECT_NEXT_DUE = "SELECT due_at FROM customers WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1";
    /// A partner's customers in order of their names.
    SELECT_CUSTOMERS_BY_COMPANY = "SELECT p.company_key, p.customer_id, c.document
        FROM customer_partners p JOIN customers c ON c.id = p.customer_id
        WHERE p.partner_id = $1 AND (p.company_key, p.customer_id) > ($2, $3)
            AND p.company_key < $4 AND p.domain_key >= $5 AND p.domain_key < $6
            AND ($7 IS NULL OR p.reseller = $7)
        ORDER BY p.company_key, p.customer_id LIMIT $8";
    /// A partner's customers in order of their ids.
    SELECT_CUSTOMERS_BY_ID = "SELECT p.company_key, p.customer_id, c.document
        FROM customer_partners p JOIN customers c ON c.id = p.customer_id
        WHERE p.partner_id = $1 AND p.customer_id > $2
            AND p.company_key >= $3 AND p.company_key < $4 AND p.domain_key >= $5 AND p.domain_key < $6
            AND ($7 IS NULL OR p.reseller = $7)
        ORDER BY p.customer_id LIMIT $8";
    /// How many customers a partner has.
    COUNT_CUSTOMERS = "SELECT count(*) FROM customer_partners p
        WHERE p.partner_id = $1
            AND p.company_key >= $2 AND p.company_key < $3 AND p.domain_key >= $4 AND p.domain_key < $5
            AND ($6 IS NULL OR p.reseller = $6)";
}

/// What of an account's first row is not in the account.
pub(crate) struct Outside {
    pub(crate) chain: ChainHash,
    pub(crate) due: Option<Timestamp>,
}

/// The writes for a new account.
pub(crate) fn insert(head: &Head, outside: &Outside) -> Result<Vec<Write>, StoreError> {
    let customer = &head.customer;
    let row = Write::one(
        &INSERT_CUSTOMER,
        vec![
            customer.id.0.into(),
            number(head.version),
            outside.chain.0.to_vec().into(),
            outside.due.map(due_microseconds).into(),
            key(&customer.domain).into(),
            key(&customer.company_name).into(),
            document("customer", head)?.into(),
        ],
        Guard::NewAccount { domain: customer.domain.clone() },
    );
    Ok(std::iter::once(row).chain(insert_partners(customer)).collect())
}

/// The writes for the next version of an account.
pub(crate) fn update(
    before: &Head,
    due_before: Option<Timestamp>,
    head: &Head,
    outside: &Outside,
) -> Result<Vec<Write>, StoreError> {
    let customer = &head.customer;
    let mut values = vec![
        customer.id.0.into(),
        number(before.version),
        number(head.version),
        outside.chain.0.to_vec().into(),
        document("customer", head)?.into(),
    ];
    let due = outside.due.map(due_microseconds);
    let statement = if due == due_before.map(due_microseconds) {
        &UPDATE_CUSTOMER
    } else {
        values.push(due.into());
        &UPDATE_CUSTOMER_AND_DUE
    };
    let mut writes = vec![Write::one(statement, values, Guard::Version)];
    let old = &before.customer;
    let renamed = old.domain != customer.domain || old.company_name != customer.company_name;
    if renamed {
        writes.push(Write::one(
            &UPDATE_CUSTOMER_NAMES,
            vec![customer.id.0.into(), key(&customer.domain).into(), key(&customer.company_name).into()],
            Guard::Any,
        ));
    }
    if renamed || !same_partners(old, customer) {
        writes.push(Write::one(&DELETE_CUSTOMER_PARTNERS, vec![customer.id.0.into()], Guard::Any));
        writes.extend(insert_partners(customer));
    }
    Ok(writes)
}

/// The write for another due instant while nothing else changes.
pub(crate) fn reschedule(head: &Head, due: Option<Timestamp>) -> Write {
    let values = vec![head.customer.id.0.into(), number(head.version), due.map(due_microseconds).into()];
    Write::one(&UPDATE_DUE, values, Guard::Version)
}

fn same_partners(old: &Customer, new: &Customer) -> bool {
    let pairs = |customer: &Customer| -> Vec<_> {
        customer.relationships.iter().map(|(id, bond)| (*id, bond.reseller.clone())).collect()
    };
    pairs(old) == pairs(new)
}

fn insert_partners(customer: &Customer) -> Option<Write> {
    let runs: Vec<_> = customer
        .relationships
        .iter()
        .map(|(partner, bond)| {
            vec![
                customer.id.0.into(),
                partner.0.into(),
                key(&customer.company_name).into(),
                key(&customer.domain).into(),
                bond.reseller.clone().into(),
            ]
        })
        .collect();
    (!runs.is_empty()).then_some(Write { statement: &INSERT_CUSTOMER_PARTNER, runs, guard: Guard::Any })
}
