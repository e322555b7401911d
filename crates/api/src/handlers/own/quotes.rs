//! Quotes: what a change, or a list of changes, would do. Nothing is committed.

use seatwright_domain::command::Command;
use seatwright_domain::subscription::Subscription;
use seatwright_engine::{QuoteResult, QuotedWindow};

use super::change;
use super::events::told;
use crate::call::Call;
use crate::fault::{Fault, notice_json};
use crate::fields::{Problem, Takes, Wrong};
use crate::handlers::sees;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::Answered;
use crate::wire::attributes;
use crate::wire::subscription::{self, refund_code};

/// The most changes of one quote.
const CHANGES_MAX: usize = 50;

/// Quotes a list of changes, which are decided together and in order.
pub(crate) async fn quote(call: Call) -> Answered {
    let body = call.json()?;
    let command = if in_words(&body) { together(change::read_all(&call).await?) } else { command(&body)? };
    let quoted = call.engine().quote(call.caller()?, call.customer()?, command).await;
    let quoted = quoted.map_err(|error| call.failed(error))?;
    Ok(Reply::ok(shown(&call, &quoted)?))
}

/// Whether changes are written in the words of the documentation, `{"change":"seats",…}`, and not as commands.
fn in_words(body: &Json) -> bool {
    let Some(Json::List(changes)) = body.get("changes") else { return true };
    !changes.iter().any(|change| change.get("command").is_some())
}

/// Several changes are decided together.
fn together(mut commands: Vec<Command>) -> Command {
    match commands.len() {
        1 => commands.remove(0),
        _ => Command::All { commands },
    }
}

/// Reads the changes. Each is a command in the form that events and the documentation use.
fn command(body: &Json) -> Result<Command, Fault> {
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
    Ok(together(commands))
}

fn shown(call: &Call, quoted: &QuoteResult) -> Result<Object, Fault> {
    let (view, caller) = (call.view(), call.caller()?);
    let decision = &quoted.decision;
    let customer = &decision.account.head.customer;
    let touched = |found: &&Subscription| {
        decision.events.iter().any(|recorded| recorded.event.subscription() == Some(found.id))
    };
    let subscriptions: Vec<Json> = decision
        .account
        .subscriptions
        .values()
        .filter(|found| sees(caller, &found.seller))
        .filter(touched)
        .map(|found| subscription::subscription(&view, found, customer))
        .collect();
    let notices: Vec<Json> =
        decision.notices.iter().map(|notice| notice_json(call.language, notice)).collect();
    let events: Vec<Json> =
        decision.events.iter().map(|recorded| told(call.language, &recorded.event)).collect();
    Ok(Object::new()
        .set("accepted", true)
        .set("version", quoted.version)
        .set("at", quoted.at.to_string())
        .set("validUntil", quoted.valid_until.to_string())
        .set("notices", notices)
        .set("windowsLost", windows(&quoted.windows_lost))
        .set("windowsOpened", windows(&quoted.windows_opened))
        .set("events", events)
        .set("subscriptions", subscriptions)
        .set("attributes", attributes("SeatwrightQuote")))
}

fn windows(windows: &[QuotedWindow]) -> Json {
    let shown = windows.iter().map(|window| {
        Json::from(
            Object::new()
                .set("subscription", window.subscription.to_string())
                .some("lot", window.lot.map(|lot| lot.0))
                .some("refund", refund_code(window.refund))
                .set("until", window.until.to_string()),
        )
    });
    Json::List(shown.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Command, Fault> {
        command(&serde_json::from_str(text).unwrap())
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
    fn several_changes_are_decided_together() {
        let one = r#"{"command":"reactivate","subscription":"00000000-0000-0000-0000-000000000001"}"#;
        assert!(matches!(read(&format!(r#"{{"Changes":[{one}]}}"#)), Ok(Command::Reactivate { .. })));
        let two = read(&format!(r#"{{"changes":[{one},{one}]}}"#));
        assert!(matches!(two, Ok(Command::All { commands }) if commands.len() == 2));
        assert!(read(r#"{"changes":[]}"#).is_err());
        assert!(read("[]").is_err());
    }
}
