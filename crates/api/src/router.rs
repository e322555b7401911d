//! The router: made of the list of routes, wrapped in what all of them share.

use std::any::Any;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{ConnectInfo, RawPathParams, Request};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri};
use axum::routing::{MethodFilter, MethodRouter, on};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use uuid::Uuid;

use crate::call::{Call, Session};
use crate::codes::fault;
use crate::fault::{Dialect, Fault, TokenFault};
use crate::handlers;
use crate::limits::{Gatekeeper, Limits, Resource};
use crate::query::{Query, normal_path};
use crate::reply::Reply;
use crate::route::{Access, Responded, Route};
use crate::state::{ApiState, Settings};
use crate::texts::{Language, choose};

/// The longest id of a request or of a group of requests that is taken from a client.
const ID_LENGTH_MAX: usize = 128;

const REQUEST_ID: HeaderName = HeaderName::from_static("ms-requestid");
const CORRELATION_ID: HeaderName = HeaderName::from_static("ms-correlationid");
const SAAS_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-requestid");
const SAAS_CORRELATION_ID: HeaderName = HeaderName::from_static("x-ms-correlationid");

/// The whole API of an installation.
pub fn router(state: ApiState) -> Router {
    wrapped(handlers::routes(), &state)
}

/// A router of some routes with everything around it.
fn wrapped(routes: Vec<Route>, state: &ApiState) -> Router {
    let inner = of_routes(routes, state).layer(CatchPanicLayer::custom(panicked));
    let limits = Arc::new(state.settings.limits.clone());
    Router::new().fallback(move |request: Request| outermost(inner.clone(), Arc::clone(&limits), request))
}

/// A router of some routes.
fn of_routes(routes: Vec<Route>, state: &ApiState) -> Router {
    let mut by_path: BTreeMap<String, Vec<Route>> = BTreeMap::new();
    for route in routes {
        by_path.entry(route.pattern()).or_default().push(route);
    }
    let keeper = Arc::new(Gatekeeper::new(&state.settings.limits));
    let mut router = Router::new();
    for (path, routes) in by_path {
        let methods: Vec<String> = routes.iter().map(|route| route.method.to_string()).collect();
        let methods = methods.join(", ");
        let mut at_path = MethodRouter::new();
        for route in routes {
            if let Ok(filter) = MethodFilter::try_from(route.method.clone()) {
                at_path = at_path.merge(on(filter, operation(route, state, &keeper)));
            }
        }
        let other = move |request: Request| {
            let methods = methods.clone();
            async move {
                let fault = Fault::Other(fault::METHOD, "fault-method", vec![("methods", methods)]);
                told(&fault, request.uri(), choose(request.headers()))
            }
        };
        router = router.route(&path, at_path.fallback(other));
    }
    router.fallback(|request: Request| async move {
        told(&Fault::nothing_here(), request.uri(), choose(request.headers()))
    })
}

/// A fault in the shape of the dialect of its address.
fn told(fault: &Fault, uri: &Uri, language: Language) -> Response<Body> {
    fault.reply_in(Dialect::of(uri.path()), language).into_response()
}

type Handled = std::pin::Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

fn operation(
    route: Route,
    state: &ApiState,
    keeper: &Arc<Gatekeeper>,
) -> impl Fn(Result<RawPathParams, RawPathParamsRejection>, Request) -> Handled + Clone + Send + Sync + 'static
{
    let (route, state, keeper) = (Arc::new(route), state.clone(), Arc::clone(keeper));
    move |values, request| {
        let (route, state, keeper) = (Arc::clone(&route), state.clone(), Arc::clone(&keeper));
        Box::pin(async move {
            let (language, uri) = (choose(request.headers()), request.uri().clone());
            let answered = enter(&route, state, &keeper, values, request, language).await;
            let mut response = answered.unwrap_or_else(|fault| told(&fault, &uri, language));
            response.extensions_mut().insert(Matched(route.path));
            response
        })
    }
}

/// Checks the token, and everything else with who it is. Where the client asks for it, the answer tells whether the caller proved
/// with more than one factor who it is.
async fn enter(
    route: &Route,
    state: ApiState,
    keeper: &Gatekeeper,
    values: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    language: Language,
) -> Responded {
    let session = match route.access {
        Access::Open => None,
        Access::Needs(_) => Some(authenticate(&state, request.headers()).await?.placed(&state.engine)),
    };
    let asked = request.headers().get("validatemfa").and_then(|value| value.to_str().ok());
    let asked = asked.is_some_and(|asked| asked.trim().eq_ignore_ascii_case("true"));
    let told_of = session.as_ref().filter(|_| asked).map(|session| session.several_factors);
    let uri = request.uri().clone();
    let answered = inside(route, state, keeper, session, values, request, language).await;
    let Some(several_factors) = told_of else { return answered };
    let mut response = answered.unwrap_or_else(|fault| told(&fault, &uri, language));
    let value = HeaderValue::from_static(if several_factors { "true" } else { "false" });
    response.headers_mut().insert("ismfacompliant", value);
    Ok(response)
}

/// Checks what all operations check, in this order: number of requests, acceptable answer, size of the body, the caller's turn,
/// its roles. Then runs the operation.
async fn inside(
    route: &Route,
    state: ApiState,
    keeper: &Gatekeeper,
    session: Option<Session>,
    values: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    language: Language,
) -> Responded {
    let (parts, body) = request.into_parts();
    if let Some(session) = &session
        && let Some(refused) = keeper.count(&session.identity, Resource::of(&route.method, route.path))
    {
        return Ok(refused);
    }
    // Values that are no UTF-8 name nothing.
    let values = values.map_err(|_| Fault::nothing_here())?;
    acceptable(&parts.headers, route.gives)?;
    let body = read_body(&parts.headers, body, &state.settings).await?;
    // Turns are given when the body is there: a slow client takes none while it sends.
    let _turn = match &session {
        Some(session) => match keeper.turn(&session.identity).await {
            Ok(turn) => Some(turn),
            Err(refused) => return Ok(refused),
        },
        None => None,
    };
    let raw_query = parts.uri.query().unwrap_or_default().to_owned();
    let changes = !matches!(parts.method, Method::GET | Method::HEAD);
    let address = address(&state, &parts);
    // Ids are echoed as they were sent and compared without regard to case.
    let request_id = parts.extensions.get::<RequestId>().filter(|_| changes).and_then(|id| id.0.clone());
    let request_id = request_id.map(|id| id.to_ascii_lowercase());
    let call = Call {
        state,
        session,
        method: parts.method,
        path: parts.uri.path().to_owned(),
        values: values.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        query: Query::parse(&raw_query),
        raw_query,
        headers: parts.headers,
        language,
        request_id,
        address,
        body,
    };
    if let Access::Needs(actions) = &route.access {
        call.gate(actions).await?;
    }
    route.run(call).await
}

async fn authenticate(state: &ApiState, headers: &HeaderMap) -> Result<Session, Fault> {
    let invalid = || Fault::Unauthenticated(TokenFault::Invalid);
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(invalid)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(invalid());
    }
    state.keep_up().await?;
    state.check(token.trim()).map(Session::of)
}

/// The address of the client: that of the connection, or what the proxy in front says. Of several addresses the last is the
/// one that the proxy itself has seen.
fn address(state: &ApiState, parts: &Parts) -> Option<IpAddr> {
    if state.settings.behind_proxy {
        let told = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        return told.rsplit(',').next()?.trim().parse().ok();
    }
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())
}

/// Answers are JSON, or of one kind more. A client that takes something else only is told so before anything happens.
fn acceptable(headers: &HeaderMap, gives: Option<&str>) -> Result<(), Fault> {
    let Some(accept) = headers.get(ACCEPT).and_then(|value| value.to_str().ok()) else { return Ok(()) };
    let group = gives.and_then(|kind| Some(format!("{}/*", kind.split_once('/')?.0)));
    let takes_ours = accept.split(',').any(|entry| {
        let mut parts = entry.split(';');
        let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let refused = parts.any(|part| matches!(part.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        let is_json = kind == "*/*" || kind == "application/*" || kind == "application/json";
        !refused && (is_json || gives == Some(kind.as_str()) || group.as_deref() == Some(kind.as_str()))
    });
    if takes_ours || accept.trim().is_empty() {
        return Ok(());
    }
    Err(Fault::plain(fault::NOT_ACCEPTABLE, "fault-not-acceptable"))
}

async fn read_body(headers: &HeaderMap, body: Body, settings: &Settings) -> Result<axum::body::Bytes, Fault> {
    let max = settings.body_bytes_max;
    let too_large = || Fault::Other(fault::TOO_LARGE, "fault-too-large", vec![("max", max.to_string())]);
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok());
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > max)) {
        return Err(too_large());
    }
    let seconds = settings.limits.body_seconds;
    let read = tokio::time::timeout(Duration::from_secs(seconds), to_bytes(body, max)).await;
    let slow = |_| Fault::Other(fault::TOO_SLOW, "fault-too-slow", vec![("seconds", seconds.to_string())]);
    read.map_err(slow)?.map_err(|_| too_large())
}

/// The address of the operation that answered, as the documents spell it. It is what the log tells: the address that was asked
/// for may name people.
#[derive(Clone, Copy, Debug)]
struct Matched(&'static str);

/// The id that the client gave the request.
#[derive(Clone, Debug)]
struct RequestId(Option<String>);

/// What comes before routing and after everything: the normal form of the path, the ids of the request.
async fn outermost(inner: Router, limits: Arc<Limits>, mut request: Request) -> Response<Body> {
    let path = normal_path(request.uri().path());
    let (request_header, correlation_header) = match Dialect::of(&path) {
        Dialect::PartnerCenter => (REQUEST_ID, CORRELATION_ID),
        Dialect::Saas => (SAAS_REQUEST_ID, SAAS_CORRELATION_ID),
    };
    let request_id = id_of(request.headers(), &request_header);
    let correlation_id = id_of(request.headers(), &correlation_header);
    // In the SaaS dialect an id is for tracking; a request that repeats it is not answered with the first answer.
    let repeatable = Dialect::of(&path) == Dialect::PartnerCenter;
    request.extensions_mut().insert(RequestId(request_id.clone().filter(|_| repeatable)));
    let target = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.clone(),
    };
    let method = request.method().clone();
    let kept = limits.head(request.uri(), request.headers());
    let uri = kept.and_then(|()| target.parse::<Uri>().map_err(|_| Fault::nothing_here()));
    let mut response = match uri {
        Ok(uri) => {
            *request.uri_mut() = uri;
            inner.oneshot(request).await.unwrap_or_else(|never| match never {})
        }
        Err(fault) => fault.reply(choose(request.headers())).into_response(),
    };
    let request_id = request_id.unwrap_or_else(|| Uuid::new_v4().to_string());
    let correlation_id = correlation_id.unwrap_or_else(|| Uuid::new_v4().to_string());
    let status = response.status().as_u16();
    let at = response.extensions().get::<Matched>().map_or("an address of no operation", |matched| matched.0);
    tracing::info!(%method, at, status, request_id, correlation_id, "{method} {at} was answered {status}");
    let headers = response.headers_mut();
    let cv = HeaderName::from_static("ms-cv");
    let ids = [
        (request_header, request_id),
        (cv, format!("{correlation_id}.0")),
        (correlation_header, correlation_id),
    ];
    for (name, value) in ids {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    // An answer is what it says, whatever somebody has had written into it.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("ms-serverid"), HeaderValue::from_static("seatwright"));
    response
}

fn id_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let sane = !text.is_empty() && text.len() <= ID_LENGTH_MAX && text.bytes().all(|b| b.is_ascii_graphic());
    sane.then(|| text.to_owned())
}

/// A handler panicked: a fault of ours, of which nothing is told.
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let message = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    let mut response =
        Fault::Internal(format!("a handler panicked: {message}")).reply(Language::English).into_response();
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

/// An answer without a body for `HEAD`.
pub(crate) fn bare(status: StatusCode) -> Reply {
    Reply::empty(status)
}

#[cfg(test)]
mod tests;
