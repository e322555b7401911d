//! Routes: the one list from which the router is built and which tests walk.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use axum::body;
use axum::http::{Method, Response};
use seatwright_domain::role::Action;

use crate::call::Call;
use crate::fault::Fault;
use crate::openapi;
use crate::reply::{Reply, Respond};
use crate::schema::Schema;

/// What a handler gives back.
pub(crate) type Answered = Result<Reply, Fault>;
/// What an operation ends with.
pub(crate) type Responded = Result<Response<body::Body>, Fault>;
type Running = Pin<Box<dyn Future<Output = Responded> + Send>>;

/// Who may come in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    /// Anybody: token endpoint, published keys, health.
    Open,
    /// Whoever carries a token that holds and whose roles allow one of these actions. Which of them a request needs, and what
    /// else stands in its way, is decided by the engine.
    Needs(Vec<Action>),
}

/// Anybody may come in.
pub(crate) const OPEN: Access = Access::Open;

impl From<Action> for Access {
    fn from(action: Action) -> Self {
        Access::Needs(vec![action])
    }
}

impl<const N: usize> From<[Action; N]> for Access {
    fn from(actions: [Action; N]) -> Self {
        Access::Needs(actions.to_vec())
    }
}

/// What the document says about an operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doc {
    /// What it does, in one line; empty where nobody has said it.
    pub(crate) summary: &'static str,
    /// Parameters of the query.
    pub(crate) query: Vec<Parameter>,
    /// The body that it takes, where it takes one.
    pub(crate) takes: Option<Body>,
    /// Its answers when all is well, by status; none for those without a body.
    pub(crate) answers: Vec<(u16, Option<Schema>)>,
    /// Statuses of faults beside those that follow from its form.
    pub(crate) also: Vec<u16>,
}

/// A body that an operation takes.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// Its kind.
    pub(crate) kind: &'static str,
    /// Its shape.
    pub(crate) schema: Schema,
    /// Whether there must be one.
    pub(crate) needed: bool,
}

/// A parameter of the query.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// The name, as the documents spell it; it is matched in any case and with or without underscores.
    pub(crate) name: &'static str,
    /// What it takes.
    pub(crate) schema: Schema,
    /// Whether it must be there.
    pub(crate) needed: bool,
    /// Whether it may be repeated.
    pub(crate) repeated: bool,
}

impl Parameter {
    /// A parameter that may be left out.
    pub(crate) const fn has(name: &'static str, schema: Schema) -> Self {
        Self { name, schema, needed: false, repeated: false }
    }

    /// A parameter that must be there.
    pub(crate) const fn needs(name: &'static str, schema: Schema) -> Self {
        Self { name, schema, needed: true, repeated: false }
    }

    /// The same, any number of times.
    pub(crate) const fn repeated(mut self) -> Self {
        self.repeated = true;
        self
    }
}

/// One operation.
pub(crate) struct Route {
    /// The method.
    pub(crate) method: Method,
    /// The path, as the documents spell it; it is matched without regard to case.
    pub(crate) path: &'static str,
    /// Who may come in.
    pub(crate) access: Access,
    /// The kind of answer that it gives beside JSON; none where JSON is all.
    pub(crate) gives: Option<&'static str>,
    /// What the document says about it.
    pub(crate) doc: Doc,
    run: Box<dyn Fn(Call) -> Running + Send + Sync>,
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl Route {
    /// An operation.
    pub(crate) fn new<H, F, R>(method: Method, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Fn(Call) -> F + Send + Sync + 'static,
        F: Future<Output = Result<R, Fault>> + Send + 'static,
        R: Respond + 'static,
    {
        let run = Box::new(move |call| -> Running {
            let handled = handler(call);
            Box::pin(async move { handled.await.map(Respond::respond) })
        });
        Self { method, path, access, gives: None, doc: Doc::default(), run }
    }

    /// The same, with an answer of another kind than JSON; its faults are JSON all the same.
    pub(crate) fn gives(mut self, kind: &'static str) -> Self {
        self.gives = Some(kind);
        self
    }

    /// What it does, in one line.
    pub(crate) fn about(mut self, summary: &'static str) -> Self {
        self.doc.summary = summary;
        self
    }

    /// With parameters of the query.
    pub(crate) fn query(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.doc.query.extend(parameters);
        self
    }

    /// With a JSON body of this shape.
    pub(crate) fn takes(self, schema: Schema) -> Self {
        self.takes_body("application/json", schema, true)
    }

    /// With a JSON body of this shape, which may be left out.
    pub(crate) fn may_take(self, schema: Schema) -> Self {
        self.takes_body("application/json", schema, false)
    }

    /// With a form of these fields, as OAuth 2.0 has them.
    pub(crate) fn takes_form(self, schema: Schema) -> Self {
        self.takes_body("application/x-www-form-urlencoded", schema, true)
    }

    fn takes_body(mut self, kind: &'static str, schema: Schema, needed: bool) -> Self {
        self.doc.takes = Some(Body { kind, schema, needed });
        self
    }

    /// With an answer of this shape.
    pub(crate) fn answers(mut self, status: u16, schema: Schema) -> Self {
        self.doc.answers.push((status, Some(schema)));
        self
    }

    /// With an answer that has no body, or one of the other kind that it gives.
    pub(crate) fn answers_bare(mut self, status: u16) -> Self {
        self.doc.answers.push((status, None));
        self
    }

    /// With faults of these statuses, beside those that follow from its form.
    pub(crate) fn also(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.doc.also.extend(statuses);
        self
    }

    /// Runs the operation.
    pub(crate) async fn run(&self, call: Call) -> Responded {
        (self.run)(call).await
    }

    /// The path as the router matches it.
    pub(crate) fn pattern(&self) -> String {
        self.path.to_ascii_lowercase()
    }
}

macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident = $method:ident),+) => {
        impl Route {$(
            $(#[$doc])*
            pub(crate) fn $name<H, F, R>(path: &'static str, access: impl Into<Access>, handler: H) -> Self
            where
                H: Fn(Call) -> F + Send + Sync + 'static,
                F: Future<Output = Result<R, Fault>> + Send + 'static,
                R: Respond + 'static,
            {
                Self::new(Method::$method, path, access.into(), handler)
            }
        )+}
    };
}
methods!(
    /// An operation that reads.
    get = GET,
    /// An operation that only tells whether something is there.
    head = HEAD,
    /// An operation that makes or does something.
    post = POST,
    /// An operation that replaces something.
    put = PUT,
    /// An operation that changes something.
    patch = PATCH,
    /// An operation that removes something.
    delete = DELETE
);

/// One operation of the API, for documents and tests.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The method, as `GET`.
    pub method: String,
    /// The path with its parameters in braces, as the documents spell it.
    pub path: &'static str,
    /// Whether it needs no token.
    pub is_open: bool,
    /// The actions of which the caller's roles must allow one; none where it is open.
    pub actions: Vec<Action>,
    /// What it does, in one line; empty where nobody has said it.
    pub summary: &'static str,
    /// The statuses that it answers with when all is well.
    pub statuses: Vec<u16>,
    doc: Doc,
}

impl Operation {
    /// Whether a path, in the form that routes are written in, is one of this operation's.
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        let mut parts = path.split('/');
        let fits = self.path.split('/').all(|own| {
            parts.next().is_some_and(|part| {
                own.starts_with('{') && !part.is_empty() || own.eq_ignore_ascii_case(part)
            })
        });
        fits && parts.next().is_none()
    }

    /// In what an answer differs from the document: a status that it does not name, members it does not know, values of another
    /// kind. Nothing when it fits. `body` is none for an answer without one, or with one that is not JSON.
    #[must_use]
    pub fn differences(&self, status: u16, body: Option<&serde_json::Value>) -> Vec<String> {
        openapi::differences(&self.doc, self.is_open, &self.method, self.path, status, body)
    }
}

/// The operation that a request goes to: of several that its path fits, the one with the most words of its own, as the
/// router chooses.
#[must_use]
pub fn operation_of(method: &str, path: &str) -> Option<Operation> {
    let path = crate::query::normal_path(path);
    let fitting = operations().into_iter().filter(|known| known.method == method && known.is_at(&path));
    fitting.min_by_key(|known| known.path.split('/').map(|part| part.starts_with('{')).collect::<Vec<_>>())
}

/// Every operation, from the list that the router is built from.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let shown = |route: Route| Operation {
        method: route.method.to_string(),
        path: route.path,
        is_open: route.access == Access::Open,
        actions: match route.access {
            Access::Open => Vec::new(),
            Access::Needs(actions) => actions,
        },
        summary: route.doc.summary,
        statuses: route.doc.answers.iter().map(|(status, _)| *status).collect(),
        doc: route.doc,
    };
    crate::handlers::routes().into_iter().map(shown).collect()
}
