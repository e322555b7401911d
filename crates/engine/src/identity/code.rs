//! The code that a browser carries from the sign-in page to an application, which exchanges it for tokens: once, soon, and only
//! by the application that asked, from the address that it named, with the proof that it began with (PKCE, S256).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use seatwright_store::{CommitError, IdentityWork, StoreError, StoredCode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::secret::random;
use super::session::{Proven, denied_on_conflict, new_session};
use super::{Client, IdentityKind, SignInFault, SignedIn, Tenant};
use crate::engine::Engine;

/// How long a code holds, in seconds.
pub const CODE_SECONDS: i64 = 300;

/// The length of a proof, in characters.
const VERIFIER_LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

/// What was agreed on when a code was given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeTerms {
    /// The application that may exchange it.
    pub client: Uuid,
    /// The address that people were sent back to.
    pub redirect_uri: String,
    /// Whether the application named that address when it asked; then it must name it again.
    pub redirect_named: bool,
    /// The SHA-256 hash of the proof in base64url; none where a confidential application sent none.
    pub challenge: Option<String>,
    /// What the application wants to find in the identity token.
    pub nonce: Option<String>,
    /// The audience that was asked for.
    pub audience: String,
    /// Whether an identity token was asked for.
    pub openid: bool,
}

impl std::fmt::Debug for CodeTerms {
    /// Without what only the application should know.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodeTerms").field("client", &self.client).finish_non_exhaustive()
    }
}

/// What a code was exchanged for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redeemed {
    /// Who is signed in.
    pub signed_in: SignedIn,
    /// What was agreed on.
    pub terms: CodeTerms,
}

/// Terms with whom they are about, as they are kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    terms: CodeTerms,
    tenant: Tenant,
    kind: IdentityKind,
    name: String,
    epoch: u32,
}

impl Engine {
    /// A code for somebody who has proved who it is.
    ///
    /// # Errors
    /// A failing store.
    pub async fn give_code(
        &self,
        proven: &Proven,
        terms: CodeTerms,
        at: Timestamp,
    ) -> Result<String, SignInFault> {
        let code = URL_SAFE_NO_PAD.encode(random()?);
        let identity = &proven.identity;
        let kept = Kept {
            terms,
            tenant: identity.tenant,
            kind: identity.kind,
            name: identity.name.clone(),
            epoch: proven.epoch,
        };
        let document = serde_json::to_string(&kept)
            .map_err(|error| StoreError::Document { what: "code".to_owned(), why: error.to_string() })?;
        let expires_at = at.checked_add(SignedDuration::from_secs(CODE_SECONDS)).unwrap_or(Timestamp::MAX);
        let stored = StoredCode { hash: hash(&code), expires_at, session: None, document };
        let work = IdentityWork::new().give(&stored);
        self.store().change_identities(work).await.map_err(denied_on_conflict)?;
        Ok(code)
    }

    /// Exchanges a code for a session. A code that comes again revokes the session that it was exchanged for.
    ///
    /// # Errors
    /// The code is unknown, old, used or another application's; address or proof do not fit; whoever it is about may not sign in
    /// any more.
    pub async fn redeem_code(
        &self,
        code: &str,
        clients: &[Client],
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        at: Timestamp,
    ) -> Result<Redeemed, SignInFault> {
        let hash = hash(code);
        let stored = self.store().authorization_code(hash).await?.ok_or(SignInFault::Denied)?;
        let kept: Kept = serde_json::from_str(&stored.document)
            .map_err(|error| StoreError::Document { what: "code".to_owned(), why: error.to_string() })?;
        // Applications of several partners may have one name.
        let client = clients.iter().find(|client| client.identity.id() == kept.terms.client);
        let client = client.ok_or(SignInFault::Denied)?;
        if let Some(session) = stored.session {
            tracing::warn!(%session, "a code came again after its exchange; its session is revoked");
            self.revoke_session(session, at).await?;
            return Err(SignInFault::Denied);
        }
        let back = redirect_uri.map_or(!kept.terms.redirect_named, |uri| uri == kept.terms.redirect_uri);
        let fits = at < stored.expires_at && back && proves(verifier, kept.terms.challenge.as_deref());
        let again = self.again((kept.tenant, kept.kind, &kept.name), at).await?;
        // What was revoked since the person signed in is revoked for the code too.
        let proven = again.filter(|proven| fits && proven.epoch == kept.epoch).ok_or(SignInFault::Denied)?;
        // Nor does an application go on with people whom it has no business with any more.
        let client = self.client_for(std::slice::from_ref(client), &proven.identity).await?;
        let client = client.ok_or(SignInFault::Denied)?;
        let session = new_session(&proven.identity, Some(&client), None, at)?;
        let work = IdentityWork::new().redeem(&hash, session.id).open(&session)?;
        match self.store().change_identities(work).await {
            Ok(()) => {}
            Err(CommitError::Conflict) => {
                // Somebody else came with the same code at the same time.
                let used = self.store().authorization_code(hash).await?.and_then(|code| code.session);
                if let Some(session) = used {
                    self.revoke_session(session, at).await?;
                }
                return Err(SignInFault::Denied);
            }
            Err(error) => return Err(denied_on_conflict(error)),
        }
        let signed_in = self.opened(proven, session, true, at).await?;
        Ok(Redeemed { signed_in, terms: kept.terms })
    }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Whether the proof is the one that was announced. A proof that was not announced is as wrong as a missing one.
fn proves(verifier: Option<&str>, challenge: Option<&str>) -> bool {
    match (verifier, challenge) {
        (None, None) => true,
        (Some(verifier), Some(challenge)) => {
            VERIFIER_LENGTH.contains(&verifier.len()) && URL_SAFE_NO_PAD.encode(hash(verifier)) == challenge
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_compared_by_its_hash() {
        // The example of RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(proves(Some(verifier), Some(challenge)));
        assert!(!proves(Some(challenge), Some(verifier)));
        assert!(!proves(None, Some(challenge)) && !proves(Some(verifier), None));
        assert!(!proves(Some("short"), Some(&URL_SAFE_NO_PAD.encode(hash("short")))));
        assert!(proves(None, None));
    }
}
