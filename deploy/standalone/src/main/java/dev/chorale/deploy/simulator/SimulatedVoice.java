package dev.chorale.deploy.simulator;

import dev.chorale.common.content.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * Speech-like audio as a pure function of a {@link Sound}: 24,000 Hz, signed 16 bit, little-endian, mono.
 *
 * <p>A row of syllables, each a tone with two overtones that swells and fades. Syllable n's pitch, loudness and length are
 * bits of SHA-256(digest of the sound, n), so any other parameter gives other bytes. All arithmetic is on whole numbers
 * and a sine table of {@link StrictMath}: every machine computes the same. A second of audio costs about a millisecond.
 */
public final class SimulatedVoice {
    public static final int SAMPLE_RATE_HZ = 24_000;

    /** A brisk reader of an alphabet. */
    private static final double LETTER_SECONDS = 0.06;

    private static final double IDEOGRAPH_SECONDS = 0.2;
    private static final double LEAST_SECONDS = 0.3;

    private static final int TABLE_BITS = 12;
    private static final short[] SINE = sineTable();
    private static final int SHORTEST_SYLLABLE = SAMPLE_RATE_HZ * 14 / 100;

    private SimulatedVoice() {}

    /** The samples; never silent, never at full scale. */
    public static byte[] pcm(Sound sound) {
        byte[] root = sound.digest();
        ByteBuffer pcm =
                ByteBuffer.allocate(2 * Math.toIntExact(samples(sound))).order(ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; pcm.hasRemaining(); n++) {
            addSyllable(pcm, draw(root, n));
        }
        return pcm.array();
    }

    /** How many samples the text takes at its speed. */
    static long samples(Sound sound) {
        double seconds = sound.input()
                        .codePoints()
                        .mapToDouble(c -> Character.isIdeographic(c) ? IDEOGRAPH_SECONDS : LETTER_SECONDS)
                        .sum()
                / sound.speed().doubleValue();
        return Math.round(Math.max(LEAST_SECONDS, seconds) * SAMPLE_RATE_HZ);
    }

    private static void addSyllable(ByteBuffer pcm, ByteBuffer drawn) {
        int drawnLength = SHORTEST_SYLLABLE + Short.toUnsignedInt(drawn.getShort()) % (SAMPLE_RATE_HZ / 10);
        int length = Math.min(drawnLength, pcm.remaining() / Short.BYTES);
        int loudness = 6_000 + Short.toUnsignedInt(drawn.getShort()) % 6_000;
        int step = step(90 + Short.toUnsignedInt(drawn.getShort()) * 180.0 / 65_536);
        int second = Byte.toUnsignedInt(drawn.get());
        int third = Byte.toUnsignedInt(drawn.get());
        int phase = 0;
        for (int i = 0; i < length; i++, phase += step) {
            int wave = sine(phase) + sine(2 * phase) * second / 512 + sine(3 * phase) * third / 1_024;
            long swell = 4L * i * (length - i);
            pcm.putShort((short) (wave * swell / length * loudness / length / 32_767));
        }
    }

    /** A frequency as the part of a turn per sample, a whole turn being 2^32. */
    private static int step(double hertz) {
        return (int) (long) (hertz / SAMPLE_RATE_HZ * (1L << 32));
    }

    private static int sine(int phase) {
        return SINE[phase >>> (32 - TABLE_BITS)];
    }

    private static ByteBuffer draw(byte[] root, int n) {
        MessageDigest digest = Sha256.begin();
        digest.update(root);
        digest.update(ByteBuffer.allocate(4).putInt(n).array());
        return ByteBuffer.wrap(digest.digest());
    }

    private static short[] sineTable() {
        short[] table = new short[1 << TABLE_BITS];
        for (int i = 0; i < table.length; i++) {
            table[i] = (short) StrictMath.round(32_767 * StrictMath.sin(2 * StrictMath.PI * i / table.length));
        }
        return table;
    }
}
