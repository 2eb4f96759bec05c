-- Whom a delivery calls, so that the many that wait for a dead receiver are stepped over, not looked through. The index by
-- time alone stays for processes of the version before.
CREATE FUNCTION receiver(url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN left(coalesce(substring(lower(url) FROM '^https?://([^/?#]+)'), ''), 255);
CREATE INDEX webhook_delivery_due_by_receiver ON webhook_delivery (receiver(url), next_at) WHERE state = 'pending';
