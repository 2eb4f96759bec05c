package dev.chorale.deploy.check;

import dev.chorale.worker.engine.Pcm;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a voice sounds on the average: the power of bands from 100 Hz to 4 kHz, as levels around their mean, so that loudness
 * does not count. By Goertzel's algorithm, for each band at its middle frequency, over windows of 40 ms.
 *
 * @param decibels of each band
 */
@SuppressWarnings("ArrayRecordComponent") // Never handed out of this room, never written to.
record Spectrum(double[] decibels) {
    private static final int BANDS = 24;
    private static final double LOWEST_HZ = 100;
    private static final double HIGHEST_HZ = 4_000;
    private static final int WINDOWS_A_SECOND = 25;
    private static final double LEAST_POWER = 1e-9;

    /** Of the samples from one share of the length to another, each 0..1. */
    static Spectrum of(Pcm pcm, double from, double to) {
        int window = pcm.sampleRateHz() / WINDOWS_A_SECOND;
        double[] power = new double[BANDS];
        int end = (int) (to * pcm.sampleCount()) - window;
        for (int at = (int) (from * pcm.sampleCount()); at < end; at += window) {
            for (int band = 0; band < BANDS; band++) {
                power[band] += power(pcm, at, window, hz(band));
            }
        }
        double[] decibels =
                Arrays.stream(power).map(p -> 10 * Math.log10(p + LEAST_POWER)).toArray();
        double mean = Arrays.stream(decibels).average().orElse(0);
        return new Spectrum(Arrays.stream(decibels).map(level -> level - mean).toArray());
    }

    /** How far apart two are, in decibels a band. */
    double distance(Spectrum other) {
        return IntStream.range(0, BANDS)
                .mapToDouble(band -> Math.abs(decibels[band] - other.decibels[band]))
                .average()
                .orElse(0);
    }

    private static double hz(int band) {
        return LOWEST_HZ * Math.pow(HIGHEST_HZ / LOWEST_HZ, (double) band / (BANDS - 1));
    }

    private static double power(Pcm pcm, int from, int length, double hz) {
        double turn = 2 * Math.cos(2 * Math.PI * hz / pcm.sampleRateHz());
        double one = 0;
        double two = 0;
        for (int i = from; i < from + length; i++) {
            double zero = pcm.sample(i) / 32768.0 + turn * one - two;
            two = one;
            one = zero;
        }
        return (one * one + two * two - turn * one * two) / length;
    }
}
