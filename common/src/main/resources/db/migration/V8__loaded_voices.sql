-- An engine that must load a voice before it speaks with it should get the runs of the voices that it has. A run names its
-- voice by a key, a worker those that it has loaded as <engine>/<key>, and what is used often is loaded again after a start.
-- Older writers leave the key out: their runs fit everywhere alike.
ALTER TABLE run
    ADD COLUMN voice_key text;

ALTER TABLE worker
    ADD COLUMN loaded text[] NOT NULL DEFAULT '{}';

-- Uses fade: each counts half after a day, and they are counted as they stood at used_at. The run tells what the voice is.
CREATE TABLE voice_use (
    engine    text             NOT NULL,
    voice_key text             NOT NULL,
    uses      double precision NOT NULL CONSTRAINT voice_use_uses CHECK (uses > 0),
    used_at   timestamptz      NOT NULL,
    run_id    uuid             NOT NULL,
    CONSTRAINT voice_use_pk PRIMARY KEY (engine, voice_key)
);
