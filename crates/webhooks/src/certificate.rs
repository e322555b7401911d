//! The key that deliveries are signed with, and the certificate that names it. Both are made at the first start and kept
//! with the installation; nobody else vouches for them, so receivers take the certificate from the address they know.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, date_time_ymd};
use seatwright_store::{Store, StoreError};
use serde::{Deserialize, Serialize};

/// The setting of the installation that keeps key and certificate.
const SETTING: &str = "webhook_certificate";

/// The first and the last year in which the certificate holds. A receiver that knows it by its address gains nothing from
/// its running out.
const YEARS: (i32, i32) = (2020, 2099);

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// It could not be made.
    #[error("no certificate for webhooks could be made: {0}")]
    Make(String),
    /// The kept one cannot be read.
    #[error(
        "the kept certificate for webhooks cannot be read ({0}); remove the setting `webhook_certificate` to have a new one made"
    )]
    Read(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A key and its certificate. Cheap to clone.
#[derive(Clone)]
pub struct Certificate {
    key: Arc<RsaKeyPair>,
    kept: Kept,
}

/// As it is kept, in base64 of DER.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    key: String,
    certificate: String,
}

impl fmt::Debug for Certificate {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").finish_non_exhaustive()
    }
}

impl Certificate {
    /// The certificate that an installation has kept, or a new one at its first start.
    ///
    /// # Errors
    /// What is kept cannot be read; the system has no randomness; a failing store.
    pub async fn open(store: &dyn Store, host: &str) -> Result<Self, CertificateError> {
        if let Some(text) = store.setting(SETTING).await? {
            let kept =
                serde_json::from_str(&text).map_err(|error| CertificateError::Read(error.to_string()))?;
            return Self::of(kept);
        }
        let made = Self::make(host)?;
        let text =
            serde_json::to_string(&made.kept).map_err(|error| CertificateError::Make(error.to_string()))?;
        store.put_setting(SETTING, Some(&text)).await?;
        Ok(made)
    }

    /// A new key with a certificate of its own.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn make(host: &str) -> Result<Self, CertificateError> {
        let made = || -> Result<Kept, rcgen::Error> {
            let key = KeyPair::generate_for(&PKCS_RSA_SHA256)?;
            let mut parameters = CertificateParams::new(vec![host.to_owned()])?;
            parameters.distinguished_name.push(DnType::OrganizationName, "Seatwright");
            parameters.distinguished_name.push(DnType::CommonName, host);
            parameters.not_before = date_time_ymd(YEARS.0, 1, 1);
            parameters.not_after = date_time_ymd(YEARS.1, 12, 31);
            let certificate = parameters.self_signed(&key)?;
            let (key, certificate) =
                (STANDARD.encode(key.serialize_der()), STANDARD.encode(certificate.der()));
            Ok(Kept { key, certificate })
        };
        Self::of(made().map_err(|error| CertificateError::Make(error.to_string()))?)
    }

    fn of(kept: Kept) -> Result<Self, CertificateError> {
        let read =
            |text: &str| STANDARD.decode(text).map_err(|error| CertificateError::Read(error.to_string()));
        let key = RsaKeyPair::from_pkcs8(&read(&kept.key)?)
            .map_err(|error| CertificateError::Read(error.to_string()))?;
        read(&kept.certificate)?;
        Ok(Self { key: Arc::new(key), kept })
    }

    /// The certificate in DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        STANDARD.decode(&self.kept.certificate).unwrap_or_default()
    }

    /// The signature of a message in base64: RSA, PKCS #1 v1.5, SHA-256.
    ///
    /// # Errors
    /// The system has no randomness.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<String, String> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| "the delivery could not be signed".to_owned())?;
        Ok(STANDARD.encode(signature))
    }

    /// The public key as PKCS #1 has it, for those who check signatures.
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        use aws_lc_rs::signature::KeyPair as _;
        self.key.public_key().as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    use seatwright_store::SqliteStore;

    use super::*;

    #[tokio::test]
    async fn a_kept_certificate_is_the_same_and_vouches_for_the_key() {
        let store = SqliteStore::open_temporary().unwrap();
        let first = Certificate::open(&store, "seatwright.example").await.unwrap();
        let again = Certificate::open(&store, "elsewhere.example").await.unwrap();
        assert_eq!(first.to_der(), again.to_der());
        let key = again.public_key();
        assert!(first.to_der().windows(key.len()).any(|part| part == key), "the certificate has the key");
        let signature = STANDARD.decode(first.sign(b"news").unwrap()).unwrap();
        let check = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key);
        assert!(check.verify(b"news", &signature).is_ok());
        assert!(check.verify(b"other news", &signature).is_err());
        assert!(!format!("{first:?}").contains(&first.kept.key));
    }

    #[tokio::test]
    async fn what_is_no_certificate_says_how_to_get_one() {
        let store = SqliteStore::open_temporary().unwrap();
        store.put_setting(SETTING, Some("nothing")).await.unwrap();
        let error = Certificate::open(&store, "seatwright.example").await.unwrap_err();
        assert!(error.to_string().contains("webhook_certificate"), "{error}");
    }
}
