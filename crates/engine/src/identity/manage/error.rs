//! Why an identity is not made or changed.

use seatwright_domain::refusal::Refusals;
use seatwright_store::StoreError;

use super::SECRETS_MAX;
use crate::error::EngineError;
use crate::identity::IdentityFault;
use crate::identity::secret::PASSWORD_MIN;

/// Why an identity is not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// There is none that the caller may know of.
    #[error("there is no such identity")]
    Unknown,
    /// There is one of this name.
    #[error("the organisation has an identity of this kind and name; choose another name")]
    Taken,
    /// It is one of the configuration, which is changed there.
    #[error(
        "this identity is in the configuration file; change it there and start anew. It can be disabled here"
    )]
    Configured,
    /// Whoever asks would shut itself out.
    #[error("this is who asks: somebody else must disable, remove or weaken it")]
    Own,
    /// There is no such secret.
    #[error("there is no such secret")]
    SecretUnknown,
    /// There are as many secrets as there can be.
    #[error("an application has at most {SECRETS_MAX} secrets; remove one first")]
    SecretsMany,
    /// It can keep no secret.
    #[error("a public application keeps no secret")]
    PublicSecret,
    /// Whoever asks has no role that may change this one.
    #[error("whoever asks may not change this identity")]
    Refused(Refusals),
    /// A field that is wrong.
    #[error("{field}: {fix}")]
    Field {
        /// The field.
        field: &'static str,
        /// What it takes.
        fix: String,
    },
    /// A fault of our own.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for IdentityError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<IdentityFault> for IdentityError {
    fn from(fault: IdentityFault) -> Self {
        match fault {
            IdentityFault::SecretLength { max, .. } => Self::Field {
                field: "password",
                fix: format!("write {PASSWORD_MIN} characters to {max} bytes"),
            },
            other => Self::Engine(EngineError::Lost(other.to_string())),
        }
    }
}
