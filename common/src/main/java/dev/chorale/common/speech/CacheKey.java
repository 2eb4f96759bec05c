package dev.chorale.common.speech;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key under which audio is cached: HMAC-SHA-256, keyed by the tenant, over a fixed-order binary form of everything
 * that changes the audio.
 *
 * <p>Two requests that could sound different never share a key, so every field of {@link Utterance} is written, with
 * its default where the caller named none (a style, which is newer, only where there is one), and so are the builds of the engine and the encoder. Each field is a tag
 * byte, a length and the bytes: no value can run into the next one. A new field changes {@link #SCHEME}, which
 * makes all old entries unreachable rather than wrong. Keyed by tenant, a key in a log or an object's name confirms no
 * guessed text, and tenants never meet in one entry.
 */
public record CacheKey(String hex) {
    private static final String SCHEME = "chorale-audio/1";
    private static final String SEGMENT_SCHEME = "chorale-segment/1";
    private static final int MAX_SEED = 100_000_000;

    /**
     * @param salt the tenant's own 32 bytes
     * @param engineBuild of the engine that speaks; a made voice adds its own version
     * @param encoderBuild the encoder that makes the final bytes
     */
    public static CacheKey of(byte[] salt, String engineBuild, String encoderBuild, Utterance utterance) {
        Canonical form = common(SCHEME, utterance.voiceVersion(engineBuild), encoderBuild, utterance.text(), utterance)
                .add(6, utterance.seed())
                .add(7, utterance.format().wireName())
                .add(8, utterance.sampleRateHz())
                .add(9, utterance.markProducer());
        return new CacheKey(HexFormat.of().formatHex(form.mac(salt)));
    }

    /**
     * The key of a segment's samples, as the engine gave them: the same whatever text it stands in, and however the audio
     * leaves.
     *
     * @param sampleRateHz the engine's
     * @param segment says the segment alone; its format, sample rate and producer are not looked at
     */
    public static CacheKey ofSegment(byte[] salt, String voiceVersion, int sampleRateHz, Utterance segment) {
        Canonical form = common(SEGMENT_SCHEME, voiceVersion, "", segment.text(), segment)
                .add(6, segment.seed())
                .add(8, sampleRateHz);
        return new CacheKey(HexFormat.of().formatHex(form.mac(salt)));
    }

    /**
     * The seed of a request that names none: drawn from the voice and the manner, so that a retry says the same, every format
     * of one line is the same take, and a sentence stays the same where another one of its text was changed.
     *
     * @param utterance whose seed and text are not looked at
     */
    public static int derivedSeed(byte[] salt, String voiceVersion, Utterance utterance) {
        byte[] mac = common(SCHEME, voiceVersion, "", "", utterance).mac(salt);
        long first = java.nio.ByteBuffer.wrap(mac).getLong();
        return (int) Long.remainderUnsigned(first, MAX_SEED) + 1;
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    private static Canonical common(
            String scheme, String voiceVersion, String encoderBuild, String text, Utterance utterance) {
        Prosody prosody = utterance.prosody();
        Canonical form = new Canonical()
                .add(0, scheme)
                .add(1, voiceVersion)
                .add(2, encoderBuild)
                .add(3, text)
                .add(4, utterance.voice())
                .add(5, prosody.speedPercent())
                .add(5, prosody.pitchCents())
                .add(5, prosody.volumeCentibels());
        return utterance.style().equals(Style.NONE) ? form : styled(form, utterance.style());
    }

    /** Left out where there is none: tags of their own keep it apart, and audio from before there were styles is found. */
    private static Canonical styled(Canonical form, Style style) {
        return form.add(10, style.emotion().wireName())
                .add(11, style.strengthPercent())
                .add(12, style.instructions());
    }

    /** Tag, length, bytes; numbers as four bytes, big-endian. */
    private static final class Canonical {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        private final DataOutputStream out = new DataOutputStream(bytes);

        Canonical add(int tag, String value) {
            return add(tag, value.getBytes(StandardCharsets.UTF_8));
        }

        Canonical add(int tag, int value) {
            return add(tag, java.nio.ByteBuffer.allocate(4).putInt(value).array());
        }

        private Canonical add(int tag, byte[] value) {
            try {
                out.writeByte(tag);
                out.writeInt(value.length);
                out.write(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        byte[] mac(byte[] salt) {
            try {
                Mac hmac = Mac.getInstance("HmacSHA256");
                hmac.init(new SecretKeySpec(salt, "HmacSHA256"));
                return hmac.doFinal(bytes.toByteArray());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
