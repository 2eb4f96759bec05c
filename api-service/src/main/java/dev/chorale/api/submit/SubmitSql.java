package dev.chorale.api.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.submit.SubmitTransaction.AudioName;
import dev.chorale.api.submit.SubmitTransaction.Placed;
import dev.chorale.common.job.State;
import dev.chorale.common.speech.Markup.Warning;
import dev.chorale.common.speech.UtteranceJson;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The statements of {@link SubmitTransaction}, in its order: one multi-row statement a table. See also {@link JoinSql}. */
final class SubmitSql {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private SubmitSql() {}

    /** What an idempotency key stands for already. */
    record Idempotent(UUID jobId, String requestHash) {}

    /** A cache entry: its audio and the run that made it. */
    record Entry(UUID runId, CachedAudio audio) {}

    static Submission.Idempotency keyOf(Submission s) {
        return Objects.requireNonNull(s.idempotency());
    }

    /**
     * Claims the keys. Waits for a concurrent transaction that claims one of them.
     *
     * @return for each job whose key was taken, what took it
     */
    static Map<UUID, Idempotent> claimIdempotencyKeys(Handle tx, List<Submission> keyed) {
        if (keyed.isEmpty()) {
            return Map.of();
        }
        Set<UUID> claimed = new HashSet<>(
                bindKeys(tx.createQuery("""
                INSERT INTO idempotency (tenant_id, key, request_hash, job_id, created_at)
                SELECT tenant_id, key, request_hash, job_id, now()
                FROM unnest(:tenants, :keys, :hashes, :jobs) AS asked (tenant_id, key, request_hash, job_id)
                ON CONFLICT ON CONSTRAINT idempotency_pk DO NOTHING
                RETURNING job_id
                """), keyed).mapTo(UUID.class).list());
        List<Submission> late =
                keyed.stream().filter(s -> !claimed.contains(s.jobId())).toList();
        if (late.isEmpty()) {
            return Map.of();
        }
        Map<UUID, Idempotent> known = new HashMap<>();
        bindKeys(tx.createQuery("""
                SELECT asked.job_id AS asked_id, i.job_id, i.request_hash
                FROM unnest(:tenants, :keys, :hashes, :jobs) AS asked (tenant_id, key, request_hash, job_id)
                JOIN idempotency i ON i.tenant_id = asked.tenant_id AND i.key = asked.key
                """), late)
                .map((row, ctx) -> known.put(
                        row.getObject("asked_id", UUID.class),
                        new Idempotent(row.getObject("job_id", UUID.class), row.getString("request_hash"))))
                .forEach(ignored -> {});
        return known;
    }

    /** @return the run ids whose in-flight row is ours */
    static Set<UUID> claimInflight(Handle tx, List<Submission> leaders) {
        return new HashSet<>(
                bindNames(tx.createQuery("""
                INSERT INTO inflight (tenant_id, cache_key, run_id)
                SELECT tenant_id, cache_key, run_id
                FROM unnest(:tenants, :names, :runs) AS asked (tenant_id, cache_key, run_id)
                ON CONFLICT ON CONSTRAINT inflight_pk DO NOTHING
                RETURNING run_id
                """), leaders).mapTo(UUID.class).list());
    }

    /** The audio that is there. FOR SHARE: it can't be erased before we commit. */
    static Map<AudioName, Entry> cached(Handle tx, List<Submission> leaders) {
        return bindNames(tx.createQuery("""
                SELECT c.tenant_id, c.cache_key, c.run_id, a.id AS artefact_id, a.sha256, a.object_key, a.bytes, a.format,
                       a.sample_rate_hz, a.duration_ms
                FROM unnest(:tenants, :names, :runs) AS asked (tenant_id, cache_key, run_id)
                JOIN cache_entry c ON c.tenant_id = asked.tenant_id AND c.cache_key = asked.cache_key
                JOIN artefact a ON a.id = c.artefact_id
                WHERE c.expires_at > now()
                FOR SHARE OF c
                """), leaders)
                .map((row, ctx) -> Map.entry(
                        new AudioName(row.getObject("tenant_id", UUID.class), row.getString("cache_key")),
                        new Entry(row.getObject("run_id", UUID.class), CachedAudio.MAPPER.map(row, ctx))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * A hit extends an entry's life; at most once in a tenth of it, so that hot lines are not written at each hit. Others that
     * hit it now hold it FOR SHARE, as we do: to wait for them would be for ever, so a later hit extends it.
     */
    static void extendLife(Handle tx, Collection<AudioName> hits) {
        if (hits.isEmpty()) {
            return;
        }
        tx.createUpdate("""
                WITH due AS (
                    SELECT c.tenant_id, c.cache_key
                    FROM unnest(:tenants, :names) AS hit (tenant_id, cache_key)
                    JOIN cache_entry c ON c.tenant_id = hit.tenant_id AND c.cache_key = hit.cache_key
                    WHERE c.expires_at < now() + c.life * 0.9
                    ORDER BY c.tenant_id, c.cache_key
                    FOR NO KEY UPDATE OF c SKIP LOCKED
                )
                UPDATE cache_entry c
                SET expires_at = now() + c.life
                FROM due
                WHERE c.tenant_id = due.tenant_id
                  AND c.cache_key = due.cache_key
                """)
                .bindArray(
                        "tenants",
                        UUID.class,
                        hits.stream().map(AudioName::tenant).toArray())
                .bindArray(
                        "names", String.class, hits.stream().map(AudioName::key).toArray())
                .execute();
    }

    static void releaseInflight(Handle tx, List<Submission> notNeeded) {
        if (!notNeeded.isEmpty()) {
            tx.createUpdate("""
                    DELETE FROM inflight
                    WHERE run_id = ANY(:runs)
                    """)
                    .bindArray("runs", UUID.class, of(notNeeded, Submission::runId))
                    .execute();
        }
    }

    static void insertRuns(Handle tx, List<Submission> leaders) {
        if (leaders.isEmpty()) {
            return;
        }
        tx.createUpdate("""
                INSERT INTO run (id, tenant_id, kind, lane, engine, voice_key, voice_version, encoder_build, cache_key, utterance,
                                 cost_ms, state, not_before, wake_due_at, created_at)
                SELECT id, tenant_id, 'synthesis', lane, engine, voice_key, voice_version, encoder_build, cache_key,
                       CAST(utterance AS jsonb), cost_ms, :queued, now(), now() + interval '5 seconds', now()
                FROM unnest(:ids, :tenants, :lanes, :engines, :voices, :versions, :encoders, :names, :utterances, :costs)
                     AS r (id, tenant_id, lane, engine, voice_key, voice_version, encoder_build, cache_key, utterance, cost_ms)
                """)
                .bind("queued", State.QUEUED.wireName())
                .bindArray("ids", UUID.class, of(leaders, Submission::runId))
                .bindArray("tenants", UUID.class, of(leaders, Submission::tenantId))
                .bindArray("lanes", String.class, of(leaders, s -> s.lane().wireName()))
                .bindArray(
                        "engines", String.class, of(leaders, s -> s.utterance().engine()))
                .bindArray(
                        "voices", String.class, of(leaders, s -> s.utterance().voiceKey()))
                .bindArray("versions", String.class, of(leaders, Submission::voiceVersion))
                .bindArray("encoders", String.class, of(leaders, Submission::encoderBuild))
                .bindArray("names", String.class, of(leaders, s -> s.cacheKey().hex()))
                .bindArray("utterances", String.class, of(leaders, s -> UtteranceJson.write(s.utterance())))
                .bindArray("costs", Long.class, of(leaders, Submission::costMs))
                .execute();
    }

    /** @return when they were made, by the database's clock: one instant for the transaction */
    static Instant insertJobs(Handle tx, List<Placed> placed) {
        if (placed.isEmpty()) {
            return Instant.EPOCH;
        }
        return tx.createQuery("""
                INSERT INTO job (id, tenant_id, run_id, kind, voice, voice_version, engine, priority, format, cache, metadata,
                                 warnings, webhook_url, characters, deadline, created_at)
                SELECT id, tenant_id, run_id, 'synthesis', voice, voice_version, engine, priority, format, cache,
                       CAST(metadata AS jsonb), CAST(warnings AS jsonb), webhook_url, characters, deadline, now()
                FROM unnest(:ids, :tenants, :runs, :voices, :versions, :engines, :priorities, :formats, :caches, :metadata,
                            :warnings, :webhooks, :characters, CAST(:deadlines AS timestamptz[]))
                     AS j (id, tenant_id, run_id, voice, voice_version, engine, priority, format, cache, metadata,
                           warnings, webhook_url, characters, deadline)
                RETURNING created_at
                """)
                .bindArray("ids", UUID.class, of(placed, p -> p.submission().jobId()))
                .bindArray("tenants", UUID.class, of(placed, p -> p.submission().tenantId()))
                .bindArray("runs", UUID.class, of(placed, Placed::runId))
                .bindArray(
                        "voices",
                        String.class,
                        of(placed, p -> p.submission().utterance().voice()))
                .bindArray(
                        "versions", String.class, of(placed, p -> p.submission().shownVersion()))
                .bindArray(
                        "engines",
                        String.class,
                        of(placed, p -> p.submission().utterance().engine()))
                .bindArray(
                        "priorities",
                        String.class,
                        of(placed, p -> p.submission().lane().wireName()))
                .bindArray(
                        "formats",
                        String.class,
                        of(placed, p -> p.submission().utterance().format().wireName()))
                .bindArray("caches", String.class, of(placed, p -> p.source().wireName()))
                .bindArray(
                        "metadata",
                        String.class,
                        of(placed, p -> json(p.submission().metadata())))
                .bindArray(
                        "warnings",
                        String.class,
                        of(placed, p -> warnings(p.submission().warnings())))
                .bindArray(
                        "webhooks", String.class, of(placed, p -> p.submission().webhookUrl()))
                .bindArray(
                        "characters",
                        Integer.class,
                        of(placed, p -> p.submission().characters()))
                .bindArray(
                        "deadlines",
                        String.class,
                        of(placed, p -> Objects.toString(p.submission().deadline(), null)))
                .mapTo(Instant.class)
                .list()
                .getFirst();
    }

    private static <S extends SqlStatement<S>> S bindKeys(S statement, List<Submission> keyed) {
        return statement
                .bindArray("tenants", UUID.class, of(keyed, Submission::tenantId))
                .bindArray("keys", String.class, of(keyed, s -> keyOf(s).key()))
                .bindArray("hashes", String.class, of(keyed, s -> keyOf(s).requestHash()))
                .bindArray("jobs", UUID.class, of(keyed, Submission::jobId));
    }

    static <S extends SqlStatement<S>> S bindNames(S statement, List<Submission> leaders) {
        return statement
                .bindArray("tenants", UUID.class, of(leaders, Submission::tenantId))
                .bindArray("names", String.class, of(leaders, s -> s.cacheKey().hex()))
                .bindArray("runs", UUID.class, of(leaders, Submission::runId));
    }

    static <T> @Nullable Object[] of(List<T> rows, Function<T, @Nullable Object> column) {
        return rows.stream().map(column).toArray();
    }

    private static @Nullable String warnings(List<Warning> warnings) {
        return warnings.isEmpty() ? null : json(warnings);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
