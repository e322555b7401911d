//! Changes as quotes take them: a word in `change`, and the fields of that change.

mod buying;
mod subscription;
mod user;

use std::collections::BTreeMap;

use seatwright_domain::command::Command;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::subscription::NextTerm;
use seatwright_store::Want;

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, TEXT_MAX, Takes, Wrong};
use crate::handlers::orders::PAYMENT_WORDS;
use crate::handlers::profiles::address_body;
use crate::schema::{
    Schema, any_of, billing_in, blank_or, day_in, flag_in, id_in, list, map, object, optional, quantity_in,
    term_in, text_in, words_in,
};

/// The most changes of one quote.
const CHANGES_MAX: usize = 50;

/// What the reading of changes looks at beside the body.
struct Present {
    /// What each subscription would become at its renewal as things are now: what a change to the schedule leaves out
    /// stays as it is there.
    next_terms: BTreeMap<SubscriptionId, NextTerm>,
}

/// Reads `{"changes":[…]}`.
///
/// # Errors
/// The caller may not look at the customer; every field that is missing or wrong.
pub(super) async fn read_all(call: &Call) -> Result<Vec<Command>, Fault> {
    let account = call.account(Want::default()).await?.account;
    let next_terms = account.live().map(|found| (found.id, found.next_term())).collect();
    let present = Present { next_terms };
    call.read(|fields| {
        let changes = fields.objects_needed("changes", CHANGES_MAX);
        let commands: Vec<Option<Command>> = changes.iter().map(|change| one(change, &present)).collect();
        commands.into_iter().collect()
    })
}

/// The shape of the body: changes in words, or as commands.
pub(super) fn shape() -> Schema {
    let command = map(Schema::Any).about("A command in the form that events use, with `command` as its tag.");
    let changes = list(any_of(vec![Schema::Named("Change", change_shape), command]));
    object().needs("changes", changes.about("From 1 to 50, all of one form."))
}

/// Every word takes some of these.
fn change_shape() -> Schema {
    let line = object()
        .needs("offerId", text_in(1, TEXT_MAX))
        .needs("quantity", quantity_in(1))
        .has("term", blank_or(term_in()))
        .has("billingCycle", blank_or(billing_in()))
        .has("friendlyName", optional(text_in(0, TEXT_MAX)))
        .has("baseSubscription", blank_or(id_in()))
        .has("endsOn", blank_or(day_in()))
        .has("reseller", optional(text_in(0, TEXT_MAX)))
        .has("attestationAccepted", optional(flag_in()))
        .has("provisioningContext", optional(map(optional(text_in(0, TEXT_MAX)))));
    let partial = object().needs("offerId", text_in(1, TEXT_MAX)).needs("quantity", quantity_in(1));
    let wish = object().needs("skuId", id_in()).has("switchedOff", optional(list(text_in(0, TEXT_MAX))));
    object()
        .needs("change", words_in(WORD_NAMES))
        .has("subscription", optional(id_in()))
        .has("quantity", optional(quantity_in(0)))
        .has("name", optional(text_in(0, TEXT_MAX)))
        .has("reason", optional(text_in(0, 1000)))
        .has("details", optional(text_in(0, 1000)))
        .has("confirm", optional(flag_in()))
        .has("enabled", optional(flag_in()))
        .has("offerId", optional(text_in(0, TEXT_MAX)))
        .has("term", blank_or(term_in()))
        .has("billingCycle", blank_or(billing_in()))
        .has("endsOn", blank_or(day_in()))
        .has("partial", optional(partial))
        .has("target", optional(text_in(0, TEXT_MAX)))
        .has("into", blank_or(id_in()))
        .has("moveLicences", optional(flag_in()))
        .has("payment", blank_or(words_in(PAYMENT_WORDS)))
        .has("soldTo", optional(address_body()))
        .has("lines", optional(list(line)))
        .has("order", optional(id_in()))
        .has("cart", optional(id_in()))
        .has("user", optional(id_in()))
        .has("assign", optional(list(wish)))
        .has("remove", optional(list(id_in())))
}

/// The words, as documents list them.
const WORD_NAMES: &[&str] = &[
    "seats",
    "rename",
    "suspend",
    "reactivate",
    "cancel",
    "autoRenew",
    "schedule",
    "unschedule",
    "restoreSchedule",
    "billingPlan",
    "term",
    "convertTrial",
    "setUpCompleted",
    "upgrade",
    "ownUpgrade",
    "transition",
    "buy",
    "buyAddOns",
    "checkout",
    "orderBilling",
    "licences",
    "deleteUser",
    "restoreUser",
    "payOverdue",
];

type Reader = fn(&Fields<'_>, &Present) -> Option<Command>;

/// Every word with what reads its fields.
const WORDS: [(&str, Reader); 26] = [
    ("seats", subscription::seats),
    ("plan", subscription::plan),
    ("rename", subscription::rename),
    ("suspend", subscription::suspend),
    ("reactivate", subscription::reactivate),
    ("cancel", subscription::cancel),
    ("autoRenew", subscription::auto_renew),
    ("schedule", subscription::schedule),
    ("unschedule", subscription::unschedule),
    ("restoreSchedule", subscription::restore_schedule),
    ("billingPlan", subscription::billing_plan),
    ("term", subscription::term),
    ("convertTrial", subscription::convert_trial),
    ("setUpCompleted", subscription::set_up_completed),
    ("upgrade", subscription::upgrade),
    ("ownUpgrade", subscription::own_upgrade),
    ("transition", subscription::transition),
    ("migrate", subscription::migrate),
    ("buy", buying::buy),
    ("buyAddOns", buying::buy_add_ons),
    ("checkout", buying::checkout),
    ("orderBilling", buying::order_billing),
    ("licences", user::licences),
    ("deleteUser", user::delete),
    ("restoreUser", user::restore),
    ("payOverdue", buying::pay_overdue),
];

fn one(fields: &Fields<'_>, present: &Present) -> Option<Command> {
    let reader: Reader = fields.word_needed("change", &WORDS)?;
    reader(fields, present)
}

/// The id of an offer.
fn offer(fields: &Fields<'_>, key: &str) -> Option<OfferId> {
    fields.text(key, TEXT_MAX).map(|text| OfferId::new(&text))
}

/// The id of an offer that must be there.
fn offer_needed(fields: &Fields<'_>, key: &str) -> Option<OfferId> {
    let id = offer(fields, key);
    fields.need(key, Takes::Named("takes-offer"), id)
}

/// A flag that must be there.
fn flag_needed(fields: &Fields<'_>, key: &str) -> Option<bool> {
    let flag = fields.flag(key);
    fields.need(key, Takes::Flag, flag)
}

/// Ids in a list of texts.
fn ids<T: std::str::FromStr>(fields: &Fields<'_>, key: &str, max: usize) -> Vec<T> {
    let mut ids = Vec::new();
    for (index, text) in fields.texts(key, max).iter().enumerate() {
        match text.parse() {
            Ok(id) => ids.push(id),
            Err(_) => fields.complain(&format!("{key}[{index}]"), Wrong::Value, Takes::Guid),
        }
    }
    ids
}
