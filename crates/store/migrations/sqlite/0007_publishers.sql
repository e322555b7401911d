-- The publisher of a marketplace subscription, which looks at what it sold without knowing to whom.
ALTER TABLE subscriptions ADD COLUMN publisher_id BLOB CHECK (publisher_id IS NULL OR length(publisher_id) = 16);
CREATE INDEX subscriptions_by_publisher ON subscriptions (publisher_id, id, customer_id)
    WHERE publisher_id IS NOT NULL;
