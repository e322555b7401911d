-- Who may sign in beside the configuration, what they signed in to, and the keys that tokens are signed with. Ids of
-- identities follow from organisation, kind and name, so those of the configuration have sessions and marks too.
CREATE TABLE identities (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    side       TEXT    NOT NULL CHECK (side IN ('partner', 'customer')),
    tenant_id  BLOB    NOT NULL CHECK (length(tenant_id) = 16),
    kind       TEXT    NOT NULL CHECK (kind IN ('application', 'agent', 'customer_admin')),
    name_key   TEXT    NOT NULL,
    revision   INTEGER NOT NULL CHECK (revision > 0),
    disabled   INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    created_at INTEGER NOT NULL,
    document   TEXT    NOT NULL
) STRICT;
CREATE INDEX identities_by_tenant ON identities (tenant_id, name_key, id);
CREATE INDEX identities_by_name ON identities (name_key, kind);

-- Hashes only. An application has several while its secret is being replaced.
CREATE TABLE identity_secrets (
    identity_id BLOB    NOT NULL REFERENCES identities (id),
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    description TEXT    NOT NULL,
    hash        TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER,
    PRIMARY KEY (identity_id, id)
) STRICT, WITHOUT ROWID;

-- Counts the changes that a running server must notice. Marks and revoked sessions carry the number they came with.
CREATE TABLE identity_changes (
    only   INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL
) STRICT;
INSERT INTO identity_changes (only, number) VALUES (1, 0);

-- What ends the access tokens of an identity before their time: those of an earlier epoch hold no more.
CREATE TABLE identity_marks (
    identity_id BLOB    NOT NULL PRIMARY KEY CHECK (length(identity_id) = 16),
    epoch       INTEGER NOT NULL CHECK (epoch > 0),
    barred      INTEGER NOT NULL CHECK (barred IN (0, 1)),
    change      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_marks_by_change ON identity_marks (change);

CREATE TABLE sessions (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    identity_id    BLOB    NOT NULL CHECK (length(identity_id) = 16),
    tenant_id      BLOB    NOT NULL CHECK (length(tenant_id) = 16),
    generation     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    used_at        INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    revoked_at     INTEGER,
    -- The change that ended this session alone; nothing where all of its identity ended.
    revoked_change INTEGER,
    document       TEXT    NOT NULL
) STRICT;
CREATE INDEX sessions_by_identity ON sessions (identity_id, created_at, id);
CREATE INDEX sessions_by_tenant ON sessions (tenant_id, created_at, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX sessions_by_change ON sessions (revoked_change) WHERE revoked_change IS NOT NULL;

-- By the hash of the code. A used one names the session it opened, so that a second use can end it.
CREATE TABLE authorization_codes (
    hash       BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    expires_at INTEGER NOT NULL,
    session_id BLOB,
    document   TEXT    NOT NULL
) STRICT;
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

CREATE TABLE signing_keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    pem        TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    retires_at INTEGER
) STRICT;
