-- Voices that tenants make for engines that speak with weights and recordings of one's own. A run carries the version
-- that it was bound to when it was submitted, so nothing here is read by the workers.

CREATE TABLE voice (
    id         uuid        CONSTRAINT voice_pk PRIMARY KEY,
    tenant_id  uuid        NOT NULL CONSTRAINT voice_tenant REFERENCES tenant (id),
    name       text        NOT NULL CONSTRAINT voice_name CHECK (char_length(name) BETWEEN 1 AND 100),
    engine     text        NOT NULL,
    language   text        NOT NULL,
    current    integer     NOT NULL CONSTRAINT voice_current CHECK (current > 0),
    created_at timestamptz NOT NULL,
    deleted_at timestamptz
);
-- A name is free again when its voice was deleted.
CREATE UNIQUE INDEX voice_name_once ON voice (tenant_id, name) WHERE deleted_at IS NULL;
CREATE INDEX voice_by_tenant ON voice (tenant_id, id DESC) WHERE deleted_at IS NULL;

-- The sha256 is over language and settings: two versions with the same one sound the same.
CREATE TABLE voice_version (
    voice_id   uuid        NOT NULL CONSTRAINT voice_version_voice REFERENCES voice (id),
    number     integer     NOT NULL CONSTRAINT voice_version_number CHECK (number > 0),
    settings   jsonb       NOT NULL CONSTRAINT voice_version_settings CHECK (jsonb_typeof(settings) = 'object'),
    sha256     text        NOT NULL CONSTRAINT voice_version_hash CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL,
    CONSTRAINT voice_version_pk PRIMARY KEY (voice_id, number)
);
-- At the end of the transaction, because the voice comes first.
ALTER TABLE voice
    ADD CONSTRAINT voice_current_version FOREIGN KEY (id, current) REFERENCES voice_version (voice_id, number)
        DEFERRABLE INITIALLY DEFERRED;

-- What a cached line was made with must stay what it was.
CREATE FUNCTION refuse_to_change_a_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a voice is never changed: % %', OLD.voice_id, OLD.number USING ERRCODE = 'CH002';
END $$;
CREATE TRIGGER voice_version_is_immutable BEFORE UPDATE ON voice_version
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_a_version();
