-- What partners say of themselves, and what they ask support. Neither belongs to an account: both go on when a relationship
-- has ended.
CREATE TABLE partner_profiles (
    partner_id BLOB NOT NULL PRIMARY KEY CHECK (length(partner_id) = 16),
    document   TEXT NOT NULL
) STRICT;

CREATE TABLE service_requests (
    number      INTEGER NOT NULL PRIMARY KEY CHECK (number > 0),
    partner_id  BLOB    NOT NULL CHECK (length(partner_id) = 16),
    customer_id BLOB    REFERENCES customers (id),
    revision    INTEGER NOT NULL,
    document    TEXT    NOT NULL
) STRICT;
CREATE INDEX service_requests_by_partner ON service_requests (partner_id, number);
CREATE INDEX service_requests_by_customer ON service_requests (partner_id, customer_id, number)
    WHERE customer_id IS NOT NULL;
