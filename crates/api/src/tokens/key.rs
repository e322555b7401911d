//! The key that tokens are signed with: a P-256 pair, made at the first start and kept with the installation.

use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};

/// Characters per line of a PEM document.
const PEM_LINE: usize = 64;

/// What can be wrong with a key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyError {
    /// No key could be made.
    #[error("no signing key could be made; the system's source of randomness failed")]
    Generate,
    /// The kept key cannot be read.
    #[error(
        "a kept signing key cannot be read ({0}); `seatwright keys rotate` cannot mend it: restore the database from a copy"
    )]
    Read(String),
    /// Signing failed.
    #[error("a token could not be signed: {0}")]
    Sign(String),
}

/// A key pair for ES256.
#[derive(Clone)]
pub struct SigningKey {
    pem: String,
    id: String,
    coordinates: (String, String),
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn generate() -> Result<Self, KeyError> {
        let pair =
            EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| KeyError::Generate)?;
        let document = pair.to_pkcs8v1().map_err(|_| KeyError::Generate)?;
        Self::from_pem(&pem_of(document.as_ref()))
    }

    /// A key that was kept, in PKCS #8 PEM.
    ///
    /// # Errors
    /// It is not such a key.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let unreadable = |error: jsonwebtoken::errors::Error| KeyError::Read(error.to_string());
        let encoding = EncodingKey::from_ec_pem(pem.as_bytes()).map_err(unreadable)?;
        let jwk = Jwk::from_encoding_key(&encoding, Algorithm::ES256).map_err(unreadable)?;
        let AlgorithmParameters::EllipticCurve(curve) = jwk.algorithm else {
            return Err(KeyError::Read("it is not a key of an elliptic curve".to_owned()));
        };
        let decoding = DecodingKey::from_ec_components(&curve.x, &curve.y).map_err(unreadable)?;
        let digest = Sha256::digest(format!("{}.{}", curve.x, curve.y));
        let id = URL_SAFE_NO_PAD.encode(&digest[..12]);
        Ok(Self { pem: pem.to_owned(), id, coordinates: (curve.x, curve.y), encoding, decoding })
    }

    /// The key as it is kept. Whoever has it can sign tokens.
    #[must_use]
    pub fn to_pem(&self) -> &str {
        &self.pem
    }

    /// The key's id, which tokens name.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The public point: x and y, in base64url.
    pub(crate) fn coordinates(&self) -> (&str, &str) {
        (&self.coordinates.0, &self.coordinates.1)
    }

    pub(super) const fn encoding(&self) -> &EncodingKey {
        &self.encoding
    }

    pub(super) const fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }
}

fn pem_of(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = "-----BEGIN PRIVATE KEY-----\n".to_owned();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(PEM_LINE));
        pem.push_str(line);
        pem.push('\n');
        rest = tail;
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_key_is_the_same_key() {
        let key = SigningKey::generate().unwrap();
        let again = SigningKey::from_pem(key.to_pem()).unwrap();
        assert_eq!(key.id(), again.id());
        assert_ne!(key.id(), SigningKey::generate().unwrap().id());
        assert!(!format!("{key:?}").contains("PRIVATE"));
    }

    #[test]
    fn what_is_no_key_says_what_to_do() {
        let error = SigningKey::from_pem("nothing").unwrap_err();
        assert!(error.to_string().contains("restore the database"));
    }
}
