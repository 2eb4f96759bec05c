-- What housekeeping looks for. Rows are written in about this order, so a summary of the pages is enough.
CREATE INDEX webhook_delivery_age ON webhook_delivery USING brin (finished_at);
CREATE INDEX attempt_age ON attempt USING brin (ended_at);
