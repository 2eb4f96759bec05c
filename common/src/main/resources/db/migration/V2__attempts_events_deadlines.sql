-- What makes a queue accountable: each try, each move, deadlines, dead letters. Compatible with the version before:
-- every new column is nullable or has a default, and triggers write what the old code does not know of.

ALTER TABLE run
    ADD COLUMN suspicion smallint NOT NULL DEFAULT 0 CONSTRAINT run_suspicion CHECK (suspicion BETWEEN 0 AND 3),
    ADD COLUMN engine_ms bigint CONSTRAINT run_engine_ms CHECK (engine_ms >= 0);

ALTER TABLE job
    ADD COLUMN deadline    timestamptz,
    ADD COLUMN sequence    integer,
    ADD COLUMN redriven_as uuid;
CREATE INDEX job_deadline ON job (deadline) WHERE outcome IS NULL AND deadline IS NOT NULL;
CREATE INDEX job_dead_letter ON job (id DESC)
    WHERE outcome = 'failed' AND redriven_as IS NULL AND (error_retryable OR error_code = 'poison');
CREATE INDEX job_audio_until ON job (audio_until) WHERE artefact_id IS NOT NULL;

-- The engine processes that a worker calls: two workers may share one.
ALTER TABLE worker ADD COLUMN instances text[] NOT NULL DEFAULT '{}';

-- Every try of a run: when, where, on which engine, how it ended. The epoch is the fence it ran under.
CREATE TABLE attempt (
    run_id    uuid        NOT NULL,
    epoch     integer     NOT NULL,
    worker_id uuid        NOT NULL,
    host      text,
    engine    text        NOT NULL,
    began_at  timestamptz NOT NULL,
    ended_at  timestamptz,
    ending    text        CONSTRAINT attempt_ending CHECK (ending IN ('queued', 'retrying', 'succeeded', 'failed', 'cancelled', 'expired')),
    charged   boolean,
    code      text,
    message   text,
    engine_ms bigint,
    CONSTRAINT attempt_pk PRIMARY KEY (run_id, epoch),
    CONSTRAINT attempt_end_is_whole CHECK ((ended_at IS NULL) = (ending IS NULL))
);

-- Every move of a run, numbered: what GET /v1/jobs/{id}/events replays.
CREATE TABLE run_event (
    run_id   uuid        NOT NULL,
    sequence integer     NOT NULL,
    state    text        NOT NULL CONSTRAINT run_event_state CHECK (state IN ('queued', 'running', 'retrying', 'succeeded', 'failed', 'cancelled', 'expired')),
    at       timestamptz NOT NULL,
    CONSTRAINT run_event_pk PRIMARY KEY (run_id, sequence)
);
-- A run ends once.
CREATE UNIQUE INDEX run_event_one_end ON run_event (run_id) WHERE state IN ('succeeded', 'failed', 'cancelled', 'expired');

-- Written by the database, so that no path can move a run unrecorded.
CREATE FUNCTION record_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'running' THEN
        UPDATE attempt
        SET ended_at = now(), ending = NEW.state, charged = NEW.attempts = OLD.attempts,
            code = NEW.error_code, message = NEW.error_message, engine_ms = NEW.engine_ms
        WHERE run_id = OLD.id AND epoch = OLD.epoch;
    END IF;
    IF NEW.state = 'running' THEN
        INSERT INTO attempt (run_id, epoch, worker_id, host, engine, began_at)
        VALUES (NEW.id, NEW.epoch, NEW.worker_id, (SELECT host FROM worker WHERE id = NEW.worker_id), NEW.engine, now());
    END IF;
    INSERT INTO run_event (run_id, sequence, state, at) VALUES (NEW.id, NEW.sequence, NEW.state, now());
    RETURN NULL;
END $$;
CREATE TRIGGER run_move_is_recorded AFTER UPDATE OF state ON run
    FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM OLD.state)
    EXECUTE FUNCTION record_move();

-- Work that one process at a time does for all: its holder renews, anybody may take it over when it ran out.
CREATE TABLE duty (
    name   text        CONSTRAINT duty_pk PRIMARY KEY,
    holder uuid        NOT NULL,
    until  timestamptz NOT NULL
);

-- A run that two crashes of its engine cast suspicion on is tried alone on that engine process.
CREATE TABLE isolation (
    instance text        CONSTRAINT isolation_pk PRIMARY KEY,
    run_id   uuid        NOT NULL,
    since    timestamptz NOT NULL
);

-- Those that hold: the run waits for its turn, not for ever, or has it.
CREATE VIEW isolation_now AS
SELECT i.instance, i.run_id
FROM isolation i
JOIN run r ON r.id = i.run_id
WHERE r.state = 'running'
   OR r.state = 'queued' AND i.since > now() - interval '5 minutes';

-- Failed jobs that somebody should look at: their tries are spent, or they killed the engine.
CREATE VIEW dead_letter AS
SELECT j.id, j.tenant_id, t.name AS tenant, j.run_id, j.kind, j.voice, j.engine, j.priority, j.characters,
       j.error_code, j.error_message, j.created_at, j.finished_at, r.attempts
FROM job j
JOIN tenant t ON t.id = j.tenant_id
JOIN run r ON r.id = j.run_id
WHERE j.outcome = 'failed'
  AND j.redriven_as IS NULL
  AND j.deleted_at IS NULL
  AND (j.error_retryable OR j.error_code = 'poison');

CREATE OR REPLACE VIEW job_view AS
SELECT j.id, j.tenant_id, t.name AS tenant, j.run_id, j.kind, coalesce(j.outcome, r.state) AS state, j.voice, j.voice_version, j.engine,
       j.priority, j.format, j.cache, j.created_at, r.started_at, j.finished_at,
       CASE WHEN j.cache = 'hit' THEN 0 ELSE r.attempts END AS attempts,
       CASE WHEN j.outcome = 'succeeded' THEN 1 ELSE r.progress END AS progress,
       j.error_code, j.error_message, j.error_retryable, j.metadata, j.audio_until, j.deleted_at, j.redrive_of,
       r.worker_id, r.lane, coalesce(j.sequence, r.sequence) AS sequence,
       a.id AS artefact_id, a.sha256, a.object_key, a.bytes, a.sample_rate_hz, a.duration_ms,
       j.deadline
FROM job j
JOIN tenant t ON t.id = j.tenant_id
JOIN run r ON r.id = j.run_id
LEFT JOIN artefact a ON a.id = j.artefact_id;
