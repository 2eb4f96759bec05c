-- The voices that runs wait for in a lane, and of each the first ones, are found without a look at the others. An attempt that
-- broke off leaves an index that nobody may use.
DROP INDEX CONCURRENTLY IF EXISTS run_voice;
CREATE INDEX CONCURRENTLY run_voice ON run (engine, lane, state, voice_key, (epoch = 0), not_before, id)
    WHERE finished_at IS NULL AND voice_key IS NOT NULL;

-- Those that are tried alone, of which there are few.
DROP INDEX CONCURRENTLY IF EXISTS run_suspect;
CREATE INDEX CONCURRENTLY run_suspect ON run (engine, not_before, id) WHERE finished_at IS NULL AND suspicion > 1;
