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

/// The fewest characters of a password that a person chose.
pub const PASSWORD_MIN: usize = 12;

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

    /// Which of the hashes the secret is that of, if any. Without a hash the answer is none, after the same work as with one.
    pub(super) async fn find(&self, hashes: Vec<Hashed>, secret: &str) -> Option<usize> {
        let known = !hashes.is_empty();
        let hashes = if known { hashes } else { vec![self.nobody.clone()] };
        let fits = secret.len() <= SECRET_BYTES_MAX;
        let secret = if fits { secret.as_bytes().to_vec() } else { Vec::new() };
        let turn = self.turns.clone().acquire_owned().await.ok()?;
        let same = |hash: &Hashed, secret: &[u8]| {
            PasswordHash::new(&hash.0)
                .is_ok_and(|hash| Argon2::default().verify_password(secret, &hash).is_ok())
        };
        let found = spawn_blocking(move || {
            let _turn = turn;
            hashes.iter().position(|hash| same(hash, &secret))
        })
        .await;
        found.ok().flatten().filter(|_| known && fits)
    }

    /// Hashes a secret, on a blocking thread and in its turn.
    pub(super) async fn hash(&self, secret: String) -> Result<String, IdentityFault> {
        let lost = |error: String| IdentityFault::Hashing(error);
        let turn = self.turns.clone().acquire_owned().await.map_err(|error| lost(error.to_string()))?;
        spawn_blocking(move || {
            let _turn = turn;
            hash_secret(&secret)
        })
        .await
        .map_err(|error| lost(error.to_string()))?
    }
}

/// Random bytes for secrets, codes and keys.
pub(super) fn random() -> Result<[u8; 32], IdentityFault> {
    let mut bytes = [0_u8; 32];
    let failed = |_| IdentityFault::Hashing("the system's source of randomness failed".to_owned());
    aws_lc_rs::rand::fill(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
