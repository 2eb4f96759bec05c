package dev.chorale.worker.engine.cosyvoice;

import static dev.chorale.worker.engine.EngineFailure.ENGINE_BAD_AUDIO;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_CUT_AUDIO;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Failures;
import java.util.Optional;
import java.util.Set;

/** Makes speech, or a reason why there is none, of an answer: bare samples, without a header and without a content type. */
final class Hearing {
    /** Types of samples; others are of compressed audio, which as samples would be noise. */
    private static final Set<String> AUDIO = Set.of(
            "audio/pcm",
            "audio/raw",
            "audio/x-raw",
            "audio/l16",
            "audio/wav",
            "audio/wave",
            "audio/x-wav",
            "audio/vnd.wave");

    private final Failures failures;
    private final int sampleRateHz;

    Hearing(Failures failures, int sampleRateHz) {
        this.failures = failures;
        this.sampleRateHz = sampleRateHz;
    }

    Spoken heard(Answer answer) {
        return answer instanceof Answer.Given given && given.status() == 200
                ? content(given)
                : new Spoken.Refused(failures.meaning(answer));
    }

    /** Servers behind which somebody put a header tell their rate in it; it must be the one that was set. */
    private Spoken content(Answer.Given answer) {
        byte[] body = answer.body();
        String type = answer.type();
        if (type.startsWith("text/") || type.contains("json") || (type.startsWith("audio/") && !AUDIO.contains(type))) {
            return bad("the engine sent " + type + " as if it were audio");
        }
        if (body.length == 0) {
            return bad("the engine sent no audio at all");
        }
        if (!Wav.begins(body)) {
            return whole(new Wav(1, sampleRateHz, false, body));
        }
        Optional<Wav> wav = Wav.read(body);
        return wav.isPresent() && wav.get().sampleRateHz() == sampleRateHz
                ? whole(wav.get())
                : bad("the engine sent a WAV that has not " + sampleRateHz + " Hz");
    }

    private static Spoken whole(Wav wav) {
        if (wav.isTorn()) {
            return new Spoken.Refused(
                    EngineFailure.transient_(ENGINE_CUT_AUDIO, "the engine's audio ended within a sample"));
        }
        Pcm pcm = wav.pcm();
        return pcm.isZero() ? bad("the engine sent silence") : new Spoken.Speech(pcm);
    }

    private static Spoken bad(String message) {
        return new Spoken.Refused(EngineFailure.transient_(ENGINE_BAD_AUDIO, message));
    }
}
