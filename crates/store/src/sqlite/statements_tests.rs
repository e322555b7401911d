//! Every statement is prepared on a fresh database, and the plan of each is looked at.

use rusqlite::Connection;

use super::migrate::{MIGRATIONS, migrate};
use crate::rows::all_statements;

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, MIGRATIONS).unwrap();
    connection
}

fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let count = statement.parameter_count();
    let nothing = vec![rusqlite::types::Null; count];
    let rows = statement.query_map(rusqlite::params_from_iter(nothing), |row| row.get(3)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn every_statement_is_understood_and_has_a_name_of_its_own() {
    let connection = database();
    let mut names = std::collections::BTreeSet::new();
    for statement in all_statements() {
        assert!(names.insert(statement.name()), "{} is declared twice", statement.name());
        if let Err(error) = connection.prepare(statement.sqlite()) {
            panic!("{}: {error}", statement.name());
        }
    }
}

#[test]
fn no_statement_goes_through_a_growing_table_or_sorts_it() {
    let connection = database();
    for statement in all_statements() {
        for step in plan(&connection, statement.sqlite()) {
            // Partners, what they registered and signing keys are few and read whole; walking along an index that the question is
            // limited by is no scan either.
            let few = ["partners", "webhooks", "signing_keys"].iter().any(|table| {
                step == format!("SCAN {table}") || step.starts_with(&format!("SCAN {table} USING INDEX"))
            });
            let along = ["customers_by_due", "charges_unbilled", "invoices_gathering", "invoices_by_dunning"]
                .iter()
                .any(|index| step.contains(index));
            assert!(
                few || along || !(step.starts_with("SCAN") || step.contains("TEMP B-TREE")),
                "{}: {step}",
                statement.name()
            );
        }
    }
}

#[test]
fn the_pages_of_large_accounts_start_at_their_key() {
    let connection = database();
    let check = |name: &str, expected: &str| {
        let statement = all_statements().into_iter().find(|statement| statement.name() == name).unwrap();
        let plan = plan(&connection, statement.sqlite()).join("; ");
        assert!(plan.contains(expected), "{name}: {plan}");
    };
    check("SELECT_DUE", "customers_by_due");
    check(
        "SELECT_CUSTOMERS_BY_COMPANY",
        "customer_partners_by_company (partner_id=? AND (company_key,customer_id)>(?,?)",
    );
    check("SELECT_CUSTOMERS_BY_ID", "customer_partners_by_customer (partner_id=? AND customer_id>?)");
    check("SELECT_USERS_BY_NAME", "users_by_name (customer_id=? AND principal_key>? AND principal_key<?)");
    check(
        "SELECT_USERS_BY_DISPLAY_BACKWARDS",
        "users_by_state_and_display (customer_id=? AND deleted=? AND display_key>? AND (display_key,id)<(?,?)",
    );
    check("SELECT_ASSIGNMENTS", "assignments_by_user (customer_id=? AND user_id=?)");
    check("SELECT_ASSIGNED_USERS", "PRIMARY KEY (customer_id=? AND subscription_id=? AND user_id>?)");
    check(
        "MOVE_ASSIGNMENTS",
        "PRIMARY KEY (customer_id=? AND subscription_id=? AND user_id>? AND user_id<?)",
    );
    check("DELETE_ASSIGNMENTS", "PRIMARY KEY (customer_id=? AND subscription_id=?)");
    check("SELECT_EVENTS_BACKWARDS", "(customer_id=? AND seq>? AND seq<?)");
    check("SELECT_FEED", "PRIMARY KEY (tenant_id=? AND last>?)");
    check("SELECT_FEED_BY_TIME", "feed_by_time (tenant_id=? AND at>? AND (at,last)<(?,?)");
    check("SELECT_DELIVERIES_DUE", "webhook_deliveries_due (tenant_id=? AND next_attempt_at<?)");
    check("SELECT_DELIVERIES_DUE", "webhook_deliveries_in_line (tenant_id=? AND subject=? AND number<?)");
    check("SELECT_DELIVERIES", "webhook_deliveries_by_state (tenant_id=? AND state=? AND number>?)");
    check("SELECT_FINDINGS", "(customer_id=? AND upgrade_id=? AND (seq,number)>(?,?)");
    check("SELECT_CHARGES", "(customer_id=? AND (subscription_id,id)>(?,?)");
    check(
        "SELECT_INVOICE_LINES",
        "charges_by_invoice (invoice_id=? AND (customer_id,subscription_id,id)>(?,?,?)",
    );
    check("SELECT_LINE_SUMS", "COVERING INDEX charges_by_invoice (invoice_id=?)");
    check("SELECT_UNBILLED_UNTIL", "charges_unbilled (invoice_on<?)");
    check("SELECT_UNBILLED_LINES", "charges_unbilled (invoice_on=? AND family=? AND direct=? AND bill_to=?");
    check("SELECT_INVOICES", "invoices_by_payer (bill_to=? AND (date,currency,family,id)>(?,?,?,?)");
    check("SELECT_OPEN_INVOICES", "invoices_open (bill_to=? AND currency=? AND (date,number)>(?,?)");
    check("SELECT_CREDIT_NOTES", "invoices_in_favour (bill_to=? AND currency=?)");
    check("SELECT_DUNNING_DUE", "invoices_by_dunning (dunning_at>? AND dunning_at<?)");
    check("SELECT_UNALLOCATED", "payments_unallocated (bill_to=? AND currency=?)");
    check("SELECT_MESSAGES_DUE", "outbox_by_attempt (next_attempt_at>? AND next_attempt_at<?)");
    check("SELECT_MESSAGES", "(customer_id=? AND (version,number)>(?,?)");
    check("SELECT_IDENTITIES", "identities_by_tenant (tenant_id=? AND (name_key,id)>(?,?)");
    check("SELECT_SESSIONS_OF_IDENTITY", "sessions_by_identity (identity_id=? AND (created_at,id)>(?,?)");
    check("SELECT_SESSIONS_OF_TENANT", "sessions_by_tenant (tenant_id=? AND (created_at,id)>(?,?)");
    check("SELECT_SESSIONS_REVOKED", "sessions_by_change (revoked_change>?)");
    check("UPDATE_SESSIONS_REVOKED", "sessions_by_identity (identity_id=?)");
    check("DELETE_ANSWERS", "answers_by_age (at<?)");
    check("DELETE_DELIVERED_MESSAGES", "outbox_by_delivery (delivered_at>? AND delivered_at<?)");
}
