package dev.chorale.api.voice;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.VoiceFileId;
import dev.chorale.common.store.AudioStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The files of tenants' voices, each named by its content within its tenant.
 *
 * <p>The object is stored before its row is written, under a key that is used once. So a row always has its object; an
 * object whose row was never written is found by housekeeping; and a file that is deleted and comes again has another object,
 * which the deletion that is still due cannot take.
 */
@ApplicationScoped
public class VoiceFiles {
    private static final String MEDIA_TYPE = "application/octet-stream";
    private static final RowMapper<Row> ROW = (row, ctx) -> new Row(
            row.getObject("id", UUID.class),
            VoiceFileJson.of(
                    row.getString("sha256"),
                    row.getLong("bytes"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant()));

    private final Jdbi jdbi;
    private final AudioStore store;
    private final Ids ids;
    private final InstantSource clock;
    private final long mostBytes;

    public VoiceFiles(Jdbi jdbi, AudioStore store, Ids ids, InstantSource clock, ApiSettings settings) {
        this.jdbi = jdbi;
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.mostBytes = settings.voiceFiles().maxTotalBytes();
    }

    /** @param isNew whether the tenant did not have it before */
    record Kept(VoiceFileJson file, boolean isNew) {}

    private record Row(UUID id, VoiceFileJson json) {}

    /**
     * Before a file comes: whether there is room for it. One of the same length as another may be the same.
     *
     * @param length in bytes, -1 where nobody knows
     * @throws Problem.Refusal 422 {@code voice_files_full}
     */
    void refuseOver(UUID tenant, long length) {
        boolean fits = jdbi.withHandle(h -> h.createQuery("""
                        SELECT coalesce(sum(bytes), 0) + :length <= :most OR coalesce(bool_or(bytes = :length), false)
                        FROM voice_file
                        WHERE tenant_id = :tenant
                        """)
                .bind("tenant", tenant)
                .bind("length", length)
                .bind("most", mostBytes)
                .mapTo(Boolean.class)
                .one());
        if (!fits) {
            throw full();
        }
    }

    /**
     * Keeps what has arrived. The same content again, at the same time too, changes nothing.
     *
     * @param sha256 of the content
     * @throws IOException if the object store does not take it just now
     * @throws Problem.Refusal 422 {@code voice_files_full} where its tenant has no room for it
     */
    Kept keep(UUID tenant, Spool arrived, String sha256) throws IOException {
        Optional<Row> before = jdbi.withHandle(h -> find(h, tenant, sha256));
        if (before.isPresent()) {
            return new Kept(before.get().json(), false);
        }
        if (jdbi.withHandle(h -> held(h, tenant)) + arrived.bytes() > mostBytes) {
            throw full();
        }
        UUID id = ids.next();
        String key = AudioStore.keyOfVoiceFile(tenant, sha256, id);
        store.put(key, arrived.file(), MEDIA_TYPE);
        return jdbi.inTransaction(tx -> kept(tx, tenant, sha256, id, key, arrived.bytes()))
                .orElseThrow(this::full);
    }

    /** Empty where there was room only until another upload of the tenant ended. */
    private Optional<Kept> kept(Handle tx, UUID tenant, String sha256, UUID id, String key, long bytes) {
        oneByOne(tx, tenant);
        Row row = insert(tx, tenant, sha256, id, key, bytes);
        boolean mine = row.id().equals(id);
        boolean fits = !mine || held(tx, tenant) <= mostBytes;
        if (!mine || !fits) {
            erase(tx, key);
        }
        if (!fits) {
            delete(tx, tenant, sha256);
        }
        return fits ? Optional.of(new Kept(row.json(), mine)) : Optional.empty();
    }

    /** Uploads of one tenant wait for each other here; jobs and voices, which only refer to it, wait for none. */
    private static void oneByOne(Handle tx, UUID tenant) {
        tx.createQuery("""
                SELECT id
                FROM tenant
                WHERE id = :tenant
                FOR NO KEY UPDATE
                """).bind("tenant", tenant).mapTo(UUID.class).one();
    }

    private static long held(Handle h, UUID tenant) {
        return h.createQuery("""
                SELECT coalesce(sum(bytes), 0)
                FROM voice_file
                WHERE tenant_id = :tenant
                """).bind("tenant", tenant).mapTo(Long.class).one();
    }

    private Problem.Refusal full() {
        return Problem.of(
                        422,
                        "voice_files_full",
                        "Your voice files hold at most " + mostBytes + " bytes in all; delete some first.")
                .refusal();
    }

    /** The row that another upload of the same content wrote first, or a new one. */
    private Row insert(Handle tx, UUID tenant, String sha256, UUID id, String key, long bytes) {
        return tx.createQuery("""
                INSERT INTO voice_file (tenant_id, sha256, id, object_key, bytes, created_at)
                VALUES (:tenant, :sha256, :id, :key, :bytes, :now)
                ON CONFLICT ON CONSTRAINT voice_file_pk DO UPDATE
                SET bytes = voice_file.bytes
                RETURNING id, sha256, bytes, created_at
                """)
                .bind("tenant", tenant)
                .bind("sha256", sha256)
                .bind("id", id)
                .bind("key", key)
                .bind("bytes", bytes)
                .bind("now", clock.instant())
                .map(ROW)
                .one();
    }

    private void erase(Handle tx, String key) {
        Instant now = clock.instant();
        tx.createUpdate("""
                INSERT INTO erasure (object_key, created_at)
                VALUES (:key, :now)
                """).bind("key", key).bind("now", now).execute();
    }

    /** @throws Problem.Refusal 404 where the tenant has none of that content */
    VoiceFileJson one(UUID tenant, String sha256) {
        return jdbi.withHandle(h -> find(h, tenant, sha256))
                .map(Row::json)
                .orElseThrow(() -> Problem.notFound().refusal());
    }

    private static Optional<Row> find(Handle h, UUID tenant, String sha256) {
        return h.createQuery("""
                SELECT id, sha256, bytes, created_at
                FROM voice_file
                WHERE tenant_id = :tenant
                  AND sha256 = :sha256
                """)
                .bind("tenant", tenant)
                .bind("sha256", sha256)
                .map(ROW)
                .findOne();
    }

    /** One page of the tenant's files, newest first. */
    Page<VoiceFileJson> list(UUID tenant, ListQuery query) {
        List<Row> rows = jdbi.withHandle(h -> h.createQuery("""
                        SELECT id, sha256, bytes, created_at
                        FROM voice_file
                        WHERE tenant_id = :tenant
                          AND (CAST(:after AS uuid) IS NULL OR id < CAST(:after AS uuid))
                        ORDER BY id DESC
                        LIMIT :limit
                        """)
                .bind("tenant", tenant)
                .bind("after", query.after().orElse(null))
                .bind("limit", query.limit() + 1)
                .map(ROW)
                .list());
        return Page.of(rows, query, Row::id, Row::json);
    }

    /**
     * Deletes it; its object follows, within seconds.
     *
     * @throws Problem.Refusal 404 where the tenant has none of that content; 409 {@code file_in_use} where a version of one
     *     of its voices names it
     */
    void delete(UUID tenant, String sha256) {
        jdbi.useTransaction(tx -> {
            String key = lock(tx, tenant, sha256);
            if (isInUse(tx, tenant, sha256)) {
                throw Problem.of(
                                409,
                                "file_in_use",
                                "A voice has a version that names this file; delete the voice first.")
                        .refusal();
            }
            delete(tx, tenant, sha256);
            erase(tx, key);
        });
    }

    private static void delete(Handle tx, UUID tenant, String sha256) {
        tx.createUpdate("""
                DELETE FROM voice_file
                WHERE tenant_id = :tenant
                  AND sha256 = :sha256
                """).bind("tenant", tenant).bind("sha256", sha256).execute();
    }

    /** Waits for voices that are being made of it: see {@link NamedFiles}. */
    private static String lock(Handle tx, UUID tenant, String sha256) {
        return tx.createQuery("""
                SELECT object_key
                FROM voice_file
                WHERE tenant_id = :tenant
                  AND sha256 = :sha256
                FOR UPDATE
                """)
                .bind("tenant", tenant)
                .bind("sha256", sha256)
                .mapTo(String.class)
                .findOne()
                .orElseThrow(() -> Problem.notFound().refusal());
    }

    private static boolean isInUse(Handle tx, UUID tenant, String sha256) {
        return tx.createQuery("""
                SELECT EXISTS (
                    SELECT
                    FROM voice
                    JOIN voice_version ON voice_version.voice_id = voice.id
                    CROSS JOIN LATERAL jsonb_each_text(voice_version.settings) AS setting
                    WHERE voice.tenant_id = :tenant
                      AND voice.deleted_at IS NULL
                      AND setting.value = :file
                )
                """)
                .bind("tenant", tenant)
                .bind("file", VoiceFileId.write(sha256))
                .mapTo(Boolean.class)
                .one();
    }
}
