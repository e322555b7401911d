//! What every backend must do, as a suite that a backend's tests run whole:
//!
//! ```text
//! seatwright_store::conformance_suite!(MyBackend::fresh());
//! ```
//!
//! Each case gets a database of its own and says in its name what holds. Cases panic where it does not.

mod charges;
mod due;
mod feed;
mod history;
mod identities;
mod invoices;
mod lists;
mod migrations;
mod moving;
mod outbox;
mod people;
mod quotes;
mod requests;
mod restart;
mod service_requests;
mod versions;
mod webhooks;
pub mod world;

use std::sync::Arc;

use async_trait::async_trait;

pub use charges::*;
pub use due::*;
pub use feed::*;
pub use history::*;
pub use identities::*;
pub use invoices::*;
pub use lists::*;
pub use migrations::*;
pub use moving::*;
pub use outbox::*;
pub use people::*;
pub use quotes::*;
pub use requests::*;
pub use restart::*;
pub use service_requests::*;
pub use versions::*;
pub use webhooks::*;

use crate::store::Store;

/// A database under test, empty at first.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Opens the database, again after the store that was opened before has been dropped.
    async fn open(&self) -> Arc<dyn Store>;
}

/// Declares a test for each case of the suite. The expression makes a [`Backend`] with a new database.
#[macro_export]
macro_rules! conformance_suite {
    ($fresh:expr) => {
        $crate::conformance_suite! { @cases $fresh;
            an_account_is_read_as_it_was_written,
            what_has_ended_is_read_only_when_it_is_wanted,
            unknown_ids_are_absent_and_no_error,
            a_commit_on_an_old_version_is_a_conflict_and_writes_nothing,
            of_many_commits_on_one_version_one_is_made,
            a_domain_belongs_to_one_customer_and_an_id_to_one_account,
            a_failing_commit_leaves_its_neighbours_alone,
            a_commit_that_contradicts_itself_is_not_prepared,
            a_request_acts_once_under_concurrency,
            charges_are_written_with_their_events_and_paged,
            nothing_is_charged_twice_for_the_same_days,
            a_charge_is_on_one_invoice_only,
            what_a_payer_has_no_invoice_for_is_listed_and_summed,
            an_invoice_is_issued_once_from_the_lines_it_has,
            invoices_and_their_lines_are_paged,
            payments_settle_under_guards,
            dunning_is_due_in_order_and_tells_partners,
            answers_belong_to_a_tenant_and_are_forgotten_by_age,
            the_first_answer_is_remembered,
            a_quote_is_redeemed_once_with_its_commit,
            quotes_belong_to_a_customer_and_are_forgotten_by_age,
            due_accounts_come_in_order_and_in_pages,
            a_due_instant_follows_its_account,
            customers_are_found_by_partner_in_complete_pages,
            customers_are_filtered_by_name_domain_and_reseller,
            pages_stay_complete_while_rows_are_inserted,
            subscriptions_and_orders_are_filtered_and_paged,
            what_a_publisher_sold_is_found_by_it_alone,
            customers_and_orders_are_found_by_name_in_the_order_asked_for,
            upgrades_are_listed_by_the_subscriptions_they_touch,
            migrations_are_found_by_customer_subscription_and_reference,
            scheduled_migrations_wait_and_are_kept,
            a_batch_that_keeps_services_leaves_them_off_mig_101,
            users_are_sorted_both_ways_in_pages,
            licences_follow_their_events,
            a_sign_in_name_is_unique_in_any_case_even_when_deleted,
            a_batch_moves_those_it_names_and_no_others_lic_01,
            a_batch_in_place_switches_every_service_on_lic_02,
            a_batch_that_counts_wrongly_is_refused,
            findings_are_listed_with_names_in_order_upg_10,
            a_hundred_thousand_users_move_in_batches,
            events_are_chained_and_paged_in_both_directions,
            messages_are_due_until_they_are_delivered,
            messages_are_given_up_paged_and_forgotten,
            messages_stand_and_fall_with_their_commit,
            settings_and_partners_are_kept,
            a_feed_has_what_its_partner_may_see_upg_07,
            numbers_of_a_feed_have_no_gaps_under_concurrency,
            a_feed_is_read_back_by_time,
            what_binds_an_account_to_partners_is_found,
            a_tenant_has_one_registration,
            deliveries_about_one_thing_are_made_in_order,
            dead_deliveries_are_kept_and_sent_again,
            an_identity_is_kept_with_its_secrets_and_changed_at_its_revision,
            identities_are_listed_by_organisation_in_complete_pages,
            a_session_is_exchanged_once_at_a_time_and_not_after_its_end,
            sessions_are_listed_and_forgotten_by_age,
            what_is_revoked_is_noticed_after_the_change_before_it,
            a_code_is_redeemed_once_with_its_session,
            a_new_signing_key_retires_the_others,
            service_requests_are_numbered_once_and_change_one_after_another,
            service_requests_are_paged_by_partner_and_customer,
            what_a_partner_says_of_itself_is_kept,
            a_restart_keeps_everything,
        }
    };
    (@cases $fresh:expr; $($case:ident),+ $(,)?) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $case() {
            let backend = $fresh;
            $crate::conformance::$case(&backend).await;
        })+
    };
}
