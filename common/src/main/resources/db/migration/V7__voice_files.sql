-- Files that tenants upload for voices of their own: weights and recordings. The content names a file within its tenant; the
-- object's key is used once all the same, so that deleting a file and uploading it again cannot meet in one object.
CREATE TABLE voice_file (
    tenant_id  uuid        NOT NULL CONSTRAINT voice_file_tenant REFERENCES tenant (id),
    sha256     text        NOT NULL CONSTRAINT voice_file_hash CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    id         uuid        NOT NULL,
    object_key text        NOT NULL CONSTRAINT voice_file_object_once UNIQUE,
    bytes      bigint      NOT NULL CONSTRAINT voice_file_bytes CHECK (bytes > 0),
    created_at timestamptz NOT NULL,
    CONSTRAINT voice_file_pk PRIMARY KEY (tenant_id, sha256)
);
-- For lists: ids sort by the time of their making.
CREATE INDEX voice_file_by_tenant ON voice_file (tenant_id, id DESC);
