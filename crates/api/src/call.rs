//! One call of the API: who asks, for what, in which language, with which body.

use std::fmt;
use std::net::IpAddr;

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, Method};
use seatwright_domain::access;
use seatwright_domain::account::Account;
use seatwright_domain::command::Command;
use seatwright_domain::decision::{Context, Decision, Rows};
use seatwright_domain::ids::{CustomerId, SubscriptionId};
use seatwright_domain::partner::Partner;
use seatwright_domain::refusal::Subject;
use seatwright_domain::role::Caller;
use seatwright_engine::Engine;
use seatwright_engine::identity::{Identity, Origin};
use seatwright_engine::{Answer, Request};
use seatwright_store::{Loaded, RequestKey, StoredAnswer, Want};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::client::Client;
use crate::codes::fault;
use crate::fault::{Fault, notice_json};
use crate::fields::{self, Fields, Problem, Takes, Wrong};
use crate::json::Json;
use crate::query::Query;
use crate::reply::Reply;
use crate::state::ApiState;
use crate::texts::Language;
use crate::tokens::Checked;

/// Who asks.
#[derive(Clone)]
pub(crate) struct Session {
    /// Who it is.
    pub(crate) identity: Identity,
    /// The caller of its commands.
    pub(crate) caller: Caller,
    /// The sign-in that its token was given out for; none of a token of another issuer.
    pub(crate) id: Option<Uuid>,
    /// Whether a person proved with more than one factor who it is.
    pub(crate) several_factors: bool,
}

impl Session {
    /// The session of an access token.
    pub(crate) fn of(checked: Checked) -> Self {
        let caller = checked.identity.caller();
        let Checked { identity, session: id, several_factors, .. } = checked;
        Self { identity, caller, id, several_factors }
    }

    /// The same, knowing as which reseller the caller stands on what others sold (CHAN-106).
    pub(crate) fn placed(mut self, engine: &Engine) -> Self {
        let policy = engine.policies().at(engine.now());
        let partner = self.caller.partner_id().and_then(|id| engine.partners().get(id));
        let number = partner.and_then(|partner| access::reseller_number(partner, policy));
        self.caller = self.caller.reselling_as(number);
        self
    }
}

impl fmt::Debug for Session {
    /// Without the caller, who may have a name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("identity", &self.identity)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Call {
    /// Without headers, query and body, which carry tokens, secrets and people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("session", &self.session)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

/// One call.
#[derive(Clone)]
pub(crate) struct Call {
    /// The application.
    pub(crate) state: ApiState,
    /// Who asks; none at open addresses only.
    pub(crate) session: Option<Session>,
    /// The method.
    pub(crate) method: Method,
    /// The path in its normal form.
    pub(crate) path: String,
    /// Values of the path, by name.
    pub(crate) values: Vec<(String, String)>,
    /// The query string.
    pub(crate) query: Query,
    /// The query string as it was sent.
    pub(crate) raw_query: String,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The language of the reader.
    pub(crate) language: Language,
    /// The client's id of the request, where it gave one.
    pub(crate) request_id: Option<String>,
    /// Where the client is, as far as that is known.
    pub(crate) address: Option<IpAddr>,
    /// The body.
    pub(crate) body: Bytes,
}

impl Call {
    /// The engine.
    pub(crate) fn engine(&self) -> &Engine {
        &self.state.engine
    }

    /// Who asks.
    ///
    /// # Errors
    /// Nobody who has proved it.
    pub(crate) fn session(&self) -> Result<&Session, Fault> {
        self.session.as_ref().ok_or(Fault::Unauthenticated(crate::fault::TokenFault::Invalid))
    }

    /// The caller of commands.
    ///
    /// # Errors
    /// Nobody who has proved who it is.
    pub(crate) fn caller(&self) -> Result<&Caller, Fault> {
        self.session().map(|session| &session.caller)
    }

    /// The partner that the caller works for, where it works for one.
    pub(crate) fn partner(&self) -> Option<&Partner> {
        let caller = &self.session.as_ref()?.caller;
        self.engine().partners().get(caller.partner_id()?)
    }

    /// The client library that asks, as far as answers depend on it.
    pub(crate) fn client(&self) -> Client {
        Client::of(&self.headers)
    }

    /// Where the request comes from, and when, by the machine's time.
    pub(crate) fn origin(&self) -> Origin {
        Origin { address: self.address, at: self.state.tokens.now() }
    }

    /// A value of the path.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// An id of the path. What is no id at all names nothing.
    ///
    /// # Errors
    /// The path has no id there; the answer names what it takes.
    pub(crate) fn id<T: std::str::FromStr>(&self, name: &str) -> Result<T, Fault> {
        self.value(name).parse().map_err(|_| Fault::field(name, Takes::Guid))
    }

    /// The customer of the path.
    ///
    /// # Errors
    /// The path has no id there.
    pub(crate) fn customer(&self) -> Result<CustomerId, Fault> {
        let parsed = self.value("customer").parse();
        parsed.map_err(|_| Fault::plain(fault::CUSTOMER_ID, "fault-customer-id"))
    }

    /// The subscription of the path. What is no id names none.
    ///
    /// # Errors
    /// The path has no id there.
    pub(crate) fn subscription(&self) -> Result<SubscriptionId, Fault> {
        let parsed = self.value("subscription").parse();
        parsed.map_err(|_| crate::handlers::no_subscription(Subject::Field("subscription".to_owned())))
    }

    /// The body as a JSON tree.
    ///
    /// # Errors
    /// It says that it is something else; it is broken, and where.
    pub(crate) fn json(&self) -> Result<Json, Fault> {
        if let Some(kind) = self.headers.get(CONTENT_TYPE) {
            let kind = kind.to_str().unwrap_or_default().to_ascii_lowercase();
            let essence = kind.split(';').next().unwrap_or_default().trim();
            if essence != "application/json" && !essence.ends_with("+json") {
                return Err(Fault::plain(fault::MEDIA_TYPE, "fault-media-type"));
            }
        }
        let bytes = self.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.body);
        let max = self.state.settings.limits.json_depth_max;
        if crate::json::depth(bytes) > max {
            return Err(Fault::Other(fault::TOO_DEEP, "fault-too-deep", vec![("max", max.to_string())]));
        }
        serde_json::from_slice(bytes).map_err(|error| {
            let facts = vec![("line", error.line().to_string()), ("column", error.column().to_string())];
            Fault::Other(fault::BROKEN_JSON, "fault-broken-json", facts)
        })
    }

    /// Reads the body, field by field.
    ///
    /// # Errors
    /// Every field that is missing or wrong.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Fields<'_>) -> Option<T>) -> Result<T, Fault> {
        fields::read(&self.json()?, read).map_err(Fault::Fields)
    }

    /// The request as far as repeating it is concerned; none without an id of the client's. The same id at another address, or
    /// with another method, is another request: clients that set it once for several calls mean those.
    pub(crate) fn request(&self) -> Option<Request> {
        let id = format!("{} {} {}", self.request_id.as_ref()?, self.method, self.path);
        let mut hash = Sha256::new();
        hash.update(self.raw_query.as_bytes());
        hash.update([0]);
        hash.update(&self.body);
        Some(Request {
            caller: self.session.as_ref().map_or_else(Uuid::nil, |session| session.identity.id()),
            id,
            method: self.method.to_string(),
            path: self.path.clone(),
            fingerprint: hash.finalize().into(),
        })
    }

    /// The first answer to this request, where it was answered before. Handlers that compare a body with what is there
    /// now ask this first: after the first time there is no difference left.
    ///
    /// # Errors
    /// The id was used for another request; a failing store.
    pub(crate) async fn answered(&self) -> Result<Option<Reply>, Fault> {
        let Some(request) = self.request() else { return Ok(None) };
        let key = RequestKey { caller: request.caller, request: request.id.clone() };
        let Some(first) = self.engine().store().answer(&key).await? else { return Ok(None) };
        let same = first.method == request.method
            && first.path == request.path
            && first.fingerprint == request.fingerprint;
        if !same {
            return Err(Fault::plain(fault::REQUEST_REUSED, "fault-request-reused"));
        }
        let answer = Answer { status: first.status, headers: first.headers, body: first.body };
        Ok(Some(Reply::repeated(answer)))
    }

    /// Keeps the answer to this request, where it has an id: the same request later gets it again. What the request did is
    /// committed by itself before, so this is for requests whose repetition does no harm.
    ///
    /// # Errors
    /// A failing store.
    pub(crate) async fn remembered(&self, reply: Reply) -> Result<Reply, Fault> {
        let Some(request) = self.request() else { return Ok(reply) };
        let Answer { status, headers, body } = reply.clone().into();
        let answer = StoredAnswer {
            key: RequestKey { caller: request.caller, request: request.id },
            method: request.method,
            path: request.path,
            fingerprint: request.fingerprint,
            status,
            headers,
            body,
            at: self.engine().now(),
        };
        self.engine().store().remember(answer).await?;
        Ok(reply)
    }

    /// The account of the path's customer, up to date, for whoever may see it.
    ///
    /// # Errors
    /// There is none that the caller may know of.
    pub(crate) async fn account(&self, want: Want) -> Result<Loaded, Fault> {
        let customer = self.customer()?;
        self.engine().account(self.caller()?, customer, want).await.map_err(|error| self.failed(error))
    }

    /// Carries out a command on the path's customer and answers it. `answer` must follow from what it is given.
    ///
    /// # Errors
    /// Every reason against it.
    pub(crate) async fn execute<F>(&self, command: Command, answer: F) -> Result<Reply, Fault>
    where
        F: Fn(&Account, &Decision) -> Reply + Send + Sync,
    {
        let customer = self.customer()?;
        let language = self.language;
        let done = self
            .engine()
            .execute(self.caller()?, customer, command, self.request(), move |before, decision| {
                with_notices(answer(before, decision), decision, language).into()
            })
            .await
            .map_err(|error| self.failed(error))?;
        Ok(if done.replayed { Reply::repeated(done.answer) } else { done.answer.into() })
    }

    /// A failure of the engine, told as this API tells it.
    pub(crate) fn failed(&self, error: seatwright_engine::EngineError) -> Fault {
        crate::engine_fault::told(self, error)
    }

    /// What rules look at besides an account.
    ///
    /// # Errors
    /// Nobody who has proved who it is.
    pub(crate) fn context<'a>(&'a self, rows: &'a Rows) -> Result<Context<'a>, Fault> {
        let engine = self.engine();
        Ok(Context {
            catalogue: engine.catalogue(),
            policies: engine.policies(),
            partners: engine.partners(),
            caller: self.caller()?,
            now: engine.now(),
            seed: Uuid::nil(),
            loaded: rows,
        })
    }

    /// The address of the installation as the client reached it.
    pub(crate) fn host(&self) -> &str {
        self.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost")
    }
}

/// The fault of a field that is missing.
pub(crate) fn missing(field: &str, takes: Takes) -> Fault {
    Fault::Fields(vec![Problem { field: field.to_owned(), wrong: Wrong::Missing, takes }])
}

/// Announces what the caller should know: one header with the names, and the sentences in a JSON header of their own.
fn with_notices(reply: Reply, decision: &Decision, language: Language) -> Reply {
    if decision.notices.is_empty() {
        return reply;
    }
    let notices: Vec<Json> = decision.notices.iter().map(|notice| notice_json(language, notice)).collect();
    let names: Vec<&str> =
        notices.iter().filter_map(|notice| notice.get("notice").and_then(Json::as_text)).collect();
    let reply = reply.header("Seatwright-Notices", names.join(", "));
    reply.with_member("notices", Json::List(notices))
}
