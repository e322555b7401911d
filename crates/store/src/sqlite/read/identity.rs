//! Reading who may sign in, their sessions, and keys.

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use seatwright_domain::ids::{CustomerId, PartnerId};
use uuid::Uuid;

use super::super::value::{Id, Instant, parse};
use super::{limit, page, row as read_row, rows as read_rows};
use crate::error::StoreError;
use crate::identity::{
    IdentityCursor, IdentityKind, IdentityMark, Revocations, SessionCursor, SessionQuery, SessionsOf,
    StoredCode, StoredIdentity, StoredKey, StoredSecret, StoredSession, Tenant,
};
use crate::page::Page;
use crate::rows;
use crate::rows::identity::IdentityDocument;
use crate::rows::session::SessionDocument;
use crate::statement::number;

/// The most applications of one name that are looked at, each of another partner.
const NAMESAKES_MAX: usize = 100;

pub(crate) fn identity(connection: &Connection, id: Uuid) -> Result<Option<StoredIdentity>, StoreError> {
    let found = read_row(connection, &rows::identity::SELECT_IDENTITY, &[id.into()], stored)?;
    found.map(|identity| with_secrets(connection, identity)).transpose()
}

pub(crate) fn identities(
    connection: &Connection,
    tenant: Option<Uuid>,
    after: Option<&IdentityCursor>,
    count: usize,
) -> Result<Page<StoredIdentity, IdentityCursor>, StoreError> {
    let (name, id) = after.map_or_else(|| (String::new(), Uuid::nil()), |at| (at.name.clone(), at.id));
    let (statement, first) = match tenant {
        Some(tenant) => (&rows::identity::SELECT_IDENTITIES, tenant),
        None => (&rows::identity::SELECT_ALL_IDENTITIES, after.map_or(Uuid::nil(), |at| at.tenant)),
    };
    let values = [first.into(), name.into(), id.into(), limit(count, 1)];
    let found = read_rows(connection, statement, &values, stored)?;
    let found: Vec<_> =
        found.into_iter().map(|identity| with_secrets(connection, identity)).collect::<Result<_, _>>()?;
    Ok(page(found, count, |last| IdentityCursor {
        tenant: last.tenant.id(),
        name: rows::key(&last.name),
        id: last.id,
    }))
}

pub(crate) fn applications_named(
    connection: &Connection,
    name: &str,
) -> Result<Vec<StoredIdentity>, StoreError> {
    let values = [rows::key(name).into(), limit(NAMESAKES_MAX, 0)];
    let found = read_rows(connection, &rows::identity::SELECT_APPLICATIONS_NAMED, &values, stored)?;
    found.into_iter().map(|identity| with_secrets(connection, identity)).collect()
}

fn stored(row: &Row<'_>) -> Result<StoredIdentity, StoreError> {
    let told: IdentityDocument = parse("identity", row.get_ref(7)?.as_str()?)?;
    let tenant = row.get::<_, Id>(2)?.0;
    let tenant = match row.get_ref(1)?.as_str()? {
        "partner" => Tenant::Partner(PartnerId(tenant)),
        _ => Tenant::Customer(CustomerId(tenant)),
    };
    let kind = row.get_ref(3)?.as_str()?;
    let kind = IdentityKind::ALL.into_iter().find(|known| known.code() == kind);
    Ok(StoredIdentity {
        id: row.get::<_, Id>(0)?.0,
        tenant,
        kind: kind.ok_or_else(|| StoreError::Inconsistent("an identity of no known kind".to_owned()))?,
        name: told.name,
        roles: told.roles,
        disabled: row.get(5)?,
        is_public: told.is_public,
        redirect_uris: told.redirect_uris,
        created_at: row.get::<_, Instant>(6)?.0,
        revision: row.get(4)?,
        secrets: Vec::new(),
    })
}

fn with_secrets(connection: &Connection, mut identity: StoredIdentity) -> Result<StoredIdentity, StoreError> {
    let values = [identity.id.into()];
    identity.secrets = read_rows(connection, &rows::identity::SELECT_IDENTITY_SECRETS, &values, |row| {
        Ok(StoredSecret {
            id: row.get::<_, Id>(0)?.0,
            description: row.get(1)?,
            hash: row.get(2)?,
            created_at: row.get::<_, Instant>(3)?.0,
            expires_at: row.get::<_, Option<Instant>>(4)?.map(|Instant(at)| at),
        })
    })?;
    identity.secrets.sort_by_key(|secret| (secret.created_at, secret.id));
    Ok(identity)
}

pub(crate) fn mark(connection: &Connection, id: Uuid) -> Result<Option<IdentityMark>, StoreError> {
    read_row(connection, &rows::identity::SELECT_IDENTITY_MARK, &[id.into()], marked)
}

fn marked(row: &Row<'_>) -> Result<IdentityMark, StoreError> {
    Ok(IdentityMark { identity: row.get::<_, Id>(0)?.0, epoch: row.get(1)?, barred: row.get(2)? })
}

pub(crate) fn revocations(
    connection: &Connection,
    after: u64,
    since: Timestamp,
) -> Result<Revocations, StoreError> {
    let now = read_row(connection, &rows::identity::SELECT_IDENTITY_CHANGES, &[], |row| {
        Ok(row.get::<_, i64>(0)?.unsigned_abs())
    })?;
    let now = now.unwrap_or_default();
    if now == after {
        return Ok(Revocations { number: now, ..Revocations::default() });
    }
    let marks = read_rows(connection, &rows::identity::SELECT_IDENTITY_MARKS, &[number(after)], marked)?;
    let values = [number(after), since.into()];
    let sessions = read_rows(connection, &rows::session::SELECT_SESSIONS_REVOKED, &values, |row| {
        Ok((row.get::<_, Id>(0)?.0, row.get::<_, Instant>(1)?.0))
    })?;
    Ok(Revocations { number: now, marks, sessions })
}

pub(crate) fn session(connection: &Connection, id: Uuid) -> Result<Option<StoredSession>, StoreError> {
    read_row(connection, &rows::session::SELECT_SESSION, &[id.into()], stored_session)
}

pub(crate) fn sessions(
    connection: &Connection,
    query: &SessionQuery,
) -> Result<Page<StoredSession, SessionCursor>, StoreError> {
    let (statement, of) = match query.of {
        SessionsOf::Identity(identity) => (&rows::session::SELECT_SESSIONS_OF_IDENTITY, identity),
        SessionsOf::Tenant(tenant) => (&rows::session::SELECT_SESSIONS_OF_TENANT, tenant),
    };
    let after = query.after.unwrap_or(SessionCursor { created_at: Timestamp::MIN, id: Uuid::nil() });
    let values =
        [of.into(), after.created_at.into(), after.id.into(), query.open_at.into(), limit(query.limit, 1)];
    let found = read_rows(connection, statement, &values, stored_session)?;
    Ok(page(found, query.limit, |last| SessionCursor { created_at: last.created_at, id: last.id }))
}

fn stored_session(row: &Row<'_>) -> Result<StoredSession, StoreError> {
    let told: SessionDocument = parse("session", row.get_ref(7)?.as_str()?)?;
    Ok(StoredSession {
        id: row.get::<_, Id>(0)?.0,
        identity: row.get::<_, Id>(1)?.0,
        tenant: told.tenant,
        kind: told.kind,
        name: told.name,
        client: told.client,
        client_name: told.client_name,
        key: told.key,
        generation: row.get(2)?,
        created_at: row.get::<_, Instant>(3)?.0,
        used_at: row.get::<_, Instant>(4)?.0,
        expires_at: row.get::<_, Instant>(5)?.0,
        revoked_at: row.get::<_, Option<Instant>>(6)?.map(|Instant(at)| at),
    })
}

pub(crate) fn code(connection: &Connection, hash: [u8; 32]) -> Result<Option<StoredCode>, StoreError> {
    read_row(connection, &rows::code::SELECT_CODE, &[hash.to_vec().into()], |row| {
        Ok(StoredCode {
            hash,
            expires_at: row.get::<_, Instant>(0)?.0,
            session: row.get::<_, Option<Id>>(1)?.map(|Id(id)| id),
            document: row.get(2)?,
        })
    })
}

pub(crate) fn keys(connection: &Connection) -> Result<Vec<StoredKey>, StoreError> {
    let mut keys = read_rows(connection, &rows::key::SELECT_SIGNING_KEYS, &[], |row| {
        Ok(StoredKey {
            id: row.get(0)?,
            pem: row.get(1)?,
            created_at: row.get::<_, Instant>(2)?.0,
            retires_at: row.get::<_, Option<Instant>>(3)?.map(|Instant(at)| at),
        })
    })?;
    keys.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| a.id.cmp(&b.id)));
    // Of keys that were made in one moment the one that signs is the newest all the same.
    keys.sort_by_key(|key| key.retires_at.is_some());
    Ok(keys)
}
