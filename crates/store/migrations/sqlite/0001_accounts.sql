-- Every table that grows has the customer's id first in its key. Ids are 16 bytes, instants are microseconds since 1970
-- in UTC, dates are ISO text, documents are JSON. The columns beside a document are those that people filter and sort by.
-- Tables whose rows carry long documents keep a hidden row number and grow at their end; small rows live in their key.

CREATE TABLE customers (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version     INTEGER NOT NULL CHECK (version > 0),
    chain       BLOB    NOT NULL CHECK (length(chain) = 32),
    due_at      INTEGER,
    domain_key  TEXT    NOT NULL,
    company_key TEXT    NOT NULL,
    document    TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX customers_by_domain ON customers (domain_key);
CREATE INDEX customers_by_due ON customers (due_at, id) WHERE due_at IS NOT NULL;

CREATE TABLE customer_partners (
    customer_id BLOB NOT NULL REFERENCES customers (id),
    partner_id  BLOB NOT NULL CHECK (length(partner_id) = 16),
    company_key TEXT NOT NULL,
    domain_key  TEXT NOT NULL,
    reseller    TEXT,
    PRIMARY KEY (customer_id, partner_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_partners_by_company
    ON customer_partners (partner_id, company_key, customer_id, domain_key, reseller);
CREATE INDEX customer_partners_by_customer
    ON customer_partners (partner_id, customer_id, company_key, domain_key, reseller);

CREATE TABLE subscriptions (
    customer_id BLOB    NOT NULL REFERENCES customers (id),
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    status      TEXT    NOT NULL,
    offer       TEXT    NOT NULL,
    seats       INTEGER NOT NULL,
    assigned    INTEGER NOT NULL,
    partner_id  BLOB,
    reseller    TEXT,
    order_id    BLOB    NOT NULL,
    parent_id   BLOB,
    term_last   TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    document    TEXT    NOT NULL,
    PRIMARY KEY (customer_id, id)
) STRICT;

CREATE TABLE upgrades (
    customer_id BLOB    NOT NULL REFERENCES customers (id),
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    running     INTEGER NOT NULL CHECK (running IN (0, 1)),
    source_id   BLOB    NOT NULL,
    target_id   BLOB,
    started_at  INTEGER NOT NULL,
    document    TEXT    NOT NULL,
    PRIMARY KEY (customer_id, id)
) STRICT;

CREATE TABLE orders (
    customer_id BLOB    NOT NULL REFERENCES customers (id),
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    partner_id  BLOB,
    placed_at   INTEGER NOT NULL,
    document    TEXT    NOT NULL,
    PRIMARY KEY (customer_id, id)
) STRICT;

CREATE TABLE order_lines (
    customer_id     BLOB    NOT NULL,
    order_id        BLOB    NOT NULL,
    number          INTEGER NOT NULL,
    subscription_id BLOB    NOT NULL,
    document        TEXT    NOT NULL,
    PRIMARY KEY (customer_id, order_id, number),
    FOREIGN KEY (customer_id, order_id) REFERENCES orders (customer_id, id)
) STRICT;

CREATE TABLE users (
    customer_id   BLOB    NOT NULL REFERENCES customers (id),
    id            BLOB    NOT NULL CHECK (length(id) = 16),
    principal_key TEXT    NOT NULL,
    display_key   TEXT    NOT NULL,
    deleted       INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    document      TEXT    NOT NULL,
    PRIMARY KEY (customer_id, id)
) STRICT;
CREATE UNIQUE INDEX users_by_name ON users (customer_id, principal_key);
CREATE INDEX users_by_state_and_display ON users (customer_id, deleted, display_key, id);

CREATE TABLE assignments (
    customer_id     BLOB    NOT NULL,
    subscription_id BLOB    NOT NULL,
    user_id         BLOB    NOT NULL,
    since           TEXT    NOT NULL,
    excluded        TEXT    NOT NULL,
    PRIMARY KEY (customer_id, subscription_id, user_id),
    FOREIGN KEY (customer_id, user_id) REFERENCES users (customer_id, id),
    FOREIGN KEY (customer_id, subscription_id) REFERENCES subscriptions (customer_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignments_by_user ON assignments (customer_id, user_id, subscription_id);

CREATE TABLE findings (
    customer_id BLOB    NOT NULL,
    upgrade_id  BLOB    NOT NULL,
    seq         INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    user_id     BLOB    NOT NULL,
    needs_work  INTEGER NOT NULL CHECK (needs_work IN (0, 1)),
    document    TEXT    NOT NULL,
    PRIMARY KEY (customer_id, upgrade_id, seq, number),
    FOREIGN KEY (customer_id, upgrade_id) REFERENCES upgrades (customer_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    customer_id     BLOB    NOT NULL REFERENCES customers (id),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    at              INTEGER NOT NULL,
    kind            TEXT    NOT NULL,
    subscription_id BLOB,
    document        TEXT    NOT NULL,
    hash            BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (customer_id, seq)
) STRICT;

CREATE TABLE outbox (
    customer_id     BLOB    NOT NULL REFERENCES customers (id),
    version         INTEGER NOT NULL,
    number          INTEGER NOT NULL,
    tenant_id       BLOB    NOT NULL CHECK (length(tenant_id) = 16),
    kind            TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    document        TEXT    NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    delivered_at    INTEGER,
    last_error      TEXT,
    PRIMARY KEY (customer_id, version, number)
) STRICT;
CREATE INDEX outbox_by_attempt ON outbox (next_attempt_at, customer_id, version, number)
    WHERE next_attempt_at IS NOT NULL;
CREATE INDEX outbox_by_delivery ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;

-- The answers to requests, by the tenant that asked: what makes a customer has no customer to be found under.
CREATE TABLE answers (
    tenant_id   BLOB    NOT NULL CHECK (length(tenant_id) = 16),
    request     TEXT    NOT NULL,
    method      TEXT    NOT NULL,
    path        TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    status      INTEGER NOT NULL,
    headers     TEXT    NOT NULL,
    body        BLOB    NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, request)
) STRICT;
CREATE INDEX answers_by_age ON answers (at);

CREATE TABLE partners (
    id       BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    document TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Plans must suit accounts with 100,000 users from the first row on, and must not change by themselves. So SQLite is told
-- here what a large installation looks like, and is never asked to count: rows in all, then rows per first column of
-- the key, per first two, per three.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('assignments', 'assignments', '10000000 20000 2000 1'),
    ('assignments', 'assignments_by_user', '10000000 20000 2 1');
ANALYZE sqlite_schema;
