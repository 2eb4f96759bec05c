-- What callers and tenants say about texts. Compatible with the version before: the new column may be absent from an
-- INSERT, the new table is read by new code only. What a voice takes beyond plain text stands in engine.voices, as
-- {"name", "language", "display", "takes"}; a voice that an older worker registered has no "takes" and takes nothing.

-- What was accepted and may be meant otherwise: [{"code", "message", "at"}], null for nothing.
ALTER TABLE job ADD COLUMN warnings jsonb;

-- A tenant's forbidden words, and its lexicon. A change makes a new revision, also one that empties it, so that a
-- revision names one content for ever.
CREATE TABLE wording (
    tenant_id  uuid        NOT NULL CONSTRAINT wording_tenant REFERENCES tenant (id),
    kind       text        NOT NULL CONSTRAINT wording_kind CHECK (kind IN ('forbidden_words', 'lexicon')),
    revision   integer     NOT NULL CONSTRAINT wording_revision CHECK (revision > 0),
    content    jsonb       NOT NULL CONSTRAINT wording_is_list CHECK (jsonb_typeof(content) = 'array'),
    updated_at timestamptz NOT NULL,
    CONSTRAINT wording_pk PRIMARY KEY (tenant_id, kind)
);

CREATE OR REPLACE VIEW job_view AS
SELECT j.id, j.tenant_id, t.name AS tenant, j.run_id, j.kind, coalesce(j.outcome, r.state) AS state, j.voice, j.voice_version, j.engine,
       j.priority, j.format, j.cache, j.created_at, r.started_at, j.finished_at,
       CASE WHEN j.cache = 'hit' THEN 0 ELSE r.attempts END AS attempts,
       CASE WHEN j.outcome = 'succeeded' THEN 1 ELSE r.progress END AS progress,
       j.error_code, j.error_message, j.error_retryable, j.metadata, j.audio_until, j.deleted_at, j.redrive_of,
       r.worker_id, r.lane, coalesce(j.sequence, r.sequence) AS sequence,
       a.id AS artefact_id, a.sha256, a.object_key, a.bytes, a.sample_rate_hz, a.duration_ms,
       j.deadline, j.warnings
FROM job j
JOIN tenant t ON t.id = j.tenant_id
JOIN run r ON r.id = j.run_id
LEFT JOIN artefact a ON a.id = j.artefact_id;
