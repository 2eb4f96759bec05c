package dev.chorale.worker.engine;

/**
 * A gain that never wraps: exact, to the nearest step, below {@link #KNEE} of full scale; above it the curve bends
 * (hyperbolic tangent, without a corner at the knee) and approaches full scale. A gain of one or less is exact throughout.
 */
final class Gain {
    private static final double FULL_SCALE = 32767;
    private static final double KNEE = 0.8 * FULL_SCALE;
    private static final double HEADROOM = FULL_SCALE - KNEE;

    private Gain() {}

    static byte[] apply(byte[] pcm, double factor) {
        byte[] out = new byte[pcm.length];
        for (int i = 0; i + 1 < pcm.length; i += 2) {
            double exact = (short) ((pcm[i] & 0xFF) | (pcm[i + 1] << 8)) * factor;
            long sample = Math.round(factor <= 1 ? exact : bent(exact));
            out[i] = (byte) sample;
            out[i + 1] = (byte) (sample >> 8);
        }
        return out;
    }

    private static double bent(double exact) {
        double size = Math.abs(exact);
        return size <= KNEE ? exact : Math.signum(exact) * (KNEE + HEADROOM * Math.tanh((size - KNEE) / HEADROOM));
    }
}
