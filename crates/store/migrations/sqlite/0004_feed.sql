-- What each tenant may see of what happens, in one order without gaps, and the deliveries that are made of it.

-- A row is a run of events: neighbours in one account that one commit brought, of one instant, which the tenant sees. The
-- numbers are given in the transaction of the commit, by the one thread that writes. The events themselves stand in the log.
CREATE TABLE feed (
    tenant_id   BLOB    NOT NULL CHECK (length(tenant_id) = 16),
    last        INTEGER NOT NULL,
    customer_id BLOB    NOT NULL,
    first_seq   INTEGER NOT NULL,
    events      INTEGER NOT NULL CHECK (events > 0),
    at          INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, last),
    FOREIGN KEY (customer_id, first_seq) REFERENCES events (customer_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX feed_by_time ON feed (tenant_id, at, last);

-- Where a partner has its news delivered, and how far its feed has been read for that.
CREATE TABLE webhooks (
    tenant_id BLOB    NOT NULL PRIMARY KEY CHECK (length(tenant_id) = 16),
    read_to   INTEGER NOT NULL,
    invoices  INTEGER NOT NULL CHECK (invoices IN (0, 1)),
    document  TEXT    NOT NULL
) STRICT;

-- Deliveries stay after they have ended: the dead ones until somebody sends them again, the others for some weeks.
CREATE TABLE webhook_deliveries (
    tenant_id       BLOB    NOT NULL CHECK (length(tenant_id) = 16),
    number          INTEGER NOT NULL,
    id              BLOB    NOT NULL CHECK (length(id) = 16),
    event           TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    ended_at        INTEGER,
    document        TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, number)
) STRICT;
CREATE UNIQUE INDEX webhook_deliveries_by_id ON webhook_deliveries (id);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (tenant_id, state, number);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, next_attempt_at, number)
    WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_in_line ON webhook_deliveries (tenant_id, subject, number) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_by_end ON webhook_deliveries (ended_at) WHERE state = 'delivered';
