package dev.chorale.deploy.check;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.speak.AudioCheck;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One call of the engine and how it ended.
 *
 * @param firstSound from the start to the first sound; empty for an engine that is no server, and where none came
 */
record Call(Segment segment, Spoken spoken, Duration took, Optional<Duration> firstSound) {
    private static final AudioCheck CHECK = new AudioCheck();

    /** That the time of the check was up, which says nothing against the server. */
    static final String TIME_WAS_UP = "time_was_up";

    Optional<Pcm> pcm() {
        return spoken instanceof Spoken.Speech(Pcm pcm) ? Optional.of(pcm) : Optional.empty();
    }

    Optional<EngineFailure> failure() {
        return spoken instanceof Spoken.Refused(EngineFailure failure) ? Optional.of(failure) : Optional.empty();
    }

    int characters() {
        return segment.text().codePointCount(0, segment.text().length());
    }

    /** What a worker would say of it: {@code plausible}, a fault of the audio with its figures, or why there is none. */
    String verdict(int expectedRateHz) {
        return switch (spoken) {
            case Spoken.Refused(EngineFailure failure) -> failure.code() + ": " + failure.message();
            case Spoken.Speech(Pcm pcm) -> verdict(pcm, expectedRateHz);
        };
    }

    boolean isPlausible(int expectedRateHz) {
        return verdict(expectedRateHz).equals("plausible");
    }

    private String verdict(Pcm pcm, int expectedRateHz) {
        return switch (CHECK.check(segment.text(), segment.prosody().speedPercent(), expectedRateHz, pcm)) {
            case AudioCheck.Verdict.Plausible _ -> "plausible";
            case AudioCheck.Verdict.Implausible(AudioCheck.Fault fault, String figures) ->
                fault.name().toLowerCase(Locale.ROOT) + ": " + figures;
        };
    }
}
