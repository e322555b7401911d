//! Signing in: the endpoints of OAuth 2.0 and OpenID Connect, in the two shapes that clients know.

mod authorize;
mod client;
mod deliver;
mod discovery;
mod page;
mod revoke;
mod token;

use axum::http::StatusCode;
use seatwright_engine::identity::SignInFault;

use crate::fault::Fault;
use crate::json::Object;
use crate::reply::Reply;
use crate::route::Route;

/// The operations.
pub(super) fn routes() -> Vec<Route> {
    let all = [token::routes(), authorize::routes(), revoke::routes(), discovery::routes()];
    all.into_iter().flatten().collect()
}

/// Which shape an address speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Numbers as strings, `resource`.
    One,
    /// Numbers as numbers, `scope`.
    Two,
}

/// Why somebody gets no token, in the words of OAuth 2.0.
struct Denied {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
    /// The seconds to wait, where waiting helps.
    wait: Option<u32>,
}

impl Denied {
    /// The request is at fault.
    const fn bad(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description, wait: None }
    }

    /// The application has not proved who it is.
    const fn client() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            description: "tenant, client id or secret is wrong",
            wait: None,
        }
    }

    /// What a failed sign-in means: `wrong` says what was wrong when it was the secret.
    ///
    /// # Errors
    /// A fault of our own.
    fn of(fault: SignInFault, wrong: Self) -> Result<Self, Fault> {
        match fault {
            SignInFault::Denied => Ok(wrong),
            SignInFault::Wait { seconds } => Ok(Self {
                status: StatusCode::TOO_MANY_REQUESTS,
                error: "temporarily_unavailable",
                description: "too many attempts failed; Retry-After says when to try again",
                wait: Some(seconds),
            }),
            SignInFault::Engine(error) => Err(Fault::Internal(error.to_string())),
        }
    }

    /// The answer of RFC 6749, section 5.2. `basic` says whether the application came with HTTP Basic.
    fn reply(&self, basic: bool) -> Reply {
        let body = Object::new().set("error", self.error).set("error_description", self.description);
        let reply = unstored(Reply::with(self.status, body));
        let reply = match self.wait {
            Some(seconds) => reply.header("Retry-After", seconds.to_string()),
            None => reply,
        };
        if basic && self.status == StatusCode::UNAUTHORIZED {
            return reply.header("WWW-Authenticate", "Basic realm=\"seatwright\"");
        }
        reply
    }
}

/// An answer that nobody on the way may keep.
fn unstored(reply: Reply) -> Reply {
    reply.header("Cache-Control", "no-store").header("Pragma", "no-cache")
}

/// What a step of a flow ends with: something, or a denial; faults of our own go their own way.
type Step<T> = Result<Result<T, Denied>, Fault>;

/// Goes on with what a step gave, or ends with its denial.
macro_rules! step {
    ($outcome:expr) => {
        match $outcome {
            Ok(value) => value,
            Err(denied) => return Ok(Err(denied)),
        }
    };
}
use step;
