package dev.chorale.worker.speak;

import dev.chorale.worker.engine.Pcm;

/**
 * Passages meet without a click: an edge that does not lie near zero is led there by a ramp, inside the passage, so that
 * nothing becomes longer or shorter. An engine that begins and ends in silence is not touched.
 */
final class Seams {
    /** 36 dB under full scale: a step of this size is not heard beside speech, and espeak-ng's beginnings stay below. */
    private static final int SILENT_EDGE = 512;

    private static final int RAMPS_A_SECOND = 250;

    private Seams() {}

    /**
     * The passage as it meets its neighbours; itself where nothing is to be done.
     *
     * @param atStart whether another passage goes before
     * @param atEnd whether another passage follows
     */
    static Pcm softened(Pcm pcm, boolean atStart, boolean atEnd) {
        int last = pcm.sampleCount() - 1;
        boolean rises = atStart && last >= 0 && Math.abs(pcm.sample(0)) > SILENT_EDGE;
        boolean falls = atEnd && last >= 0 && Math.abs(pcm.sample(last)) > SILENT_EDGE;
        if (!rises && !falls) {
            return pcm;
        }
        byte[] samples = pcm.bytes().clone();
        int ramp = Math.min(pcm.sampleCount(), pcm.sampleRateHz() / RAMPS_A_SECOND);
        for (int i = 0; i < ramp; i++) {
            if (rises) {
                scale(samples, i, i, ramp);
            }
            if (falls) {
                scale(samples, last - i, i, ramp);
            }
        }
        return new Pcm(samples, pcm.sampleRateHz());
    }

    private static void scale(byte[] samples, int at, int part, int whole) {
        int sample = (short) ((samples[2 * at] & 0xFF) | samples[2 * at + 1] << 8);
        int scaled = sample * part / whole;
        samples[2 * at] = (byte) scaled;
        samples[2 * at + 1] = (byte) (scaled >> 8);
    }
}
