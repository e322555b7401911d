//! Quotes: what a change, or a list of changes, would do and cost. A quote is kept under a token, and redeemed by it.

mod shown;

use seatwright_domain::command::Command;
use seatwright_engine::QuoteToken;

use self::shown::{State, quote_json, redemption_json};
use super::change;
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Problem, Takes, Wrong};
use crate::json::Json;
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::Schema;
use seatwright_domain::role::Action;

/// The most changes of one quote.
const CHANGES_MAX: usize = 50;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/seatwright/v1/customers/{customer}/quotes", Action::View, quote)
            .about("Quotes a list of changes, which are decided together and in order, and keeps the quote")
            .takes(Schema::Named("NewQuote", change::shape))
            .answers(200, shown::quote_schema()),
        Route::get("/seatwright/v1/customers/{customer}/quotes/{token}", Action::View, get)
            .about("A quote that the caller was given")
            .answers(200, shown::quote_schema()),
        Route::post("/seatwright/v1/customers/{customer}/quotes/{token}/redeem", Action::View, redeem)
            .about("Redeems a quote: what it says happens and is billed, or nothing does")
            .answers(200, shown::redemption_schema()),
    ]
}

/// Quotes a list of changes, which are decided together and in order, and keeps the quote.
pub(crate) async fn quote(call: Call) -> Answered {
    if let Some(first) = call.answered().await? {
        return Ok(first);
    }
    let body = call.json()?;
    let commands = if in_words(&body) { change::read_all(&call).await? } else { commands(&body)? };
    let quoted = call.engine().quote(call.caller()?, call.customer()?, commands).await;
    let quoted = quoted.map_err(|error| call.failed(error))?;
    let reply = Reply::ok(quote_json(&call, &quoted, State::Open).await?);
    let kept = call.engine().keep_quote(&quoted, call.request().as_ref(), &reply.clone().into()).await;
    let first = kept.map_err(|error| call.failed(error))?;
    Ok(first.map_or(reply, Reply::repeated))
}

/// A quote that the caller was given.
pub(crate) async fn get(call: Call) -> Answered {
    let kept = call.engine().kept_quote(call.caller()?, call.customer()?, token(&call)?).await;
    let kept = kept.map_err(|error| call.failed(error))?;
    let state = match &kept.redeemed {
        Some(redemption) => State::Redeemed(redemption.at),
        None if call.engine().now() >= kept.quote.valid_until => State::Expired,
        None => State::Open,
    };
    Ok(Reply::ok(quote_json(&call, &kept.quote, state).await?))
}

/// Redeems a quote: what it says happens and is billed, or nothing does.
pub(crate) async fn redeem(call: Call) -> Answered {
    let token = token(&call)?;
    let answer =
        |_: &_, decision: &_, outlook: &_| Reply::ok(redemption_json(&call, token, decision, outlook)).into();
    let done = call.engine().redeem(call.caller()?, call.customer()?, token, call.request(), answer).await;
    let done = done.map_err(|error| call.failed(error))?;
    Ok(if done.replayed { Reply::repeated(done.answer) } else { done.answer.into() })
}

fn token(call: &Call) -> Result<QuoteToken, Fault> {
    call.id("token")
}

/// Whether changes are written in the words of the documentation, `{"change":"seats",…}`, and not as commands.
fn in_words(body: &Json) -> bool {
    let Some(Json::List(changes)) = body.get("changes") else { return true };
    !changes.iter().any(|change| change.get("command").is_some())
}

/// Reads the changes. Each is a command in the form that events and the documentation use.
fn commands(body: &Json) -> Result<Vec<Command>, Fault> {
    let problem = |field: String, wrong: Wrong, takes: Takes| Problem { field, wrong, takes };
    let list = || Takes::List(1, CHANGES_MAX);
    let changes = match body.get("changes") {
        Some(Json::List(changes)) if (1..=CHANGES_MAX).contains(&changes.len()) => changes,
        Some(Json::List(_)) => {
            return Err(Fault::Fields(vec![problem("changes".into(), Wrong::Value, list())]));
        }
        Some(_) => return Err(Fault::Fields(vec![problem("changes".into(), Wrong::Kind, list())])),
        None => return Err(Fault::Fields(vec![problem("changes".into(), Wrong::Missing, list())])),
    };
    let mut commands = Vec::with_capacity(changes.len());
    let mut problems = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        match serde_json::from_value::<Command>(change.to_value()) {
            Ok(Command::All { .. }) => problems.push(problem(
                format!("changes[{index}]"),
                Wrong::Value,
                Takes::Named("takes-change"),
            )),
            Ok(command) => commands.push(command),
            Err(error) => {
                let said = Takes::Said(error.to_string());
                problems.push(problem(format!("changes[{index}]"), Wrong::Value, said));
            }
        }
    }
    if !problems.is_empty() {
        return Err(Fault::Fields(problems));
    }
    Ok(commands)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Command>, Fault> {
        commands(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn a_change_that_cannot_be_read_is_named_with_what_is_wrong() {
        let text = r#"{"changes":[{"command":"reactivate"},{"command":"fly"}]}"#;
        let Err(Fault::Fields(problems)) = read(text) else { panic!("it was read") };
        assert_eq!(problems[0].field, "changes[0]");
        assert!(matches!(&problems[0].takes, Takes::Said(said) if said.contains("subscription")));
        assert_eq!(problems[1].field, "changes[1]");
    }

    #[test]
    fn one_change_or_several_are_read() {
        let one = r#"{"command":"reactivate","subscription":"00000000-0000-0000-0000-000000000001"}"#;
        assert!(matches!(read(&format!(r#"{{"Changes":[{one}]}}"#)), Ok(read) if read.len() == 1));
        let two = read(&format!(r#"{{"changes":[{one},{one}]}}"#));
        assert!(matches!(two, Ok(read) if read.len() == 2));
        assert!(read(r#"{"changes":[]}"#).is_err());
        assert!(read("[]").is_err());
    }
}
