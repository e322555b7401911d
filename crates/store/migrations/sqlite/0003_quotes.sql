-- Quotes that can be redeemed, and the answer to the redemption, which is given again when the token comes again. The
-- document is the application's.
CREATE TABLE quotes (
    customer_id BLOB    NOT NULL REFERENCES customers (id),
    token       BLOB    NOT NULL CHECK (length(token) = 16),
    expires_at  INTEGER NOT NULL,
    document    TEXT    NOT NULL,
    redeemed_at INTEGER,
    status      INTEGER,
    headers     TEXT,
    body        BLOB,
    PRIMARY KEY (customer_id, token)
) STRICT;
CREATE INDEX quotes_by_expiry ON quotes (expires_at);
