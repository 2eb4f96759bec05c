-- Lists and housekeeping shall read what they show or remove, not what else there is. Made beside a running installation; an
-- attempt that broke off leaves an index that nobody may use.

-- A tenant's deliveries, newest job first.
DROP INDEX CONCURRENTLY IF EXISTS webhook_delivery_by_tenant;
CREATE INDEX CONCURRENTLY webhook_delivery_by_tenant ON webhook_delivery (tenant_id, job_id DESC);

-- A tenant's jobs that have not ended: few, whatever the table holds.
DROP INDEX CONCURRENTLY IF EXISTS job_unfinished;
CREATE INDEX CONCURRENTLY job_unfinished ON job (tenant_id, id DESC) WHERE finished_at IS NULL;

-- The objects that are due for the longest.
DROP INDEX CONCURRENTLY IF EXISTS erasure_age;
CREATE INDEX CONCURRENTLY erasure_age ON erasure (created_at);

-- A summary of pages (V10) does not forget the old rows that were deleted from a page: in the end each page seems to hold some.
DROP INDEX CONCURRENTLY IF EXISTS attempt_ended;
CREATE INDEX CONCURRENTLY attempt_ended ON attempt (ended_at) WHERE ended_at IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS webhook_delivery_finished;
CREATE INDEX CONCURRENTLY webhook_delivery_finished ON webhook_delivery (finished_at) WHERE finished_at IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS attempt_age;
DROP INDEX CONCURRENTLY IF EXISTS webhook_delivery_age;
