//! `keys`: the keys that tokens are signed with.

use jiff::SignedDuration;
use seatwright_api::{KEY_OVERLAP, rotate_keys};

use crate::cli::identity::{Keys, KeysWhat};
use crate::commands::serve::machine_time;
use crate::{Outcome, open};

/// Does what the command line says.
///
/// # Errors
/// The database does not open; the system has no randomness.
pub(crate) async fn run(arguments: Keys) -> anyhow::Result<Outcome> {
    let now = machine_time();
    match arguments.what {
        KeysWhat::List { beside } => {
            let engine = open::beside(&beside.data).await?;
            for key in engine.store().signing_keys().await? {
                let state = match key.retires_at {
                    None => "signs".to_owned(),
                    Some(at) if now < at => format!("believed until {at}"),
                    Some(at) => format!("retired {at}"),
                };
                println!("{}  made {}  {state}", key.id, key.created_at);
            }
        }
        KeysWhat::Rotate { retire_at_once, beside } => {
            let engine = open::beside(&beside.data).await?;
            let overlap = if retire_at_once { SignedDuration::ZERO } else { KEY_OVERLAP };
            let key = rotate_keys(engine.store(), overlap, now).await?;
            println!("{} signs from now on", key.id);
        }
    }
    Ok(Outcome::Done)
}
