//! The shapes of errors: the dialect's with our reasons beside it, and that of OAuth 2.0 at the token endpoints.

use crate::fault::Dialect;
use crate::schema::{Schema, any_of, list, map, object, text, whole, words};

/// The shape of the errors of an address.
pub(crate) fn schema(path: &str) -> Schema {
    if path.contains("/oauth2/") {
        return any_of(vec![Schema::Named("OAuthError", oauth), Schema::Named("Error", error)]);
    }
    match Dialect::of(path) {
        Dialect::PartnerCenter => Schema::Named("Error", error),
        Dialect::Saas => Schema::Named("SaasError", saas_error),
    }
}

fn saas_error() -> Schema {
    let error = object()
        .needs("code", text().about("A word for programs, as EntityNotFound."))
        .needs("message", text().about("What is wrong, in the reader's language."))
        .needs("number", whole().about("The number of the fault; docs/error-codes.md lists them."))
        .needs("details", list(text()).about("A line for each faulty field, or for each reason."))
        .has("reasons", list(reason()).about("Every reason of a refusal, the most important first."));
    object().needs("error", error)
}

fn error() -> Schema {
    object()
        .needs("code", whole().about("The number of the fault; docs/error-codes.md lists them."))
        .needs("description", text().about("What is wrong, in the reader's language."))
        .needs("data", list(text()).about("A line for each faulty field, or for each reason."))
        .needs("source", words(&["PartnerFD"]))
        .has("reasons", list(reason()).about("Every reason of a refusal, the most important first."))
}

/// A reason of a refusal.
pub(crate) const fn reason() -> Schema {
    Schema::Named("Reason", reason_shape)
}

fn reason_shape() -> Schema {
    object()
        .needs("rule", text().about("The rule that is against it, as UPG-05."))
        .needs("code", whole())
        .needs("name", text().about("The stable name of the reason, as licence-conflict."))
        .needs("text", text())
        .needs("subject", map(Schema::Any))
        .has("evidence", map(Schema::Any).about("The facts, as the rule saw them."))
        .needs("remedies", list(map(Schema::Any)).about("What removes the reason, in a form for programs."))
        .has("remedyText", text())
        .needs("remedyTexts", list(text()))
        .needs("who", list(text()).about("Who can do it, for each remedy."))
        .needs("whoTexts", list(text()))
        .has("clearsAt", crate::schema::instant().about("When time removes it."))
}

fn oauth() -> Schema {
    object().needs("error", text()).has("error_description", text()).has("state", text())
}
