//! Hashing and comparing secrets: Argon2id on blocking threads, few at a time, because each run takes 19 MiB.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::IdentityFault;

/// How many comparisons run at once. More would not be faster on small machines and would let a burst of sign-ins take
/// the memory and the processors that commands need.
const CHECKS_AT_ONCE: usize = 2;

/// The longest secret that is looked at, in bytes. Nobody has a longer one, and hashing one costs time.
const SECRET_BYTES_MAX: usize = 1_024;

/// A hash in the PHC string form (`$argon2id$v=19$…`).
#[derive(Clone)]
pub(super) struct Hashed(Arc<str>);

impl Hashed {
    /// Takes a hash that was made before.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let hash = PasswordHash::new(text).ok()?;
        let whole = hash.hash.is_some() && hash.salt.is_some() && Params::try_from(&hash).is_ok();
        (whole && hash.algorithm.as_str() == "argon2id").then(|| Self(text.into()))
    }

    /// Hashes a plain secret.
    pub(super) fn of(secret: &str) -> Result<Self, IdentityFault> {
        hash_secret(secret).map(|text| Self(text.into()))
    }
}

/// The Argon2id hash of a secret with a salt of its own, for a configuration file.
///
/// # Errors
/// The secret is empty or longer than 1,024 bytes.
pub fn hash_secret(secret: &str) -> Result<String, IdentityFault> {
    if secret.is_empty() || secret.len() > SECRET_BYTES_MAX {
        return Err(IdentityFault::SecretLength { bytes: secret.len(), max: SECRET_BYTES_MAX });
    }
    let salt = Uuid::new_v4();
    Argon2::default()
        .hash_password_with_salt(secret.as_bytes(), salt.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| IdentityFault::Hashing(error.to_string()))
}

/// Compares secrets with hashes.
pub(super) struct Checker {
    turns: Arc<Semaphore>,
    /// The hash of a secret that nobody knows, compared with when there is no such name.
    nobody: Hashed,
}

impl Checker {
    pub(super) fn new() -> Result<Self, IdentityFault> {
        let nobody = Hashed::of(&Uuid::new_v4().to_string())?;
        Ok(Self { turns: Arc::new(Semaphore::new(CHECKS_AT_ONCE)), nobody })
    }

    /// Whether the secret is that of the hash. Without a hash the answer is no, after the same work.
    pub(super) async fn matches(&self, hash: Option<Hashed>, secret: &str) -> bool {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let fits = secret.len() <= SECRET_BYTES_MAX;
        let secret = if fits { secret.as_bytes().to_vec() } else { Vec::new() };
        let Ok(turn) = self.turns.clone().acquire_owned().await else {
            return false;
        };
        let same = spawn_blocking(move || {
            let _turn = turn;
            PasswordHash::new(&hash.0)
                .is_ok_and(|hash| Argon2::default().verify_password(&secret, &hash).is_ok())
        })
        .await;
        known && fits && same.unwrap_or(false)
    }
}
