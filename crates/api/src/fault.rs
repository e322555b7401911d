//! Everything that makes a request fail, and how it is told: the dialect's error body with a number, a sentence in the
//! reader's language, and for refusals the list of all reasons beside it.

mod reasons;

use axum::http::StatusCode;
use seatwright_domain::refusal::Refusals;

pub(crate) use self::reasons::{notice_json, reason_json, reason_json_at, reason_text};
use crate::codes::{self, Place, Wire, fault};
use crate::fields::{Problem, Takes};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::texts::{Language, say};

/// The longest description, in characters, as the dialect allows.
const DESCRIPTION_MAX: usize = 1024;

/// Why a request failed.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Fault {
    /// No token that holds.
    Unauthenticated(TokenFault),
    /// Fields that are missing or wrong.
    Fields(Vec<Problem>),
    /// The rules refuse it.
    Refused {
        /// Every reason.
        refusals: Refusals,
        /// A line that clients look for at the head of `data`.
        head: Option<String>,
        /// Another status than that of the most important reason, where the dialect has several for one number.
        status: Option<StatusCode>,
        /// Where it is told: some addresses have numbers of their own.
        place: Place,
    },
    /// Anything else: its number and status, the key of its text, and what the text names.
    Other(Wire, &'static str, Vec<(&'static str, String)>),
    /// A fault of our own. The message is for the log and never leaves the house.
    Internal(String),
}

/// What is wrong with a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TokenFault {
    /// There is none, or it is not one of ours.
    Invalid,
    /// Its time is over.
    Expired,
    /// It is for another audience.
    Audience,
    /// Its session or its identity was revoked.
    Revoked,
}

/// The dialects, each with its own shape of faults.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    /// Partner Center's, and our own extras.
    PartnerCenter,
    /// The SaaS fulfilment API's.
    Saas,
}

impl Dialect {
    /// The dialect of an address.
    pub(crate) fn of(path: &str) -> Self {
        if path.starts_with(crate::handlers::SAAS_PREFIX) { Dialect::Saas } else { Dialect::PartnerCenter }
    }
}

impl Fault {
    /// A fault whose text names nothing.
    pub(crate) const fn plain(wire: Wire, key: &'static str) -> Self {
        Fault::Other(wire, key, Vec::new())
    }

    /// There is nothing at this address.
    pub(crate) const fn nothing_here() -> Self {
        Fault::plain(fault::NO_RESOURCE, "fault-no-resource")
    }

    /// One field that is outside what it takes.
    pub(crate) fn field(name: &str, takes: Takes) -> Self {
        crate::query::wrong(name, takes)
    }

    /// Refused for these reasons.
    pub(crate) const fn refused(refusals: Refusals) -> Self {
        Fault::Refused { refusals, head: None, status: None, place: Place::Anywhere }
    }

    /// The same, told by the numbers of a place.
    pub(crate) fn at(mut self, told_at: Place) -> Self {
        if let Fault::Refused { place, .. } = &mut self {
            *place = told_at;
        }
        self
    }

    fn wire(&self) -> Wire {
        match self {
            Fault::Unauthenticated(TokenFault::Audience) => fault::WRONG_AUDIENCE,
            Fault::Unauthenticated(_) => fault::UNAUTHENTICATED,
            Fault::Fields(_) => fault::INPUT,
            Fault::Refused { refusals, status, place, .. } => {
                let wire = codes::at(*place, reasons::first(refusals));
                Wire { status: status.unwrap_or(wire.status), ..wire }
            }
            Fault::Other(wire, ..) => *wire,
            Fault::Internal(_) => fault::INTERNAL,
        }
    }

    /// The answer, in the reader's language.
    pub(crate) fn reply(&self, language: Language) -> Reply {
        self.reply_in(Dialect::PartnerCenter, language)
    }

    /// The answer in the shape of a dialect.
    pub(crate) fn reply_in(&self, dialect: Dialect, language: Language) -> Reply {
        let wire = self.wire();
        let mut data: Vec<String> = Vec::new();
        let mut reasons: Option<Vec<Json>> = None;
        let description = match self {
            Fault::Unauthenticated(token) => say(language, token.key(), &[]),
            Fault::Fields(problems) => {
                data = problems.iter().map(|problem| problem_text(language, problem)).collect();
                say(language, "fault-input", &[])
            }
            Fault::Refused { refusals, head, place, .. } => {
                let ordered = reasons::ordered(refusals);
                data = head.iter().cloned().collect();
                data.extend(ordered.iter().map(|reason| reasons::data_line(language, reason)));
                reasons =
                    Some(ordered.iter().map(|reason| reason_json_at(*place, language, reason)).collect());
                reason_text(language, reasons::first(refusals))
            }
            Fault::Other(_, key, facts) => say(language, key, facts),
            Fault::Internal(message) => {
                tracing::error!(%message, "a request failed for a fault of our own");
                say(language, "fault-internal", &[])
            }
        };
        let body = match dialect {
            Dialect::PartnerCenter => body(wire.number, &description, data, reasons),
            Dialect::Saas => saas_body(wire, &description, data, reasons),
        };
        let mut reply = Reply::with(wire.status, body);
        reply.headers.push(("Content-Language".to_owned(), language.code().to_owned()));
        self.more_headers(&mut reply);
        reply
    }

    fn more_headers(&self, reply: &mut Reply) {
        if let Fault::Unauthenticated(token) = self {
            let value = format!("Bearer error=\"invalid_token\", error_description=\"{}\"", token.words());
            reply.headers.push(("WWW-Authenticate".to_owned(), value));
        }
        if reply.status == StatusCode::TOO_MANY_REQUESTS
            && let Fault::Other(_, _, facts) = self
            && let Some((_, seconds)) = facts.iter().find(|(name, _)| *name == "seconds")
        {
            reply.headers.push(("Retry-After".to_owned(), seconds.clone()));
        }
        if reply.status == StatusCode::METHOD_NOT_ALLOWED
            && let Fault::Other(_, _, facts) = self
            && let Some((_, methods)) = facts.iter().find(|(name, _)| *name == "methods")
        {
            reply.headers.push(("Allow".to_owned(), methods.clone()));
        }
    }
}

impl TokenFault {
    const fn key(self) -> &'static str {
        match self {
            TokenFault::Invalid => "fault-unauthenticated",
            TokenFault::Expired => "fault-token-expired",
            TokenFault::Audience => "fault-wrong-audience",
            TokenFault::Revoked => "fault-token-revoked",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            TokenFault::Invalid => "missing or invalid token",
            TokenFault::Expired => "the token has expired",
            TokenFault::Audience => "the token is for another audience",
            TokenFault::Revoked => "the token was revoked",
        }
    }
}

fn body(code: u32, description: &str, data: Vec<String>, reasons: Option<Vec<Json>>) -> Object {
    let description: String = description.chars().take(DESCRIPTION_MAX).collect();
    Object::new()
        .set("code", code)
        .set("description", description)
        .set("data", data)
        .set("source", "PartnerFD")
        .some("reasons", reasons)
}

/// The shape of the SaaS fulfilment API: a word for programs and a sentence; beside them what the other dialect tells too.
fn saas_body(wire: Wire, description: &str, data: Vec<String>, reasons: Option<Vec<Json>>) -> Object {
    let code = match wire.status {
        StatusCode::UNAUTHORIZED => "Unauthorized",
        StatusCode::FORBIDDEN => "Forbidden",
        StatusCode::NOT_FOUND => "EntityNotFound",
        StatusCode::CONFLICT => "Conflict",
        StatusCode::INTERNAL_SERVER_ERROR => "InternalServerError",
        _ => "BadArgument",
    };
    let error = Object::new()
        .set("code", code)
        .set("message", description)
        .set("number", wire.number)
        .set("details", data)
        .some("reasons", reasons);
    Object::new().set("error", Json::from(error))
}

fn problem_text(language: Language, problem: &Problem) -> String {
    let field =
        if problem.field.is_empty() { say(language, "field-body", &[]) } else { problem.field.clone() };
    let takes = takes_text(language, &problem.takes);
    say(language, problem.wrong.key(), &[("field", field), ("takes", takes)])
}

fn takes_text(language: Language, takes: &Takes) -> String {
    let bounds =
        |min: &dyn ToString, max: &dyn ToString| [("min", min.to_string()), ("max", max.to_string())];
    match takes {
        Takes::Number(min, max) => say(language, "takes-number", &bounds(min, max)),
        Takes::Text(min, max) => say(language, "takes-text", &bounds(min, max)),
        Takes::Flag => say(language, "takes-flag", &[]),
        Takes::Guid => say(language, "takes-guid", &[]),
        Takes::Instant => say(language, "takes-instant", &[]),
        Takes::Day => say(language, "takes-day", &[]),
        Takes::OneOf(words) => say(language, "takes-one-of", &[("words", words.join(", "))]),
        Takes::Object => say(language, "takes-object", &[]),
        Takes::List(min, max) => say(language, "takes-list", &bounds(min, max)),
        Takes::Named(key) => say(language, key, &[]),
        Takes::Said(words) => words.clone(),
    }
}

#[cfg(test)]
mod tests {
    use seatwright_domain::ids::SubscriptionId;
    use seatwright_domain::refusal::{Code, Reason, Remedy, Who};
    use seatwright_domain::rule::Rule;
    use uuid::Uuid;

    use super::*;
    use crate::fields::Wrong;

    #[test]
    fn faulty_fields_are_named_in_the_dialects_shape() {
        let problems =
            vec![Problem { field: "quantity".into(), wrong: Wrong::Value, takes: Takes::Number(1, 9) }];
        let reply = Fault::Fields(problems).reply(Language::English);
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
        let read: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(read["code"], 800_002);
        assert_eq!(read["source"], "PartnerFD");
        assert_eq!(read["data"][0], "quantity is outside what it takes: a whole number from 1 to 9.");
    }

    #[test]
    fn a_refusal_carries_every_reason_and_describes_the_most_important_one() {
        let id = SubscriptionId(Uuid::from_u128(1));
        let quantity = Reason::about(Rule::Qty01, Code::QuantityOutside, id)
            .remedy(Remedy::ChooseQuantity { min: 1, max: 300 }, Who::Caller);
        let role = Reason::about(Rule::Role02, Code::RoleMissing, id);
        let refusals = Refusals::of(vec![quantity, role]).unwrap();
        let reply = Fault::refused(refusals).reply(Language::Dutch);
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        let read: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(read["code"], 900_150);
        assert_eq!(read["description"], "Uw rol staat dit niet toe.");
        assert_eq!(read["data"].as_array().unwrap().len(), 2);
        assert_eq!(read["reasons"][1]["rule"], "QTY-01");
        assert_eq!(read["reasons"][1]["remedyTexts"][0], "Kies een aantal licenties van 1 tot 300.");
    }

    #[test]
    fn our_own_faults_say_nothing_of_the_inside() {
        let reply = Fault::Internal("disk /var/lib full".into()).reply(Language::English);
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!String::from_utf8(reply.body).unwrap().contains("/var/lib"));
    }
}
