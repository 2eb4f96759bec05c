package dev.chorale.worker.engine.espeak;

import dev.chorale.worker.engine.Pcm;
import java.util.Arrays;

/** Measures a voice: its median fundamental frequency by autocorrelation, and its level. */
final class Voiceprint {
    private static final int WINDOW = 2000;
    private static final int STEP = 400;

    private Voiceprint() {}

    static double medianHz(Pcm pcm) {
        double[] found = java.util.stream.IntStream.iterate(0, i -> i + WINDOW < pcm.sampleCount(), i -> i + STEP)
                .mapToDouble(i -> hz(pcm, i))
                .filter(hz -> hz > 0)
                .sorted()
                .toArray();
        return found[found.length / 2];
    }

    static double rms(Pcm pcm) {
        double sum = 0;
        for (int i = 0; i < pcm.sampleCount(); i++) {
            sum += (double) pcm.sample(i) * pcm.sample(i);
        }
        return Math.sqrt(sum / pcm.sampleCount());
    }

    private static double hz(Pcm pcm, int from) {
        double[] of = new double[pcm.sampleRateHz() / 40];
        double energy = correlation(pcm, from, 0);
        if (energy < 600.0 * 600.0) {
            return 0;
        }
        int least = pcm.sampleRateHz() / 420;
        for (int lag = least; lag < of.length; lag++) {
            of[lag] = correlation(pcm, from, lag) / energy;
        }
        double best = Arrays.stream(of).max().orElseThrow();
        for (int lag = least + 1; best > 0.5 && lag < of.length - 1; lag++) {
            if (of[lag] > 0.9 * best && of[lag] >= of[lag - 1] && of[lag] >= of[lag + 1]) {
                return (double) pcm.sampleRateHz() / lag;
            }
        }
        return 0;
    }

    private static double correlation(Pcm pcm, int from, int lag) {
        double sum = 0;
        for (int i = from; i + lag < from + WINDOW; i++) {
            sum += (double) pcm.sample(i) * pcm.sample(i + lag);
        }
        return sum / (WINDOW - lag);
    }
}
