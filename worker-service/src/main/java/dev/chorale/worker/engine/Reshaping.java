package dev.chorale.worker.engine;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What an engine cannot do itself of a prosody, done on its finished audio: gain on the samples, tempo and pitch by ffmpeg as a child process: {@code atempo} for tempo, {@code rubberband} with
 * preserved formants for pitch, so that a shifted voice stays a human one. Both give the same bytes at each run.
 *
 * <p>The filters cut or pad some milliseconds of the silence at the end: the result is set to the exact length.
 * Preserving formants costs up to 4 dB: the level is set back to what it was.
 */
public final class Reshaping {
    private final String ffmpeg;

    /** @param ffmpeg the program ffmpeg, by name or path */
    public Reshaping(String ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /**
     * Blocks until it is done. Audio that needs none of it is returned as it is, byte for byte.
     *
     * @param tempo 0.25..4: the factor by which speech becomes faster, and its length is divided
     * @param prosody its pitch, which leaves the length as it is, and its volume; its speed is the caller's to look after
     * @param timeLimit for ffmpeg
     */
    public Spoken apply(Pcm pcm, double tempo, Prosody prosody, Duration timeLimit) throws InterruptedException {
        boolean asSpoken = (tempo == 1.0 && prosody.pitchCents() == 0) || pcm.sampleCount() == 0;
        Spoken spoken = asSpoken ? new Spoken.Speech(pcm) : filtered(pcm, tempo, prosody.pitchCents(), timeLimit);
        return spoken instanceof Spoken.Speech(Pcm shaped)
                ? new Spoken.Speech(shaped.amplified(Math.pow(10, prosody.volumeCentibels() / 200.0)))
                : spoken;
    }

    private Spoken filtered(Pcm pcm, double tempo, int pitchCents, Duration timeLimit) throws InterruptedException {
        int samples = Math.toIntExact(Math.round(pcm.sampleCount() / tempo));
        Limits limits = new Limits(timeLimit, 4 * samples + 2 * pcm.sampleRateHz());
        return switch (Child.run(command(pcm.sampleRateHz(), filters(tempo, pitchCents)), pcm.bytes(), limits)) {
            case Ending.Ended(int code, byte[] output, String _)
            when code == 0 && output.length > 0 ->
                new Spoken.Speech(levelled(pcm, new Pcm(Arrays.copyOf(output, 2 * samples), pcm.sampleRateHz())));
            case Ending.Overran(Duration limit) ->
                Spoken.refused(
                        EngineFailure.ENGINE_TIMEOUT,
                        EngineFailure.Kind.TRANSIENT,
                        "changing tempo or pitch took longer than " + limit);
            case Ending.Ended _, Ending.Overflowed _, Ending.NotStarted _ ->
                Spoken.refused(
                        EngineFailure.ENGINE_FAILED,
                        EngineFailure.Kind.TRANSIENT,
                        "ffmpeg could not change tempo or pitch");
        };
    }

    private List<String> command(int rateHz, String filters) {
        String rate = Integer.toString(rateHz);
        return List.of(
                ffmpeg,
                "-nostdin",
                "-v",
                "error",
                "-f",
                "s16le",
                "-ar",
                rate,
                "-ac",
                "1",
                "-i",
                "pipe:0",
                "-af",
                filters,
                "-f",
                "s16le",
                "pipe:1");
    }

    private static String filters(double tempo, int pitchCents) {
        String faster = tempo(tempo);
        String higher =
                String.format(Locale.ROOT, "rubberband=pitch=%.9f:formant=preserved", Math.pow(2, pitchCents / 1200.0));
        return pitchCents == 0 ? faster : tempo == 1.0 ? higher : faster + "," + higher;
    }

    /** One step reaches from half to twice without dropping samples; beyond that, two equal ones do. */
    private static String tempo(double tempo) {
        return tempo >= 0.5 && tempo <= 2
                ? String.format(Locale.ROOT, "atempo=%.9f", tempo)
                : String.format(Locale.ROOT, "atempo=%1$.9f,atempo=%1$.9f", Math.sqrt(tempo));
    }

    private static Pcm levelled(Pcm before, Pcm after) {
        double energy = meanSquare(after);
        return energy == 0 ? after : after.amplified(Math.min(4, Math.sqrt(meanSquare(before) / energy)));
    }

    /** Silence counts, and is scaled alike in both. */
    private static double meanSquare(Pcm pcm) {
        double sum = 0;
        for (int i = 0; i < pcm.sampleCount(); i++) {
            sum += (double) pcm.sample(i) * pcm.sample(i);
        }
        return sum / pcm.sampleCount();
    }
}
