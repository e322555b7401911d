//! Refusals: every reason why something cannot be done, each with its rule, its subject, the evidence, the remedies,
//! who can apply them, and when it clears by itself (promise N1). Words are made at the edge, in the reader's language.

mod code;
mod remedy;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::code::Code;
pub use self::remedy::{Remedy, Who};
use crate::ids::{CartId, CustomerId, OfferId, OrderId, SubscriptionId, UserId};
use crate::rule::Rule;

/// What a reason is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum Subject {
    /// The customer.
    Customer(CustomerId),
    /// A subscription.
    Subscription(SubscriptionId),
    /// An offer.
    Offer(OfferId),
    /// An order.
    Order(OrderId),
    /// A cart.
    Cart(CartId),
    /// A user.
    User(UserId),
    /// A field of the request.
    Field(String),
    /// The caller.
    Caller,
}

/// One reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reason {
    /// The rule.
    pub rule: Rule,
    /// What stands in the way.
    pub code: Code,
    /// What it is about.
    pub subject: Subject,
    /// The facts: numbers, names and instants by name, as texts use them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<String, Value>,
    /// What can be done; the first is the one to try first. Empty only where nothing can.
    pub remedies: Vec<Remedy>,
    /// Who can do it.
    pub who: Vec<Who>,
    /// When it clears by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clears_at: Option<Timestamp>,
}

impl Reason {
    /// A reason without evidence or remedy yet.
    #[must_use]
    pub fn new(rule: Rule, code: Code, subject: Subject) -> Self {
        Self {
            rule,
            code,
            subject,
            evidence: BTreeMap::new(),
            remedies: Vec::new(),
            who: Vec::new(),
            clears_at: None,
        }
    }

    /// A reason about a subscription.
    #[must_use]
    pub fn about(rule: Rule, code: Code, subscription: SubscriptionId) -> Self {
        Self::new(rule, code, Subject::Subscription(subscription))
    }

    /// A reason about a field of the request.
    #[must_use]
    pub fn field(rule: Rule, code: Code, field: &str) -> Self {
        Self::new(rule, code, Subject::Field(field.to_owned()))
    }

    /// With a fact.
    #[must_use]
    pub fn with(mut self, name: &str, fact: impl Into<Value>) -> Self {
        self.evidence.insert(name.to_owned(), fact.into());
        self
    }

    /// With a remedy and who can apply it.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy, who: Who) -> Self {
        self.remedies.push(remedy);
        if !self.who.contains(&who) {
            self.who.push(who);
        }
        self
    }

    /// With the instant at which it clears by itself.
    #[must_use]
    pub fn clears(mut self, at: Timestamp) -> Self {
        self.clears_at = Some(at);
        self
    }
}

/// Every reason of a refused command; never empty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Refusals(Vec<Reason>);

impl Refusals {
    /// The reasons, or nothing when there are none.
    #[must_use]
    pub fn of(mut reasons: Vec<Reason>) -> Option<Self> {
        let mut seen: Vec<Reason> = Vec::with_capacity(reasons.len());
        reasons.retain(|reason| {
            let new = !seen.contains(reason);
            if new {
                seen.push(reason.clone());
            }
            new
        });
        (!reasons.is_empty()).then_some(Self(reasons))
    }

    /// The reasons.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.0
    }

    /// Whether one of the reasons names the rule.
    #[must_use]
    pub fn names(&self, rule: Rule) -> bool {
        self.0.iter().any(|reason| reason.rule == rule)
    }

    /// Whether one of the reasons has the code.
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.0.iter().any(|reason| reason.code == code)
    }
}

impl From<Reason> for Refusals {
    fn from(reason: Reason) -> Self {
        Self(vec![reason])
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, reason) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{} {}", reason.rule, reason.code.slug())?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusals {}
