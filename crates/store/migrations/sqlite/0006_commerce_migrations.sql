-- Migrations from classic to new commerce, and those that wait for their day. A partner asks for them over all of its
-- customers, by customer, by subscription or by its own reference.

CREATE TABLE commerce_migrations (
    customer_id BLOB    NOT NULL REFERENCES customers (id),
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    running     INTEGER NOT NULL CHECK (running IN (0, 1)),
    partner_id  BLOB,
    source_id   BLOB    NOT NULL,
    reference   TEXT,
    document    TEXT    NOT NULL,
    PRIMARY KEY (customer_id, id)
) STRICT;

CREATE INDEX commerce_migrations_by_source ON commerce_migrations (source_id, id);
CREATE INDEX commerce_migrations_by_reference ON commerce_migrations (partner_id, reference, id);

CREATE TABLE commerce_migration_schedules (
    customer_id BLOB    NOT NULL REFERENCES customers (id),
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    running     INTEGER NOT NULL CHECK (running IN (0, 1)),
    partner_id  BLOB,
    source_id   BLOB    NOT NULL,
    reference   TEXT,
    document    TEXT    NOT NULL,
    PRIMARY KEY (customer_id, id)
) STRICT;

CREATE INDEX commerce_migration_schedules_by_source ON commerce_migration_schedules (source_id, id);
CREATE INDEX commerce_migration_schedules_by_reference ON commerce_migration_schedules (partner_id, reference, id);
