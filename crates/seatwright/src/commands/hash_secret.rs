//! `hash-secret`: the hash that the configuration keeps instead of a secret.

use std::io::Read as _;

use anyhow::{Context as _, bail};

use crate::Outcome;

/// Reads a secret from standard input and prints its hash.
///
/// # Errors
/// Nothing was read.
pub(crate) fn run() -> anyhow::Result<Outcome> {
    let mut secret = String::new();
    std::io::stdin().read_to_string(&mut secret).context("the secret cannot be read")?;
    let secret = secret.trim_end_matches(['\n', '\r']);
    if secret.is_empty() {
        bail!("no secret came in; pipe it into standard input");
    }
    println!("{}", seatwright_engine::identity::hash_secret(secret)?);
    Ok(Outcome::Done)
}
