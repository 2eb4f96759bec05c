package dev.chorale.common.job;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Ids: UUID version 7 (RFC 9562) inside, {@code job_} and 32 hex digits outside. They sort by the time of their making.
 */
public final class Ids {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

    private final InstantSource clock;
    private final RandomGenerator random;

    public Ids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        long high = (clock.millis() << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** {@code write("job", id)} is {@code job_0193…}. */
    public static String write(String kind, UUID id) {
        return kind + "_" + id.toString().replace("-", "");
    }

    /** The id behind {@code job_0193…}, or nothing where the text is no such id. */
    public static Optional<UUID> read(String kind, String text) {
        if (!text.startsWith(kind + "_")) {
            return Optional.empty();
        }
        String hex = text.substring(kind.length() + 1);
        if (!HEX.matcher(hex).matches()) {
            return Optional.empty();
        }
        return Optional.of(new UUID(
                Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16)));
    }
}
