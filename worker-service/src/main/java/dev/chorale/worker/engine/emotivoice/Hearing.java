package dev.chorale.worker.engine.emotivoice;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Failures;
import java.util.Optional;

/** Makes speech, or a reason why there is none, of an answer. */
final class Hearing {
    /** The only rate that the engine has. */
    static final int RATE_HZ = 16_000;

    private final Failures failures;

    Hearing(Failures failures) {
        this.failures = failures;
    }

    Spoken heard(Answer answer) {
        if (!(answer instanceof Answer.Given given) || given.status() != 200) {
            return new Spoken.Refused(failures.meaning(answer));
        }
        Optional<Wav> wav = Wav.read(given.body());
        if (wav.isEmpty() || wav.get().isTorn()) {
            return bad("the engine sent something else than a whole WAV");
        }
        Pcm pcm = wav.get().pcm();
        if (pcm.sampleRateHz() != RATE_HZ) {
            return bad("the engine's audio has " + pcm.sampleRateHz() + " Hz (expected " + RATE_HZ + ")");
        }
        return pcm.isZero() ? bad("the engine sent silence") : new Spoken.Speech(pcm);
    }

    private static Spoken bad(String message) {
        return new Spoken.Refused(EngineFailure.transient_(EngineFailure.ENGINE_BAD_AUDIO, message));
    }
}
