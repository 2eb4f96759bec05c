package dev.chorale.deploy.check;

import dev.chorale.worker.engine.Pcm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Voices as these tests have them: a tone with an overtone, and as much noise as makes two takes differ. */
final class Tones {
    static final int RATE_HZ = 24_000;

    private Tones() {}

    /** @param seed of the noise: the same seed, the same bytes */
    static Pcm tone(double hz, double seconds, long seed) {
        SplittableRandom noise = new SplittableRandom(seed);
        int samples = (int) (seconds * RATE_HZ);
        ByteBuffer pcm = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples; i++) {
            double turn = 2 * Math.PI * hz * i / RATE_HZ;
            pcm.putShort((short) (8_000 * Math.sin(turn) + 3_000 * Math.sin(2 * turn) + noise.nextInt(-300, 300)));
        }
        return new Pcm(pcm.array(), RATE_HZ);
    }

    static Pcm joined(Pcm one, Pcm other) {
        byte[] bytes = new byte[one.bytes().length + other.bytes().length];
        System.arraycopy(one.bytes(), 0, bytes, 0, one.bytes().length);
        System.arraycopy(other.bytes(), 0, bytes, one.bytes().length, other.bytes().length);
        return new Pcm(bytes, RATE_HZ);
    }
}
