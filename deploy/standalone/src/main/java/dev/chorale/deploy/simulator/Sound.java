package dev.chorale.deploy.simulator;

import dev.chorale.common.content.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a request that changes how it sounds. The container is not part of it: {@code wav} and {@code pcm} hold
 * the same samples.
 *
 * @param model as asked, empty if none was named
 * @param speed 0.25..4; 1 and 1.0 are the same
 * @param instructions empty if there are none
 * @param seed absent if none was named
 * @param others fields that this engine has no meaning for, as JSON; they change the sound all the same, so that none
 *     can get lost on the way unseen
 */
public record Sound(
        String model,
        String input,
        String voice,
        BigDecimal speed,
        String instructions,
        @Nullable Long seed,
        Map<String, String> others) {
    private static final BigDecimal SLOWEST = new BigDecimal("0.25");
    private static final BigDecimal FASTEST = new BigDecimal("4");

    public Sound {
        if (input.isEmpty()) {
            throw new IllegalArgumentException("input: empty (expected the text to speak)");
        }
        if (speed.compareTo(SLOWEST) < 0 || speed.compareTo(FASTEST) > 0) {
            throw new IllegalArgumentException("speed: " + speed + " (expected 0.25..4)");
        }
        others = Collections.unmodifiableMap(new TreeMap<>(others));
    }

    /** The text in this voice, with nothing else asked for. */
    public static Sound of(String model, String input, String voice) {
        return new Sound(model, input, voice, BigDecimal.ONE, "", null, Map.of());
    }

    public Sound withVoice(String other) {
        return new Sound(model, input, other, speed, instructions, seed, others);
    }

    public Sound withSpeed(BigDecimal other) {
        return new Sound(model, input, voice, other, instructions, seed, others);
    }

    public Sound withSeed(long other) {
        return new Sound(model, input, voice, speed, instructions, other, others);
    }

    /** SHA-256 over all parameters in a fixed order, each with its length before it. */
    byte[] digest() {
        return Sha256.of(canonical());
    }

    /** The digest in hex, by which the journal names a call. */
    public String sha256() {
        return HexFormat.of().formatHex(digest());
    }

    private byte[] canonical() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, model);
            write(out, input);
            write(out, voice);
            write(out, speed.stripTrailingZeros().toPlainString());
            write(out, instructions);
            write(out, seed == null ? "" : seed.toString());
            for (Map.Entry<String, String> other : others.entrySet()) {
                write(out, other.getKey());
                write(out, other.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String value) throws IOException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
