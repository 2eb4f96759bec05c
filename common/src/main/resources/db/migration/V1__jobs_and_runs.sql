-- The first schema. PostgreSQL is the truth about jobs; Kafka only wakes workers.
-- A job is a caller's request, a run is one computation: many jobs may share a run (coalescing).
-- A job has no state column of its own while it lives: it shows its run's state until it has an outcome.

CREATE TABLE tenant (
    id             uuid        CONSTRAINT tenant_pk PRIMARY KEY,
    name           text        NOT NULL CONSTRAINT tenant_name_once UNIQUE CONSTRAINT tenant_name_length CHECK (length(name) BETWEEN 1 AND 100),
    cache_salt     bytea       NOT NULL CONSTRAINT tenant_salt_length CHECK (octet_length(cache_salt) = 32),
    webhook_secret text        NOT NULL,
    created_at     timestamptz NOT NULL
);

-- Only the hash of a key's 256 random bits is kept, so a plain SHA-256 is enough.
CREATE TABLE api_key (
    id          uuid        CONSTRAINT api_key_pk PRIMARY KEY,
    tenant_id   uuid        NOT NULL CONSTRAINT api_key_tenant REFERENCES tenant (id),
    role        text        NOT NULL CONSTRAINT api_key_role CHECK (role IN ('user', 'admin')),
    secret_hash bytea       NOT NULL CONSTRAINT api_key_hash_once UNIQUE CONSTRAINT api_key_hash_length CHECK (octet_length(secret_hash) = 32),
    created_at  timestamptz NOT NULL,
    revoked_at  timestamptz
);

-- What the workers can speak with, written by each worker when it starts.
CREATE TABLE engine (
    name          text        CONSTRAINT engine_pk PRIMARY KEY,
    kind          text        NOT NULL,
    build         text        NOT NULL,
    encoder_build text        NOT NULL,
    voices        jsonb       NOT NULL,
    registered_at timestamptz NOT NULL
);

-- One row a worker process; a lease covers every run that it holds. The database's clock decides.
CREATE TABLE worker (
    id          uuid        CONSTRAINT worker_pk PRIMARY KEY,
    host        text        NOT NULL,
    pid         bigint      NOT NULL,
    engines     text[]      NOT NULL,
    slots       integer     NOT NULL CONSTRAINT worker_slots CHECK (slots > 0),
    started_at  timestamptz NOT NULL,
    lease_until timestamptz NOT NULL
);
CREATE INDEX worker_lease ON worker (lease_until);

CREATE TABLE artefact (
    id             uuid        CONSTRAINT artefact_pk PRIMARY KEY,
    tenant_id      uuid        NOT NULL,
    sha256         text        NOT NULL CONSTRAINT artefact_hash CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    object_key     text        NOT NULL CONSTRAINT artefact_object_once UNIQUE,
    bytes          bigint      NOT NULL CONSTRAINT artefact_bytes CHECK (bytes > 0),
    format         text        NOT NULL,
    sample_rate_hz integer     NOT NULL,
    duration_ms    bigint      NOT NULL CONSTRAINT artefact_duration CHECK (duration_ms > 0),
    created_at     timestamptz NOT NULL
);

CREATE TABLE run (
    id            uuid        CONSTRAINT run_pk PRIMARY KEY,
    tenant_id     uuid        NOT NULL,
    kind          text        NOT NULL CONSTRAINT run_kind CHECK (kind IN ('synthesis', 'training')),
    lane          text        NOT NULL CONSTRAINT run_lane CHECK (lane IN ('interactive', 'standard', 'bulk', 'training')),
    engine        text        NOT NULL,
    voice_version text        NOT NULL,
    encoder_build text        NOT NULL,
    cache_key     text        CONSTRAINT run_cache_key CHECK (cache_key ~ '^[0-9a-f]{64}$'),
    utterance     jsonb       NOT NULL,
    cost_ms       bigint      NOT NULL CONSTRAINT run_cost CHECK (cost_ms >= 0),
    state         text        NOT NULL CONSTRAINT run_state CHECK (state IN ('queued', 'running', 'retrying', 'succeeded', 'failed', 'cancelled', 'expired')),
    sequence      integer     NOT NULL DEFAULT 1,
    epoch         integer     NOT NULL DEFAULT 0,
    attempts      smallint    NOT NULL DEFAULT 0 CONSTRAINT run_attempts CHECK (attempts BETWEEN 0 AND 5),
    worker_id     uuid,
    progress      real        NOT NULL DEFAULT 0 CONSTRAINT run_progress CHECK (progress BETWEEN 0 AND 1),
    not_before    timestamptz NOT NULL,
    wake_ups      integer     NOT NULL DEFAULT 0,
    wake_due_at   timestamptz NOT NULL,
    created_at    timestamptz NOT NULL,
    started_at    timestamptz,
    finished_at   timestamptz,
    error_code    text,
    error_message text,
    CONSTRAINT run_running_has_worker CHECK ((state = 'running') = (worker_id IS NOT NULL)),
    CONSTRAINT run_terminal_is_finished CHECK ((finished_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'cancelled', 'expired')))
) WITH (fillfactor = 70);
-- The live runs are few, whatever the table holds: every sweep and poll reads this index only.
CREATE INDEX run_live ON run (state, wake_due_at) WHERE finished_at IS NULL;
CREATE INDEX run_worker ON run (worker_id) WHERE finished_at IS NULL;

CREATE TABLE job (
    id             uuid        CONSTRAINT job_pk PRIMARY KEY,
    tenant_id      uuid        NOT NULL,
    run_id         uuid        NOT NULL,
    kind           text        NOT NULL CONSTRAINT job_kind CHECK (kind IN ('synthesis', 'training')),
    voice          text        NOT NULL,
    voice_version  text        NOT NULL,
    engine         text        NOT NULL,
    priority       text        NOT NULL,
    format         text        NOT NULL,
    cache          text        NOT NULL CONSTRAINT job_cache CHECK (cache IN ('hit', 'miss', 'joined')),
    outcome        text        CONSTRAINT job_outcome CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'expired')),
    artefact_id    uuid,
    error_code     text,
    error_message  text,
    error_retryable boolean,
    metadata       jsonb       NOT NULL DEFAULT '{}',
    webhook_url    text,
    characters     integer     NOT NULL,
    created_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    audio_until    timestamptz,
    deleted_at     timestamptz,
    redrive_of     uuid,
    CONSTRAINT job_succeeded_has_audio CHECK (outcome IS DISTINCT FROM 'succeeded' OR audio_until IS NOT NULL),
    CONSTRAINT job_outcome_is_finished CHECK ((outcome IS NULL) = (finished_at IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX job_by_tenant ON job (tenant_id, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX job_by_run ON job (run_id);
CREATE INDEX job_by_artefact ON job (artefact_id) WHERE artefact_id IS NOT NULL;

-- One row a key: everyone who asks for the same audio meanwhile joins this run.
CREATE TABLE inflight (
    tenant_id uuid NOT NULL,
    cache_key text NOT NULL,
    run_id    uuid NOT NULL CONSTRAINT inflight_run_once UNIQUE,
    CONSTRAINT inflight_pk PRIMARY KEY (tenant_id, cache_key)
);

CREATE TABLE cache_entry (
    tenant_id   uuid        NOT NULL,
    cache_key   text        NOT NULL,
    run_id      uuid        NOT NULL,
    artefact_id uuid        NOT NULL CONSTRAINT cache_entry_artefact REFERENCES artefact (id),
    created_at  timestamptz NOT NULL,
    life        interval    NOT NULL,
    expires_at  timestamptz NOT NULL,
    CONSTRAINT cache_entry_pk PRIMARY KEY (tenant_id, cache_key)
);
CREATE INDEX cache_entry_artefact_id ON cache_entry (artefact_id);
CREATE INDEX cache_entry_expiry ON cache_entry (expires_at);

CREATE TABLE idempotency (
    tenant_id    uuid        NOT NULL,
    key          text        NOT NULL,
    request_hash text        NOT NULL,
    job_id       uuid        NOT NULL,
    created_at   timestamptz NOT NULL,
    CONSTRAINT idempotency_pk PRIMARY KEY (tenant_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- One charge for a job id, or for the request id of a hit on /v1/audio/speech that makes no job.
CREATE TABLE usage (
    id         uuid        CONSTRAINT usage_pk PRIMARY KEY,
    tenant_id  uuid        NOT NULL,
    voice      text        NOT NULL,
    source     text        NOT NULL CONSTRAINT usage_source CHECK (source IN ('hit', 'miss', 'joined')),
    characters integer     NOT NULL,
    audio_ms   bigint      NOT NULL,
    engine_ms  bigint      NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE webhook_delivery (
    id           uuid        CONSTRAINT webhook_delivery_pk PRIMARY KEY,
    tenant_id    uuid        NOT NULL,
    job_id       uuid        NOT NULL,
    type         text        NOT NULL,
    sequence     integer     NOT NULL,
    url          text        NOT NULL,
    state        text        NOT NULL DEFAULT 'pending' CONSTRAINT webhook_delivery_state CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts     smallint    NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL,
    last_status  integer,
    last_error   text,
    created_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    CONSTRAINT webhook_delivery_once UNIQUE (job_id, type)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE state = 'pending';

-- Objects whose rows are gone: they are deleted until the object store has said yes.
CREATE TABLE erasure (
    object_key text        CONSTRAINT erasure_pk PRIMARY KEY,
    created_at timestamptz NOT NULL
);

-- What people and lists see of a job. The hot path does not read it.
CREATE VIEW job_view AS
SELECT j.id, j.tenant_id, t.name AS tenant, j.run_id, j.kind, coalesce(j.outcome, r.state) AS state, j.voice, j.voice_version, j.engine,
       j.priority, j.format, j.cache, j.created_at, r.started_at, j.finished_at,
       CASE WHEN j.cache = 'hit' THEN 0 ELSE r.attempts END AS attempts,
       CASE WHEN j.outcome = 'succeeded' THEN 1 ELSE r.progress END AS progress,
       j.error_code, j.error_message, j.error_retryable, j.metadata, j.audio_until, j.deleted_at, j.redrive_of,
       r.worker_id, r.lane, r.sequence,
       a.id AS artefact_id, a.sha256, a.object_key, a.bytes, a.sample_rate_hz, a.duration_ms
FROM job j
JOIN tenant t ON t.id = j.tenant_id
JOIN run r ON r.id = j.run_id
LEFT JOIN artefact a ON a.id = j.artefact_id;

-- Terminal states are never left, whatever a query tries.
CREATE FUNCTION refuse_to_leave_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a terminal state is never left: % %', TG_TABLE_NAME, OLD.id USING ERRCODE = 'CH001';
END $$;
CREATE TRIGGER run_end_is_final BEFORE UPDATE OF state ON run
    FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL AND NEW.state IS DISTINCT FROM OLD.state)
    EXECUTE FUNCTION refuse_to_leave_the_end();
CREATE TRIGGER job_end_is_final BEFORE UPDATE OF outcome ON job
    FOR EACH ROW WHEN (OLD.outcome IS NOT NULL AND NEW.outcome IS DISTINCT FROM OLD.outcome)
    EXECUTE FUNCTION refuse_to_leave_the_end();
