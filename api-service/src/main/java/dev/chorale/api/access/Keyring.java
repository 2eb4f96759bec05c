package dev.chorale.api.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chorale.api.access.Caller.Identity;
import dev.chorale.common.content.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Finds the holder of a key by the key's SHA-256 (a key is 256 random bits: nothing slower is needed).
 *
 * <p>A verdict counts for one second, so a revoked key is refused everywhere within a second and the time of one look. While the database can't
 * be reached a verdict counts for five minutes: cached audio is served meanwhile.
 */
@ApplicationScoped
public class Keyring {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration USABLE = Duration.ofMinutes(5);
    private static final int MAX_KEY_LENGTH = 200;

    private final Jdbi jdbi;
    private final InstantSource clock;
    private final Cache<String, Verdict> verdicts =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(USABLE).build();

    private final Set<String> looking = ConcurrentHashMap.newKeySet();

    private record Verdict(Identity identity, Instant at) {}

    public Keyring(Jdbi jdbi, InstantSource clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** The holder of this key, or nothing where it is unknown or revoked. */
    public Optional<Identity> find(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            return Optional.empty();
        }
        byte[] hash = hash(key);
        String name = HexFormat.of().formatHex(hash);
        Verdict known = verdicts.getIfPresent(name);
        if (known != null && known.at().plus(FRESH).isAfter(clock.instant())) {
            return Optional.of(known.identity());
        }
        return known == null ? look(hash, name) : lookAgain(hash, name, known);
    }

    /** One request at a time looks, the others go by what is known: else all would wait for a database that is away. */
    private Optional<Identity> lookAgain(byte[] hash, String name, Verdict known) {
        if (!looking.add(name)) {
            return Optional.of(known.identity());
        }
        try {
            return look(hash, name);
        } catch (JdbiException e) {
            return Optional.of(known.identity());
        } finally {
            looking.remove(name);
        }
    }

    /** SHA-256 of the key's UTF-8 bytes. */
    public static byte[] hash(String key) {
        return Sha256.of(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Drops what is remembered, so that a revocation holds here at once. */
    public void forget() {
        verdicts.invalidateAll();
    }

    private Optional<Identity> look(byte[] hash, String name) {
        Optional<Identity> found = jdbi.withHandle(h -> h.createQuery("""
                        SELECT k.id, k.tenant_id, k.role, t.cache_salt
                        FROM api_key k
                        JOIN tenant t ON t.id = k.tenant_id
                        WHERE k.secret_hash = :hash
                          AND k.revoked_at IS NULL
                        """)
                .bind("hash", hash)
                .map((row, ctx) -> new Identity(
                        row.getObject("id", UUID.class),
                        row.getObject("tenant_id", UUID.class),
                        row.getString("role").equals("admin"),
                        row.getBytes("cache_salt")))
                .findOne());
        found.ifPresentOrElse(
                identity -> verdicts.put(name, new Verdict(identity, clock.instant())),
                () -> verdicts.invalidate(name));
        return found;
    }
}
