package dev.chorale.api.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chorale.api.notify.JobNews;
import dev.chorale.common.speech.CacheKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Which audio a key has, remembered here for a while.
 *
 * <p>A deletion anywhere is told by a job event and drops everything that is remembered here; should the event be lost,
 * a memory ends by itself after {@link #REMEMBERED}.
 */
@ApplicationScoped
public class AudioCache {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Jdbi jdbi;
    private final AudioBytes bytes;
    private final Cache<Name, CachedAudio> entries = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    private record Name(UUID tenant, String key) {}

    public AudioCache(Jdbi jdbi, AudioBytes bytes) {
        this.jdbi = jdbi;
        this.bytes = bytes;
    }

    /** What this process remembers of the key; asks nobody. */
    public Optional<CachedAudio> inMemory(UUID tenant, CacheKey key) {
        return Optional.ofNullable(entries.getIfPresent(new Name(tenant, key.hex())))
                .filter(bytes::isInMemory);
    }

    /** The audio under the key, if it is there and not past its life. */
    public Optional<CachedAudio> find(UUID tenant, CacheKey key) {
        Optional<CachedAudio> found = jdbi.withHandle(h -> h.createQuery("""
                        SELECT a.id AS artefact_id, a.sha256, a.object_key, a.bytes, a.format, a.sample_rate_hz, a.duration_ms
                        FROM cache_entry c
                        JOIN artefact a ON a.id = c.artefact_id
                        WHERE c.tenant_id = :tenant
                          AND c.cache_key = :key
                          AND c.expires_at > now()
                        """)
                .bind("tenant", tenant)
                .bind("key", key.hex())
                .map(CachedAudio.MAPPER)
                .findOne());
        found.ifPresent(audio -> entries.put(new Name(tenant, key.hex()), audio));
        return found;
    }

    void erased(@Observes JobNews news) {
        if (news.type().equals(JobNews.DELETED)) {
            entries.invalidateAll();
        }
    }

    /** Drops what is remembered of an erased artefact, before the event comes round. */
    public void forget(UUID artefact) {
        entries.invalidateAll();
        bytes.forget(artefact);
    }
}
