package dev.chorale.common.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chorale.common.time.Monotonic;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * What was found in the database, for requests that must go on while that can't be reached: what was known then counts for
 * five minutes.
 *
 * <p>One caller at a time looks again for a key, the others go by what is known: else all would wait for a database that is
 * away. Where each call looks, they do so only once a look has taken so long that the database must be away: a look that
 * had begun before them may have missed what they must see. Thread-safe; 10,000 keys at most.
 */
public final class Remembered<K, V> {
    private static final Duration USABLE = Duration.ofMinutes(5);
    private static final Duration AWAY_AFTER = Duration.ofSeconds(1);
    private static final int MOST_KEYS = 10_000;

    private final Duration fresh;
    private final Monotonic clock;
    private final Cache<K, Found<V>> known = Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterWrite(USABLE)
            .build();
    private final ConcurrentMap<K, Long> looking = new ConcurrentHashMap<>();

    private record Found<V>(V value, long atNanos) {}

    /** @param fresh how long nobody looks again; zero: each call looks */
    public Remembered(Duration fresh, Monotonic clock) {
        this.fresh = fresh;
        this.clock = clock;
    }

    /**
     * @param look into the database; empty where there is nothing, which is not remembered
     * @throws JdbiException as {@code look} does, where nothing is known
     */
    public Optional<V> get(K key, Supplier<Optional<V>> look) {
        @Nullable Found<V> before = known.getIfPresent(key);
        if (before == null) {
            return lookUp(key, look);
        }
        return clock.nanos() - before.atNanos() < fresh.toNanos()
                ? Optional.of(before.value())
                : lookAgain(key, look, before.value());
    }

    private Optional<V> lookAgain(K key, Supplier<Optional<V>> look, V before) {
        long now = clock.nanos();
        @Nullable Long since = looking.putIfAbsent(key, now);
        if (since != null && !(fresh.isZero() && now - since < AWAY_AFTER.toNanos())) {
            return Optional.of(before);
        }
        try {
            return lookUp(key, look);
        } catch (JdbiException e) {
            return Optional.of(before);
        } finally {
            if (since == null) {
                looking.remove(key);
            }
        }
    }

    private Optional<V> lookUp(K key, Supplier<Optional<V>> look) {
        Optional<V> found = look.get();
        found.ifPresentOrElse(value -> known.put(key, new Found<>(value, clock.nanos())), () -> known.invalidate(key));
        return found;
    }

    /** The next call looks. */
    public void forget(K key) {
        known.invalidate(key);
    }

    /** The next call of each key looks. */
    public void forgetAll() {
        known.invalidateAll();
    }
}
