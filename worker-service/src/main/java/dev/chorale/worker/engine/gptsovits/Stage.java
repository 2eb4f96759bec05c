package dev.chorale.worker.engine.gptsovits;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.gptsovits.Hearing.Cause;
import dev.chorale.worker.engine.gptsovits.Hearing.Heard;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Complaint;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a process speak with a voice, whatever it has loaded.
 *
 * <p>The server writes the path of new weights to its configuration before it loads them, and keeps it when that fails:
 * it goes on speaking with the old ones, until it fails in a stream or is started again, and then loads the bad path or,
 * without a word, another voice. So a failed switch is followed by a return to weights that were good, and a process that
 * cannot return is put out of use. New weights are loaded only when all three answers said so: both weights, and the
 * recording, which the server would otherwise remember as the old weights heard it.
 *
 * <p>It compares prompt texts without their languages: what it made of one stays until another text comes. So where the
 * last one may have been of another language, it is given another text between. A request that fails may leave it with one
 * voice's tokens below the path of another's recording, so after each the recording is given again.
 */
final class Stage {
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    private final GptSovitsSettings settings;
    private final Hearing hearing;

    Stage(GptSovitsSettings settings, Hearing hearing) {
        this.settings = settings;
        this.hearing = hearing;
    }

    /**
     * Speaks, and blocks until the audio is whole. Called by who holds the process.
     *
     * @throws InterruptedException if the thread was interrupted; the call is aborted by then
     */
    Heard speak(ServerProcess process, Voice voice, Segment segment) throws InterruptedException {
        Heard heard = spoken(process, voice, segment);
        return heard instanceof Heard.Failed failed && failed.cause() == Cause.MISSING_FILE && voice.isInPlace()
                ? new Heard.Failed(
                        EngineFailure.transient_(
                                EngineFailure.ENGINE_FAILED,
                                "the engine does not find a file of the voice that is in shared-dir"),
                        Cause.PASSING)
                : heard;
    }

    private Heard spoken(ServerProcess process, Voice voice, Segment segment) throws InterruptedException {
        Optional<Heard.Failed> unready = ready(process, voice);
        if (unready.isPresent()) {
            return unready.get();
        }
        Heard heard = call(process, voice, segment, settings.streamingMode());
        if (settings.streams() && heard instanceof Heard.Failed failed && failed.cause() == Cause.CUT) {
            heard = told(process, voice, segment, failed);
        }
        switch (heard) {
            case Heard.Speech _ -> process.spoke();
            case Heard.Failed(EngineFailure _, Cause cause) -> mend(process, voice, cause);
        }
        return heard;
    }

    /** A cut stream says nothing of its cause. Whole answers do, and one that is good is as good as the stream. */
    private Heard told(ServerProcess process, Voice voice, Segment segment, Heard.Failed cut)
            throws InterruptedException {
        Optional<Heard.Failed> unready = ready(process, voice);
        if (unready.isPresent()) {
            return isAway(unready.get()) ? cut : unready.get();
        }
        return call(process, voice, segment, 0);
    }

    /** Whether nothing was sent, so that another process may be asked. */
    static boolean isAway(Heard heard) {
        return heard instanceof Heard.Failed failed && failed.failure().code().equals(EngineFailure.ENGINE_UNAVAILABLE);
    }

    /** Whether it died, or lost its card: nothing can be loaded again. */
    private static boolean isDead(Heard.Failed failed) {
        return failed.failure().code().equals(EngineFailure.ENGINE_CRASHED);
    }

    private Heard call(ServerProcess process, Voice voice, Segment segment, int streamingMode)
            throws InterruptedException {
        Answer answer = process.call(
                address -> Requests.speech(address, voice, segment, streamingMode),
                streamingMode > 0 ? settings.streaming() : settings.speaking(),
                streamingMode > 0);
        if (answer instanceof Answer.Given given && given.status() >= BAD_REQUEST) {
            process.doubt();
        }
        return hearing.spoken(answer);
    }

    private void mend(ServerProcess process, Voice voice, Cause cause) throws InterruptedException {
        switch (cause) {
            case PASSING, AT_WORK, CUT, BAD_INPUT, MISSING_FILE -> {}
            case SILENCE -> process.wasSilent();
            case LOST_CARD -> process.lostCard();
            case HALF_DEAD -> {
                process.forget();
                if (load(process, voice).isPresent()) {
                    process.lostModel();
                }
            }
        }
    }

    /** Empty if the process would speak with the voice's weights, recording and prompt text. */
    private Optional<Heard.Failed> ready(ServerProcess process, Voice voice) throws InterruptedException {
        Optional<Heard.Failed> unready = equipped(process, voice);
        return unready.isPresent() || process.isPrompted(voice) ? unready : prompted(process, voice);
    }

    /** The server reads the prompt text before it finds that there is nothing to say; what else is wrong, the speech will tell. */
    private Optional<Heard.Failed> prompted(ServerProcess process, Voice voice) throws InterruptedException {
        Answer answer = process.call(address -> Requests.otherPrompt(address, voice), settings.speaking(), false);
        if (!(answer instanceof Answer.Given given) || given.status() >= SERVER_ERROR || isFull(given)) {
            process.doubt();
            return Optional.of(hearing.refused(answer));
        }
        process.prompted(voice.promptLang());
        return Optional.empty();
    }

    /** It may have been full before it came to the prompt text. */
    private static boolean isFull(Answer.Given answer) {
        return answer.status() == BAD_REQUEST && Complaint.in(answer.body()).isOutOfMemory();
    }

    /**
     * Empty if the process has the voice's weights and has read its recording with them. One that could not read a
     * recording may have lost its models: all is loaded again before its next call.
     */
    private Optional<Heard.Failed> equipped(ServerProcess process, Voice voice) throws InterruptedException {
        if (!process.holds(voice.weights())) {
            return switched(process, voice);
        }
        if (process.hasRead(voice.reference())) {
            return Optional.empty();
        }
        Optional<Heard.Failed> failed = step(process, address -> Requests.reference(address, voice.reference()));
        failed.ifPresentOrElse(_ -> process.forget(), () -> process.read(voice.reference()));
        return failed;
    }

    /** What fails without a word of the cause may have been the moment's fault; twice, with others loaded between, it is the voice's. */
    private Optional<Heard.Failed> switched(ServerProcess process, Voice voice) throws InterruptedException {
        Optional<Heard.Failed> failed = switchedOrBack(process, voice);
        boolean isUntold = failed.filter(f -> f.cause() == Cause.AT_WORK).isPresent();
        return isUntold && process.loadedVoice().isPresent()
                ? switchedOrBack(process, voice).map(Stage::blamed)
                : failed;
    }

    private Optional<Heard.Failed> switchedOrBack(ServerProcess process, Voice voice) throws InterruptedException {
        Optional<Heard.Failed> failed = load(process, voice);
        if (failed.isEmpty() || isAway(failed.get()) || isDead(failed.get())) {
            return failed;
        }
        @Nullable Voice good = process.lastGood();
        if (good != null && !good.weights().equals(voice.weights())) {
            if (load(process, good).isEmpty()) {
                return failed;
            }
            process.lostModel();
            return Optional.of(new Heard.Failed(
                    EngineFailure.transient_(
                            EngineFailure.ENGINE_FAILED,
                            "the engine could load neither the voice's weights nor those it had before"),
                    Cause.PASSING));
        }
        process.putOutOfUse();
        return failed;
    }

    /** A process that loads others shows that the voice is to blame for what went wrong within it. */
    private static Heard.Failed blamed(Heard.Failed failed) {
        return failed.cause() == Cause.AT_WORK
                ? new Heard.Failed(
                        EngineFailure.unusable(
                                "the engine cannot load the voice's weights and recording, but those of others"),
                        Cause.PASSING)
                : failed;
    }

    private Optional<Heard.Failed> load(ServerProcess process, Voice voice) throws InterruptedException {
        process.forget();
        List<Function<URI, HttpRequest>> steps = List.of(
                address -> Requests.sovitsWeights(address, voice.weights().sovits()),
                address -> Requests.gptWeights(address, voice.weights().gpt()),
                address -> Requests.reference(address, voice.reference()));
        for (Function<URI, HttpRequest> step : steps) {
            Optional<Heard.Failed> failed = step(process, step);
            if (failed.isPresent()) {
                return failed;
            }
        }
        process.loaded(voice);
        return Optional.empty();
    }

    private Optional<Heard.Failed> step(ServerProcess process, Function<URI, HttpRequest> request)
            throws InterruptedException {
        Optional<Heard.Failed> failed = hearing.controlled(process.call(request, settings.loading(), false));
        failed.filter(f -> f.cause() == Cause.LOST_CARD).ifPresent(_ -> process.lostCard());
        return failed;
    }
}
