-- Spoken segments of texts that have several: another try, or the same text with one sentence changed, speaks only what is
-- not here. A segment goes with the run that had it spoken.
CREATE TABLE segment (
    tenant_id   uuid        NOT NULL,
    segment_key text        NOT NULL CONSTRAINT segment_key_form CHECK (segment_key ~ '^[0-9a-f]{64}$'),
    run_id      uuid        NOT NULL,
    object_key  text        NOT NULL CONSTRAINT segment_object_once UNIQUE,
    sha256      text        NOT NULL CONSTRAINT segment_hash CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes       bigint      NOT NULL CONSTRAINT segment_bytes CHECK (bytes > 0),
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    CONSTRAINT segment_pk PRIMARY KEY (tenant_id, segment_key)
);
CREATE INDEX segment_by_run ON segment (run_id);
CREATE INDEX segment_expiry ON segment (expires_at);

-- How many segments the run had kept when it last lost its worker: only more of them begin its attempts anew.
ALTER TABLE run ADD COLUMN segments integer NOT NULL DEFAULT 0;

-- When each segment is heard, and what it says: it goes with the audio.
ALTER TABLE artefact ADD COLUMN cues jsonb NOT NULL DEFAULT '[]';
