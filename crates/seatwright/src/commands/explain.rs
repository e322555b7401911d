//! `explain`: how the amount of a charge was found.

use anyhow::Context as _;

use crate::cli::Explain;
use crate::{Outcome, open};

/// Prints the derivation of a charge.
///
/// # Errors
/// The database does not open; there is no such charge.
pub(crate) async fn run(arguments: Explain) -> anyhow::Result<Outcome> {
    let engine = open::engine(&arguments.data.data, arguments.rules.as_deref()).await?;
    let Explain { charge, language, json, .. } = arguments;
    let told = seatwright_api::explain(&engine, charge, &language, json).await?;
    println!("{}", told.with_context(|| format!("there is no charge {charge}"))?);
    Ok(Outcome::Done)
}
