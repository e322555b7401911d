//! Answers before they become HTTP responses.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};

use seatwright_engine::Answer;

use crate::json::Json;

/// An answer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: StatusCode,
    /// Headers beside those that every answer has.
    pub(crate) headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub(crate) body: Vec<u8>,
}

impl std::fmt::Debug for Reply {
    /// Without headers and body, which may carry tokens, secrets and people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Reply {
    /// 200 with a JSON body.
    pub(crate) fn ok(body: impl Into<Json>) -> Self {
        Self::with(StatusCode::OK, body)
    }

    /// 201 with a JSON body.
    pub(crate) fn created(body: impl Into<Json>) -> Self {
        Self::with(StatusCode::CREATED, body)
    }

    /// Any status with a JSON body.
    pub(crate) fn with(status: StatusCode, body: impl Into<Json>) -> Self {
        Self { status, headers: Vec::new(), body: body.into().to_bytes() }
    }

    /// A status alone.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// With a header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// An answer that was given before.
    pub(crate) fn repeated(answer: Answer) -> Self {
        Self::from(answer).header("Seatwright-Repeated", "true")
    }

    /// With another member in the object that is the body; other bodies stay as they are.
    pub(crate) fn with_member(mut self, key: &str, value: Json) -> Self {
        if let Ok(Json::Object(mut members)) = serde_json::from_slice(&self.body) {
            members.push((key.to_owned(), value));
            self.body = Json::Object(members).to_bytes();
        }
        self
    }

    /// As an HTTP response. Headers that HTTP cannot carry are left out.
    pub(crate) fn into_response(self) -> Response<Body> {
        let has_body = !self.body.is_empty();
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        if has_body {
            let json = HeaderValue::from_static("application/json; charset=utf-8");
            response.headers_mut().insert(CONTENT_TYPE, json);
        }
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// What can end an operation: a reply, or a response of its own making, as one whose body is read on while it is sent.
pub(crate) trait Respond: Send {
    /// The HTTP response.
    fn respond(self) -> Response<Body>;
}

impl Respond for Reply {
    fn respond(self) -> Response<Body> {
        self.into_response()
    }
}

impl Respond for Response<Body> {
    fn respond(self) -> Response<Body> {
        self
    }
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        Self { status, headers: answer.headers, body: answer.body }
    }
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self { status: reply.status.as_u16(), headers: reply.headers, body: reply.body }
    }
}
