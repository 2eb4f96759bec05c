package dev.chorale.worker.engine.gptsovits;

import static dev.chorale.worker.engine.EngineFailure.ENGINE_BAD_AUDIO;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_CRASHED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_CUT_AUDIO;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_FAILED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_OUT_OF_MEMORY;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_REFUSED;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Complaint;
import dev.chorale.worker.engine.http.Failures;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an answer says, and what it says of the process that gave it.
 *
 * <p>The server tells the causes of its failures in no other way than by Python's texts; the few that matter are here, and
 * nowhere else.
 */
final class Hearing {
    /** Of all versions: v3; v1, v2 and v2Pro; v4 and upsampled v3. */
    private static final Set<Integer> RATES_HZ = Set.of(24_000, 32_000, 48_000);

    private static final String HALF_DEAD = "'NoneType' object has no attribute";
    private static final String FAILED_AT_WORK = "failed";
    private static final List<String> MISSING = List.of("not exists", "No such file");
    private static final String MEMORY = "memory";
    /** Some are told in the language of the machine. */
    private static final List<String> BAD_INPUT = List.of(
            "Format not recognised",
            "enter valid text",
            "请输入有效文本",
            "有効なテキスト",
            "prompt_text cannot be empty",
            "PytorchStreamReader failed");

    /** In each language: how long a recording must be. */
    private static final Pattern LENGTH = Pattern.compile("\\b3[^0-9]{1,6}10\\b");

    private final Failures failures;

    Hearing(Failures failures) {
        this.failures = failures;
    }

    /** What was heard. */
    sealed interface Heard {
        record Speech(Pcm pcm) implements Heard {}

        record Failed(EngineFailure failure, Cause cause) implements Heard {}
    }

    /** What a failure says of the process. */
    enum Cause {
        /** Nothing that would last. */
        PASSING,
        /** It failed of what it was to load or to read, or of something else that it does not tell. */
        AT_WORK,
        /** It gave its second of silence: any error while it spoke, or it is half dead. */
        SILENCE,
        /** It can't use the text, the recording or the weights, and says so. */
        BAD_INPUT,
        /** It does not find a file. */
        MISSING_FILE,
        /** A stream broke off: the same without streaming tells why. */
        CUT,
        /** It lost a model when it failed to load it again: it speaks only after both weights are set. */
        HALF_DEAD,
        /** Its card is lost: it must be started again. */
        LOST_CARD
    }

    EngineFailure unreachable() {
        return failures.meaning(new Answer.Unreachable());
    }

    EngineFailure busy() {
        return failures.meaning(new Answer.Busy());
    }

    /** What was made of the answer of a control route; empty if it did as it was told. */
    Optional<Heard.Failed> controlled(Answer answer) {
        if (answer instanceof Answer.Given given && given.status() == 200) {
            return Complaint.in(given.body()).words().equals("success")
                    ? Optional.empty()
                    : Optional.of(failed(failures.meaning(answer)));
        }
        Heard.Failed refused = refused(answer);
        return Optional.of(
                refused.cause() == Cause.BAD_INPUT
                        ? failed(EngineFailure.unusable("the engine cannot read the voice's weights or its recording"))
                        : refused);
    }

    Heard spoken(Answer answer) {
        return answer instanceof Answer.Given given && given.status() == 200 ? audio(given.body()) : refused(answer);
    }

    /** Of an answer that is no success. */
    Heard.Failed refused(Answer answer) {
        if (answer instanceof Answer.Given given && given.status() == 400) {
            return complaint(Complaint.in(given.body()));
        }
        return new Heard.Failed(failures.meaning(answer), answer instanceof Answer.Cut ? Cause.CUT : Cause.PASSING);
    }

    /** Whatever fails while it works is a 400 too; only a complaint about the request's fields holds for good. */
    private static Heard.Failed complaint(Complaint complaint) {
        if (complaint.isOutOfMemory()) {
            return failed(EngineFailure.crashed(ENGINE_OUT_OF_MEMORY, "the engine ran out of memory"));
        }
        if (complaint.isCardLost()) {
            return new Heard.Failed(
                    EngineFailure.crashed(ENGINE_CRASHED, "the engine lost its card and must be started again"),
                    Cause.LOST_CARD);
        }
        if (complaint.holds(HALF_DEAD)) {
            return new Heard.Failed(
                    EngineFailure.transient_(ENGINE_FAILED, "the engine had lost a model"), Cause.HALF_DEAD);
        }
        if (MISSING.stream().anyMatch(complaint::holds)) {
            return new Heard.Failed(
                    EngineFailure.permanent(ENGINE_REFUSED, "the engine does not find a file of the voice"),
                    Cause.MISSING_FILE);
        }
        boolean isOfInput = isOfInput(complaint);
        return complaint.holds(FAILED_AT_WORK) && !isOfInput
                ? new Heard.Failed(
                        EngineFailure.transient_(ENGINE_FAILED, "the engine failed while it worked"),
                        complaint.holds(MEMORY) ? Cause.PASSING : Cause.AT_WORK)
                : new Heard.Failed(
                        EngineFailure.permanent(ENGINE_REFUSED, "the engine refused the text, a file or a language"),
                        isOfInput ? Cause.BAD_INPUT : Cause.PASSING);
    }

    private static boolean isOfInput(Complaint complaint) {
        return BAD_INPUT.stream().anyMatch(complaint::holds)
                || LENGTH.matcher(complaint.words()).find();
    }

    /** The second of silence has 16 kHz, and the model's rate in older versions. */
    private static Heard audio(byte[] body) {
        Optional<Wav> wav = Wav.read(body);
        if (wav.isEmpty()) {
            return bad("the engine sent something else than a WAV");
        }
        Pcm pcm = wav.get().pcm();
        int rateHz = pcm.sampleRateHz();
        if (pcm.sampleCount() > 0 && pcm.isZero()) {
            return new Heard.Failed(
                    EngineFailure.transient_(ENGINE_BAD_AUDIO, "the engine failed and sent silence"), Cause.SILENCE);
        }
        if (!RATES_HZ.contains(rateHz)) {
            return bad("the engine's audio has " + rateHz + " Hz, as none of its models does");
        }
        if (wav.get().isTorn()) {
            return failed(EngineFailure.transient_(ENGINE_CUT_AUDIO, "the engine's audio ended within a sample"));
        }
        return pcm.sampleCount() == 0 ? bad("the engine sent no audio at all") : new Heard.Speech(pcm);
    }

    private static Heard.Failed bad(String message) {
        return failed(EngineFailure.transient_(ENGINE_BAD_AUDIO, message));
    }

    private static Heard.Failed failed(EngineFailure failure) {
        return new Heard.Failed(failure, Cause.PASSING);
    }
}
