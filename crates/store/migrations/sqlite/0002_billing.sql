-- Charges, invoices and money received. A charge's document is in its event, under the hash chain; its row has what it is
-- found, summed and invoiced by, and is narrow because it is written again when its invoice is known.

CREATE TABLE charges (
    customer_id     BLOB    NOT NULL,
    subscription_id BLOB    NOT NULL CHECK (length(subscription_id) = 16),
    id              BLOB    NOT NULL CHECK (length(id) = 16),
    seq             INTEGER NOT NULL,
    place           INTEGER NOT NULL,
    lot             INTEGER NOT NULL,
    first           TEXT    NOT NULL,
    last            TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    cause           INTEGER NOT NULL,
    part            INTEGER NOT NULL,
    direct          INTEGER NOT NULL CHECK (direct IN (0, 1)),
    bill_to         BLOB    NOT NULL CHECK (length(bill_to) = 16),
    currency        TEXT    NOT NULL,
    family          TEXT    NOT NULL,
    booked_on       TEXT    NOT NULL,
    invoice_on      TEXT    NOT NULL,
    amount          INTEGER NOT NULL,
    invoice_id      BLOB,
    PRIMARY KEY (customer_id, subscription_id, id),
    FOREIGN KEY (customer_id, seq) REFERENCES events (customer_id, seq)
) STRICT;
-- Nothing is charged twice. The first day stands first, so that the charges of one month lie together and a run costs the
-- same however old the installation is.
CREATE UNIQUE INDEX charges_by_obligation
    ON charges (first, customer_id, subscription_id, lot, last, kind, cause, part);
CREATE INDEX charges_by_id ON charges (id);
CREATE INDEX charges_unbilled
    ON charges (invoice_on, family, direct, bill_to, currency, customer_id, subscription_id, id)
    WHERE invoice_id IS NULL;
CREATE INDEX charges_by_invoice ON charges (invoice_id, customer_id, subscription_id, id, amount)
    WHERE invoice_id IS NOT NULL;

-- An invoice gathers lines until it has a number; then it is issued and its document never changes.
CREATE TABLE invoices (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    direct     INTEGER NOT NULL CHECK (direct IN (0, 1)),
    bill_to    BLOB    NOT NULL CHECK (length(bill_to) = 16),
    currency   TEXT    NOT NULL,
    family     TEXT    NOT NULL,
    date       TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('gathering', 'open', 'settled', 'void')),
    number     TEXT,
    due        TEXT,
    lines      INTEGER NOT NULL DEFAULT 0,
    subtotal   INTEGER NOT NULL DEFAULT 0,
    tax        INTEGER NOT NULL DEFAULT 0,
    total      INTEGER NOT NULL DEFAULT 0,
    settled    INTEGER NOT NULL DEFAULT 0,
    dunned     INTEGER NOT NULL DEFAULT 0,
    dunning_at INTEGER,
    document   TEXT
) STRICT;
CREATE UNIQUE INDEX invoices_by_payer ON invoices (bill_to, date, currency, family, id);
CREATE UNIQUE INDEX invoices_by_number ON invoices (number) WHERE number IS NOT NULL;
CREATE INDEX invoices_gathering ON invoices (date, direct, bill_to, currency, family) WHERE number IS NULL;
CREATE INDEX invoices_open ON invoices (bill_to, currency, date, number) WHERE state = 'open';
CREATE INDEX invoices_in_favour ON invoices (bill_to, currency, date, number) WHERE state = 'open' AND total < 0;
CREATE INDEX invoices_by_dunning ON invoices (dunning_at, bill_to, date, number) WHERE dunning_at IS NOT NULL;

-- The last number of each family. It goes up in the transaction that gives the number, so there are no gaps.
CREATE TABLE invoice_numbers (
    family TEXT    NOT NULL PRIMARY KEY,
    last   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO invoice_numbers (family, last) VALUES ('classic', 0), ('new_commerce', 0);

CREATE TABLE payments (
    bill_to     BLOB    NOT NULL CHECK (length(bill_to) = 16),
    reference   TEXT    NOT NULL,
    currency    TEXT    NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    unallocated INTEGER NOT NULL CHECK (unallocated >= 0),
    received_on TEXT    NOT NULL,
    recorded_at INTEGER NOT NULL,
    document    TEXT    NOT NULL,
    PRIMARY KEY (bill_to, reference)
) STRICT;
CREATE INDEX payments_unallocated ON payments (bill_to, currency, received_on, reference) WHERE unallocated > 0;

-- Which payment or credit note settled how much of which invoice.
CREATE TABLE allocations (
    bill_to    BLOB    NOT NULL CHECK (length(bill_to) = 16),
    invoice_id BLOB    NOT NULL REFERENCES invoices (id),
    source     TEXT    NOT NULL CHECK (source IN ('payment', 'credit_note')),
    reference  TEXT    NOT NULL,
    amount     INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (bill_to, invoice_id, source, reference)
) STRICT, WITHOUT ROWID;

-- Messages can be about a partner's own bill, which belongs to no account.
CREATE TABLE outbox_of_payers (
    customer_id     BLOB    NOT NULL CHECK (length(customer_id) = 16),
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
INSERT INTO outbox_of_payers SELECT * FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_of_payers RENAME TO outbox;
CREATE INDEX outbox_by_attempt ON outbox (next_attempt_at, customer_id, version, number)
    WHERE next_attempt_at IS NOT NULL;
CREATE INDEX outbox_by_delivery ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;
