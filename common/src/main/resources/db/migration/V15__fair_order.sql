-- The backlog in fair order: the tenants that have runs in a lane, and of each the first ones, are found without a look at the
-- others. An attempt that broke off leaves an index that nobody may use.
DROP INDEX CONCURRENTLY IF EXISTS run_fair;
CREATE INDEX CONCURRENTLY run_fair ON run (engine, lane, state, tenant_id, (epoch = 0), not_before, id) WHERE finished_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS run_queue;
