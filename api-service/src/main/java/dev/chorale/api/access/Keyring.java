package dev.chorale.api.access;

import dev.chorale.api.access.Caller.Identity;
import dev.chorale.common.content.Sha256;
import dev.chorale.common.db.Remembered;
import dev.chorale.common.time.Monotonic;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Finds the holder of a key by the key's SHA-256 (a key is 256 random bits: nothing slower is needed).
 *
 * <p>A verdict counts for one second, so a revoked key is refused everywhere within a second and the time of one look. While the database can't
 * be reached a verdict counts for five minutes: cached audio is served meanwhile.
 */
@ApplicationScoped
public class Keyring {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MAX_KEY_LENGTH = 200;

    private final Jdbi jdbi;
    private final Remembered<String, Identity> holders;

    public Keyring(Jdbi jdbi, Monotonic clock) {
        this.jdbi = jdbi;
        this.holders = new Remembered<>(FRESH, clock);
    }

    /** The holder of this key, or nothing where it is unknown or revoked. */
    public Optional<Identity> find(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            return Optional.empty();
        }
        byte[] hash = hash(key);
        return holders.get(HexFormat.of().formatHex(hash), () -> look(hash));
    }

    /** SHA-256 of the key's UTF-8 bytes. */
    public static byte[] hash(String key) {
        return Sha256.of(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Drops what is remembered, so that a revocation holds here at once. */
    public void forget() {
        holders.forgetAll();
    }

    private Optional<Identity> look(byte[] hash) {
        return jdbi.withHandle(h -> h.createQuery("""
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
    }
}
