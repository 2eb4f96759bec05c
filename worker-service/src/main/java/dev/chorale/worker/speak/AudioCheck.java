package dev.chorale.worker.speak;

import dev.chorale.worker.engine.Pcm;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether an engine's audio can be the text: engines report success and give silence, torn files and half sentences.
 *
 * <p>Meant to never refuse good audio and to catch what is grossly wrong: a length under a third of the usual one for
 * the letters, or over what spelling all of it would take. Only what sounds counts, from the first to the last 10 ms
 * that are not silent. Holds no state.
 */
public final class AudioCheck {
    /** A tenth of a percent of full scale: quieter than any voice at the least volume of -20 dB. */
    private static final int SILENCE_PEAK = 33;

    /** The last bit: what a quiet voice at the least volume says is not much louder. */
    private static final int NOTHING_PEAK = 2;

    private static final int FULL_SCALE = 32767;
    private static final int WINDOWS_A_SECOND = 100;
    private static final double LEAST_SHARE = 1 / 3.0;
    private static final double SPARE_SECONDS = 5;
    /** 30 dB under the loudest: breath and the noise of a room. */
    private static final double QUIET_SHARE = 0.03;

    /** What was found. */
    public sealed interface Verdict {
        /**
         * The audio can be the text.
         *
         * @param loudSeconds how much of it sounds, without the pauses inside; 0 if nothing was to be said
         */
        record Plausible(double loudSeconds) implements Verdict {}

        /** The audio cannot be the text; the figures name what was measured and what was expected. */
        record Implausible(Fault fault, String figures) implements Verdict {}
    }

    /** Why audio cannot be the text. */
    public enum Fault {
        /** The samples come at a rate other than the engine's: a failure's filler, or another model. */
        WRONG_RATE,
        /** Half a sample at the end: the audio was torn. */
        TORN_SAMPLE,
        /** No sample at all. */
        EMPTY,
        /** Nothing louder than {@link AudioCheck#SILENCE_PEAK}. */
        SILENT,
        /** Most sounding samples stand at full scale: noise or an overflow. */
        CLIPPED,
        /** Less than a third of what the letters usually take: cut off. */
        TOO_SHORT,
        /** Much less than this voice takes for such a text: see {@link SpeakingRates}. */
        TOO_QUICK,
        /** Much less than others take for it; of this voice in this style too little is known. No fault of the engine's. */
        QUICKER_THAN_OTHERS,
        /** Longer than spelling the text would take: babble. */
        TOO_LONG
    }

    /**
     * @param text what was to be said; without letter or digit, silence is right: not all engines say ½ or ①
     * @param speedPercent the asked speed in hundredths of the voice's own
     * @param expectedRateHz the engine's sample rate
     */
    public Verdict check(String text, int speedPercent, int expectedRateHz, Pcm pcm) {
        if (pcm.sampleRateHz() != expectedRateHz) {
            return fault(Fault.WRONG_RATE, "%d Hz (expected %d)", pcm.sampleRateHz(), expectedRateHz);
        }
        if (pcm.bytes().length % 2 != 0) {
            return fault(Fault.TORN_SAMPLE, "%d bytes (expected an even number)", pcm.bytes().length);
        }
        return ExpectedLength.usualSeconds(text) > 0 ? sound(text, speedPercent, pcm) : new Verdict.Plausible(0);
    }

    private static Verdict sound(String text, int speedPercent, Pcm pcm) {
        if (pcm.sampleCount() == 0) {
            return fault(Fault.EMPTY, "no samples");
        }
        Sounding sounding = Sounding.of(pcm);
        if (sounding.samples == 0) {
            return fault(Fault.SILENT, "peak under %d of 32767 in %s", SILENCE_PEAK, pcm.duration());
        }
        if (2L * sounding.clipped > sounding.samples) {
            return fault(Fault.CLIPPED, "%d of %d samples at full scale", sounding.clipped, sounding.samples);
        }
        return length(text, 100.0 / speedPercent, (double) sounding.samples / pcm.sampleRateHz())
                .orElseGet(() -> new Verdict.Plausible(sounding.loudSeconds));
    }

    private static Optional<Verdict> length(String text, double slowness, double seconds) {
        double least = ExpectedLength.usualSeconds(text) * slowness * LEAST_SHARE;
        double most = (ExpectedLength.mostSeconds(text) + SPARE_SECONDS) * slowness;
        if (seconds < least) {
            return Optional.of(fault(Fault.TOO_SHORT, "%.2f s (expected %.2f or more)", seconds, least));
        }
        return seconds > most
                ? Optional.of(fault(Fault.TOO_LONG, "%.2f s (expected %.2f or less)", seconds, most))
                : Optional.empty();
    }

    static Verdict fault(Fault fault, String figures, Object... values) {
        return new Verdict.Implausible(fault, String.format(Locale.ROOT, figures, values));
    }

    /**
     * What is heard of a recording. How loud a window is, is half the way from its lowest to its highest sample: a
     * constant says nothing.
     *
     * @param samples from the first to the last window that is not silent
     * @param clipped how many of them stand at full scale
     * @param loudSeconds the windows that are not far quieter than the loudest: without the pauses inside
     */
    private record Sounding(int samples, int clipped, double loudSeconds) {
        static Sounding of(Pcm pcm) {
            int window = Math.max(1, pcm.sampleRateHz() / WINDOWS_A_SECOND);
            int[] peaks = new int[Math.ceilDiv(pcm.sampleCount(), window)];
            int clipped = 0;
            for (int from = 0; from < pcm.sampleCount(); from += window) {
                int lowest = pcm.sample(from);
                int highest = lowest;
                for (int i = from; i < Math.min(from + window, pcm.sampleCount()); i++) {
                    int sample = pcm.sample(i);
                    lowest = Math.min(lowest, sample);
                    highest = Math.max(highest, sample);
                    clipped += Math.abs(sample) >= FULL_SCALE ? 1 : 0;
                }
                peaks[from / window] = (highest - lowest) / 2;
            }
            return of(peaks, pcm.sampleCount(), window, clipped);
        }

        private static Sounding of(int[] peaks, int samples, int window, int clipped) {
            int first = 0;
            int end = peaks.length;
            while (end > 0 && peaks[end - 1] < SILENCE_PEAK) {
                end--;
            }
            while (first < end && peaks[first] < SILENCE_PEAK) {
                first++;
            }
            double loud = Math.max(
                    NOTHING_PEAK, QUIET_SHARE * Arrays.stream(peaks).max().orElse(0));
            long sounding = Arrays.stream(peaks).filter(peak -> peak >= loud).count();
            return new Sounding(
                    Math.min(samples, end * window) - first * window, clipped, (double) sounding / WINDOWS_A_SECOND);
        }
    }
}
