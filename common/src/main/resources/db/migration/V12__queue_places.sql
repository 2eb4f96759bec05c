-- How many runs wait before one: who asks for a queued job counts them, and shall read no more of the backlog than that. An
-- attempt that broke off leaves an index that nobody may use.
DROP INDEX CONCURRENTLY IF EXISTS run_queue;
CREATE INDEX CONCURRENTLY run_queue ON run (engine, lane, state, not_before, id) WHERE finished_at IS NULL;
