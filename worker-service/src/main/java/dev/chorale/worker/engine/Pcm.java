package dev.chorale.worker.engine;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;

/**
 * Uncompressed audio: signed 16-bit little-endian samples of one channel. The array is handed over, not copied: nobody
 * writes to it any more.
 *
 * @param bytes two for each sample; an odd number is possible where audio was torn, and then refused by the check
 * @param sampleRateHz samples a second
 */
@SuppressWarnings("ArrayRecordComponent") // Minutes of audio: a copy for each look would be the larger evil.
public record Pcm(byte[] bytes, int sampleRateHz) {
    public Pcm {
        if (sampleRateHz < 1) {
            throw new IllegalArgumentException("sampleRateHz: " + sampleRateHz + " (expected 1 or more)");
        }
    }

    /** Silence: what there is to hear of a text without a letter or a digit. */
    public static Pcm silence(Duration length, int sampleRateHz) {
        return new Pcm(new byte[2 * Math.toIntExact(length.toMillis() * sampleRateHz / 1000)], sampleRateHz);
    }

    /** One behind the other. @param parts one or more, all of one rate */
    public static Pcm joined(List<Pcm> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(part -> all.writeBytes(part.bytes));
        return new Pcm(all.toByteArray(), parts.getFirst().sampleRateHz);
    }

    /** How many whole samples there are. */
    public int sampleCount() {
        return bytes.length / 2;
    }

    /** The sample at that index, -32768..32767. */
    public short sample(int index) {
        return (short) ((bytes[2 * index] & 0xFF) | (bytes[2 * index + 1] << 8));
    }

    /** Whether every sample is zero, as no recording and no voice is. */
    public boolean isZero() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    public Duration duration() {
        return Duration.ofNanos(sampleCount() * 1_000_000_000L / sampleRateHz);
    }

    /** Every sample multiplied by the factor, see {@link Gain}. */
    public Pcm amplified(double factor) {
        return factor == 1.0 ? this : new Pcm(Gain.apply(bytes, factor), sampleRateHz);
    }
}
