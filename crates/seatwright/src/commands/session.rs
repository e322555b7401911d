//! `session`: who is signed in, and ending it.

use anyhow::Context as _;
use seatwright_store::{PAGE_ROWS_MAX, SessionQuery, SessionsOf, StoredSession};

use crate::cli::identity::{Session, SessionWhat};
use crate::commands::identity::{find, organisation};
use crate::commands::serve::machine_time;
use crate::{Outcome, open};

/// Does what the command line says.
///
/// # Errors
/// The database does not open; there is no such organisation, identity or session.
pub(crate) async fn run(arguments: Session) -> anyhow::Result<Outcome> {
    let now = machine_time();
    match arguments.what {
        SessionWhat::List { tenant, ended, beside } => {
            let engine = open::beside(&beside.data).await?;
            let of = SessionsOf::Tenant(organisation(&engine, &tenant).await?.id());
            let mut query =
                SessionQuery { of, open_at: (!ended).then_some(now), after: None, limit: PAGE_ROWS_MAX };
            loop {
                let page = engine.store().sessions(query).await?;
                page.items.iter().for_each(|session| println!("{}", line(session)));
                query.after = page.next;
                if query.after.is_none() {
                    break;
                }
            }
        }
        SessionWhat::Revoke { session: Some(id), beside, .. } => {
            let engine = open::beside(&beside.data).await?;
            engine.store().session(id).await?.with_context(|| format!("there is no session {id}"))?;
            engine.revoke_session(id, now).await?;
            println!("revoked {id}");
        }
        SessionWhat::Revoke { identity, beside, .. } => {
            let engine = open::beside(&beside.data).await?;
            let named = identity.unwrap_or_default();
            let id = match named.parse() {
                Ok(id) => id,
                Err(_) => find(&engine, &named).await?.id,
            };
            engine.revoke_sessions(id, now).await?;
            println!("revoked all sessions of {id}");
        }
    }
    Ok(Outcome::Done)
}

fn line(session: &StoredSession) -> String {
    let client = if session.client_name.is_empty() { "" } else { "  with " };
    let end = match session.revoked_at {
        Some(at) => format!("revoked {at}"),
        None => format!("until {}", session.expires_at),
    };
    format!(
        "{}  {}{client}{}  since {}  used {}  {end}  identity {}",
        session.id, session.name, session.client_name, session.created_at, session.used_at, session.identity
    )
}
