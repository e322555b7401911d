//! Routes: the one list from which the router is built and which tests walk.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use axum::body::Body;
use axum::http::{Method, Response};

use crate::call::Call;
use crate::fault::Fault;
use crate::reply::{Reply, Respond};

/// What a handler gives back.
pub(crate) type Answered = Result<Reply, Fault>;
/// What an operation ends with.
pub(crate) type Responded = Result<Response<Body>, Fault>;
type Running = Pin<Box<dyn Future<Output = Responded> + Send>>;

/// Who may come in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    /// Anybody: token endpoint, published keys, health.
    Open,
    /// Whoever carries a token that holds. What it may do is decided by the engine.
    Bearer,
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
    run: Box<dyn Fn(Call) -> Running + Send + Sync>,
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl Route {
    /// An operation behind a token.
    pub(crate) fn new<H, F, R>(method: Method, path: &'static str, handler: H) -> Self
    where
        H: Fn(Call) -> F + Send + Sync + 'static,
        F: Future<Output = Result<R, Fault>> + Send + 'static,
        R: Respond + 'static,
    {
        let run = Box::new(move |call| -> Running {
            let handled = handler(call);
            Box::pin(async move { handled.await.map(Respond::respond) })
        });
        Self { method, path, access: Access::Bearer, gives: None, run }
    }

    /// The same, with an answer of another kind than JSON; its faults are JSON all the same.
    pub(crate) fn gives(mut self, kind: &'static str) -> Self {
        self.gives = Some(kind);
        self
    }

    /// The same, for anybody.
    pub(crate) fn open(mut self) -> Self {
        self.access = Access::Open;
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
    ($($name:ident = $method:ident),+) => {$(
        pub(crate) fn $name<H, F, R>(path: &'static str, handler: H) -> Route
        where
            H: Fn(Call) -> F + Send + Sync + 'static,
            F: Future<Output = Result<R, Fault>> + Send + 'static,
            R: Respond + 'static,
        {
            Route::new(Method::$method, path, handler)
        }
    )+};
}
methods!(get = GET, head = HEAD, post = POST, put = PUT, patch = PATCH, delete = DELETE);

/// One operation of the API, for documents and tests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operation {
    /// The method, as `GET`.
    pub method: String,
    /// The path with its parameters in braces, as the documents spell it.
    pub path: &'static str,
    /// Whether it needs no token.
    pub is_open: bool,
}

/// Every operation, from the list that the router is built from.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let shown = |route: Route| Operation {
        method: route.method.to_string(),
        path: route.path,
        is_open: route.access == Access::Open,
    };
    crate::handlers::routes().into_iter().map(shown).collect()
}
