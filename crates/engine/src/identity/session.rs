//! Signing in, and the sessions that follow: each is a row, and its refresh tokens are exchanged one for the next. Whoever comes
//! with one that was exchanged before has it from somewhere else, or somebody else has: the session is revoked.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use seatwright_store::{CommitError, IdentityWork, StoreError, StoredSession};
use uuid::Uuid;

use super::candidate::Candidate;
use super::secret::random;
use super::{Client, Identity, IdentityFault, IdentityKind, Origin, Tenant};
use crate::engine::Engine;
use crate::error::EngineError;

/// How long a session with refresh tokens lasts from its sign-in, in seconds: 90 days.
pub const SESSION_SECONDS: i64 = 90 * 24 * 3_600;

/// The most hashes that one attempt is compared with, over all applications of a name.
const HASHES_PER_ATTEMPT: usize = 16;

/// The bytes of a refresh token: the session, the generation, and the proof of both.
const TOKEN_BYTES: usize = 16 + 4 + 32;

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInFault {
    /// The name, the secret, the code or the token is wrong, or whoever it is may not sign in. Which one is not told.
    #[error("who this is could not be proved")]
    Denied,
    /// Too many attempts failed.
    #[error("too many attempts failed; try again in {seconds} seconds")]
    Wait {
        /// The seconds to wait.
        seconds: u32,
    },
    /// A fault of our own.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for SignInFault {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<IdentityFault> for SignInFault {
    fn from(fault: IdentityFault) -> Self {
        Self::Engine(EngineError::Lost(fault.to_string()))
    }
}

/// Somebody who has proved who it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven {
    /// Who it is.
    pub identity: Identity,
    /// The epoch of its tokens from before it proved it: what was revoked meanwhile is revoked for it too.
    pub(super) epoch: u32,
}

/// Somebody who is signed in, with what its tokens carry.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who it is, with the roles it has now.
    pub identity: Identity,
    /// The session.
    pub session: Uuid,
    /// The epoch.
    pub epoch: u32,
    /// The application that it signed in with; none where no application took part.
    pub client: Option<String>,
    /// The refresh token, where the session has them.
    pub refresh: Option<String>,
}

impl std::fmt::Debug for SignedIn {
    /// Without the refresh token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn")
            .field("identity", &self.identity)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

/// A refresh token that is one of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Presented {
    /// Its session.
    pub session: StoredSession,
    /// Whether it is the last one that was given out.
    pub is_current: bool,
}

impl Engine {
    /// An application of a partner, when the secret is right. `tenant` is the partner's domain or id, or means any.
    ///
    /// # Errors
    /// The secret is wrong, there is no such application, or there were too many failures.
    pub async fn sign_in_application(
        &self,
        tenant: &str,
        client_id: &str,
        secret: &str,
        origin: Origin,
    ) -> Result<Proven, SignInFault> {
        let candidates = self.applications(tenant, client_id, origin.at).await?;
        let partner = self.identities().partners().find(tenant).map(|partner| Tenant::Partner(partner.id));
        let owner = self.identities().publisher(tenant).map(Tenant::Publisher).or(partner);
        let counted = format!("application/{}/{client_id}", owner.map(Tenant::id).unwrap_or_default());
        self.prove(candidates, &counted, secret, origin).await
    }

    /// A person, when the password is right: an agent where the tenant is a partner's domain or id, otherwise the
    /// administrator of the customer with that domain or id.
    ///
    /// # Errors
    /// The password is wrong, there is nobody of that name, or there were too many failures.
    pub async fn sign_in_person(
        &self,
        tenant: &str,
        name: &str,
        password: &str,
        origin: Origin,
    ) -> Result<Proven, SignInFault> {
        let organisation = self.organisation_of(tenant, name).await?;
        let full = match organisation {
            Some(Tenant::Customer(customer)) if !name.contains('@') => {
                let customer = self.store().customer(customer).await?;
                customer.map(|customer| format!("{name}@{}", customer.domain))
            }
            _ => None,
        };
        let mut candidate = None;
        // Of a company's administrators the part before the @ is enough, as the dialect tells a first one's name.
        for name in [Some(name), full.as_deref()].into_iter().flatten() {
            if let (None, Some(tenant)) = (&candidate, organisation) {
                candidate = self.person(tenant, name, origin.at).await?;
            }
        }
        let name = full.as_deref().unwrap_or(name);
        let counted = format!("person/{}/{name}", organisation.map(Tenant::id).unwrap_or_default());
        self.prove(candidate.into_iter().collect(), &counted, password, origin).await
    }

    /// Compares the secret, with that of nobody where there is nobody, and only then tells them apart. Failures are counted for
    /// `counted`, which is the same for all spellings of an organisation and does not depend on whether there is anybody.
    async fn prove(
        &self,
        candidates: Vec<Candidate>,
        counted: &str,
        secret: &str,
        origin: Origin,
    ) -> Result<Proven, SignInFault> {
        let begun = self.throttle().begin(counted, origin.address, origin.at);
        let attempt = begun.map_err(|seconds| SignInFault::Wait { seconds })?;
        let epochs: Vec<u32> =
            candidates.iter().map(|candidate| self.gate().epoch(candidate.identity.id())).collect();
        let hashes = (0..)
            .zip(&candidates)
            .flat_map(|(place, candidate)| candidate.secrets.iter().map(move |hash| (place, hash.clone())));
        let (places, hashes): (Vec<usize>, Vec<_>) = hashes.take(HASHES_PER_ATTEMPT).unzip();
        let found = self.identities().checker().find(hashes, secret).await;
        let place = found.and_then(|found| places.get(found).copied()).ok_or(SignInFault::Denied)?;
        let candidate = candidates.into_iter().nth(place).filter(|candidate| !candidate.disabled);
        let candidate = candidate.ok_or(SignInFault::Denied)?;
        attempt.succeeded();
        Ok(Proven { identity: candidate.identity, epoch: epochs[place] })
    }

    /// Whoever signed in before, with the roles it has now; none when it may not sign in any more.
    pub(super) async fn again(
        &self,
        identity: (Tenant, IdentityKind, &str),
        at: Timestamp,
    ) -> Result<Option<Proven>, EngineError> {
        let (tenant, kind, name) = identity;
        let epoch = self.gate().epoch(super::identity_id(tenant, kind, name));
        let found = self.candidate(tenant, kind, name, at).await?.filter(|candidate| !candidate.disabled);
        Ok(found.map(|candidate| Proven { identity: candidate.identity, epoch }))
    }

    /// Begins a session for somebody who has proved who it is: with refresh tokens for 90 days, or of `seconds` without.
    ///
    /// # Errors
    /// It was revoked meanwhile; a failing store.
    pub async fn begin_session(
        &self,
        proven: Proven,
        client: Option<&Client>,
        seconds: Option<i64>,
        at: Timestamp,
    ) -> Result<SignedIn, SignInFault> {
        self.open_session(proven, client, seconds, IdentityWork::new(), at).await
    }

    /// Begins a session as a part of other work, which may name the session's id.
    pub(super) async fn open_session(
        &self,
        proven: Proven,
        client: Option<&Client>,
        seconds: Option<i64>,
        work: IdentityWork,
        at: Timestamp,
    ) -> Result<SignedIn, SignInFault> {
        let session = new_session(&proven.identity, client, seconds, at)?;
        self.store().change_identities(work.open(&session)?).await.map_err(denied_on_conflict)?;
        self.opened(proven, session, seconds.is_none(), at).await
    }

    /// What a session that was just written gives, unless its identity was revoked while it was being written.
    pub(super) async fn opened(
        &self,
        proven: Proven,
        session: StoredSession,
        lasts: bool,
        at: Timestamp,
    ) -> Result<SignedIn, SignInFault> {
        if self.gate().epoch(session.identity) != proven.epoch {
            self.revoke_session(session.id, at).await?;
            return Err(SignInFault::Denied);
        }
        Ok(SignedIn {
            identity: proven.identity,
            session: session.id,
            epoch: proven.epoch,
            client: session.client.map(|_| session.client_name.clone()),
            refresh: lasts.then(|| token(&session, session.generation)),
        })
    }

    /// The session of a refresh token that is one of ours, and open; nothing is exchanged by it.
    ///
    /// # Errors
    /// A failing store.
    pub async fn present(&self, token: &str, at: Timestamp) -> Result<Option<Presented>, EngineError> {
        let Some((id, generation, tag)) = read(token) else { return Ok(None) };
        let Some(session) = self.store().session(id).await?.filter(|session| session.is_open(at)) else {
            return Ok(None);
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, &session.key);
        let proved = hmac::verify(&key, &signed(id, generation), &tag).is_ok();
        let is_current = generation == session.generation;
        Ok(proved.then_some(Presented { session, is_current }))
    }

    /// Exchanges a refresh token for the next one, with the roles that its identity has now. One that was exchanged before
    /// revokes its session.
    ///
    /// # Errors
    /// It was exchanged before, or whoever it was given to may not sign in any more.
    pub async fn exchange(&self, presented: Presented, at: Timestamp) -> Result<SignedIn, SignInFault> {
        let Presented { session, is_current } = presented;
        if !is_current {
            tracing::warn!(session = %session.id, "a refresh token came again after its exchange; its session is revoked");
            self.revoke_session(session.id, at).await?;
            return Err(SignInFault::Denied);
        }
        let proven = self.again((session.tenant, session.kind, &session.name), at).await?;
        let proven = proven.ok_or(SignInFault::Denied)?;
        if let Some(client) = session.client
            && !self.still_signs_in(client, &proven.identity, at).await?
        {
            return Err(SignInFault::Denied);
        }
        match self.store().change_identities(IdentityWork::new().rotate(&session, at)).await {
            Ok(()) => {}
            // Somebody else came with the same token at the same time.
            Err(CommitError::Conflict) => {
                self.revoke_session(session.id, at).await?;
                return Err(SignInFault::Denied);
            }
            Err(error) => return Err(denied_on_conflict(error)),
        }
        let next = token(&session, session.generation.saturating_add(1));
        Ok(SignedIn {
            identity: proven.identity,
            session: session.id,
            epoch: proven.epoch,
            client: session.client.map(|_| session.client_name),
            refresh: Some(next),
        })
    }

    /// Whether an application may sign a person in today. A relationship that it rested on may have ended since it did.
    async fn still_signs_in(
        &self,
        client: Uuid,
        person: &Identity,
        at: Timestamp,
    ) -> Result<bool, EngineError> {
        let client = self.client_by_id(client, at).await?;
        Ok(self.client_for(client.as_slice(), person).await?.is_some())
    }

    /// Revokes one session: its refresh tokens and its access tokens hold no more.
    ///
    /// # Errors
    /// A failing store.
    pub async fn revoke_session(&self, session: Uuid, at: Timestamp) -> Result<(), EngineError> {
        let work = IdentityWork::new().revoke(session, at);
        self.store().change_identities(work).await.map_err(plain)?;
        self.look(at).await?;
        Ok(())
    }

    /// Revokes all sessions of an identity, wherever it is kept.
    ///
    /// # Errors
    /// A failing store.
    pub async fn revoke_sessions(&self, identity: Uuid, at: Timestamp) -> Result<(), EngineError> {
        let work = IdentityWork::new().revoke_all(identity, at).end_tokens(identity);
        self.store().change_identities(work).await.map_err(plain)?;
        self.look(at).await?;
        Ok(())
    }
}

/// A session that begins now.
pub(super) fn new_session(
    identity: &Identity,
    client: Option<&Client>,
    seconds: Option<i64>,
    at: Timestamp,
) -> Result<StoredSession, SignInFault> {
    let lasts = SignedDuration::from_secs(seconds.unwrap_or(SESSION_SECONDS));
    let itself = (identity.kind == IdentityKind::Application).then(|| identity.name.clone());
    let client_name = client.map(|client| client.identity.name.clone());
    Ok(StoredSession {
        id: Uuid::new_v4(),
        identity: identity.id(),
        tenant: identity.tenant,
        kind: identity.kind,
        name: identity.name.clone(),
        client: client.map(|client| client.identity.id()),
        client_name: client_name.or(itself).unwrap_or_default(),
        key: random()?,
        generation: 0,
        created_at: at,
        used_at: at,
        expires_at: at.checked_add(lasts).unwrap_or(Timestamp::MAX),
        revoked_at: None,
    })
}

/// A conflict means that somebody else was faster with what works once only.
pub(super) fn denied_on_conflict(error: CommitError) -> SignInFault {
    match error {
        CommitError::Conflict => SignInFault::Denied,
        error => SignInFault::Engine(plain(error)),
    }
}

/// A failure of a write that rests on nothing that could have changed.
pub(super) fn plain(error: CommitError) -> EngineError {
    match error {
        CommitError::Store(error) => error.into(),
        CommitError::Conflict => EngineError::Busy,
        error => StoreError::Inconsistent(error.to_string()).into(),
    }
}

fn signed(session: Uuid, generation: u32) -> [u8; 20] {
    let mut bytes = [0; 20];
    bytes[..16].copy_from_slice(session.as_bytes());
    bytes[16..].copy_from_slice(&generation.to_be_bytes());
    bytes
}

fn token(session: &StoredSession, generation: u32) -> String {
    let told = signed(session.id, generation);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &session.key), &told);
    URL_SAFE_NO_PAD.encode([&told, tag.as_ref()].concat())
}

fn read(token: &str) -> Option<(Uuid, u32, Vec<u8>)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == TOKEN_BYTES)?;
    let generation = <[u8; 4]>::try_from(&bytes[16..20]).ok().map(u32::from_be_bytes)?;
    Some((Uuid::from_slice(&bytes[..16]).ok()?, generation, bytes[20..].to_vec()))
}
