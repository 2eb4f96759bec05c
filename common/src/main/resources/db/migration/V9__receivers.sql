-- Whom a delivery calls, so that the many that wait for a dead receiver are stepped over, not looked through.
ALTER TABLE webhook_delivery
    ADD COLUMN host text NOT NULL GENERATED ALWAYS AS (coalesce(substring(lower(url) FROM '^https?://([^/?#]+)'), '')) STORED;
CREATE INDEX webhook_delivery_due_by_host ON webhook_delivery (host, next_at) WHERE state = 'pending';
DROP INDEX webhook_delivery_due;

-- What housekeeping looks for. Rows are written in about this order, so a summary of the pages is enough.
CREATE INDEX webhook_delivery_age ON webhook_delivery USING brin (finished_at);
CREATE INDEX attempt_age ON attempt USING brin (ended_at);
