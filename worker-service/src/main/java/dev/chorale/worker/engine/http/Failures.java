package dev.chorale.worker.engine.http;

import static dev.chorale.worker.engine.EngineFailure.ENGINE_BAD_AUDIO;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_BUSY;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_CRASHED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_CUT_AUDIO;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_FAILED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_MISCONFIGURED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_OUT_OF_MEMORY;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_OVERLOADED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_REFUSED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_TIMEOUT;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_UNAVAILABLE;

import dev.chorale.worker.engine.EngineFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What an answer means that holds no audio: by its status, or by the way the call ended. */
public final class Failures {
    /** A server that is not there may be starting: soon enough to notice, seldom enough to be no load. */
    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(1));

    private final InstantSource clock;

    /** @param clock for dates that a server names */
    public Failures(InstantSource clock) {
        this.clock = clock;
    }

    /** The failure; of a status of 200, that it is not what was asked for. */
    public EngineFailure meaning(Answer answer) {
        return switch (answer) {
            case Answer.Given given
            when given.status() == 200 ->
                EngineFailure.transient_(ENGINE_BAD_AUDIO, "the engine answered something else than was asked");
            case Answer.Given given -> refusal(given);
            case Answer.Failed(EngineFailure failure) -> failure;
            case Answer.Unreachable _ ->
                EngineFailure.overloaded(ENGINE_UNAVAILABLE, "the engine took no connection", SOON);
            case Answer.Busy _ -> EngineFailure.overloaded(ENGINE_BUSY, "the engine had no room for a call", SOON);
            case Answer.Lost _ ->
                EngineFailure.crashed(ENGINE_CRASHED, "the engine dropped the connection while it worked");
            case Answer.Cut(long bytes) ->
                EngineFailure.transient_(ENGINE_CUT_AUDIO, "the engine's answer was cut off after " + bytes + " bytes");
            case Answer.Overran(Duration limit) ->
                EngineFailure.transient_(ENGINE_TIMEOUT, "the engine took longer than " + limit);
            case Answer.Overflowed(long max) ->
                EngineFailure.transient_(ENGINE_BAD_AUDIO, "the engine sent more than " + max + " bytes");
        };
    }

    private EngineFailure refusal(Answer.Given answer) {
        Complaint complaint = Complaint.in(answer.body());
        String message = "the engine answered " + answer.status() + complaint.inBrackets();
        if (answer.status() >= 500 && complaint.isOutOfMemory()) {
            return EngineFailure.crashed(ENGINE_OUT_OF_MEMORY, message);
        }
        if (answer.status() >= 500 && complaint.isCardLost()) {
            return EngineFailure.crashed(ENGINE_CRASHED, message);
        }
        return switch (answer.status()) {
            case 429, 503 ->
                EngineFailure.overloaded(ENGINE_OVERLOADED, message, RetryAfter.in(answer.headers(), clock));
            case 401, 403, 407 -> EngineFailure.transient_(ENGINE_MISCONFIGURED, message);
            case 408, 409, 425 -> passing(answer, message);
            default -> byClass(answer, message);
        };
    }

    /** A redirection is an address that the operator should give; nobody is followed with a text and a key. */
    private EngineFailure byClass(Answer.Given answer, String message) {
        return switch (answer.status() / 100) {
            case 3 -> EngineFailure.transient_(ENGINE_MISCONFIGURED, message);
            case 4 -> EngineFailure.permanent(ENGINE_REFUSED, message);
            default -> passing(answer, message);
        };
    }

    /** A proxy before a server that is being started may say when it will be there. */
    private EngineFailure passing(Answer.Given answer, String message) {
        return new EngineFailure(
                ENGINE_FAILED, EngineFailure.Kind.TRANSIENT, message, RetryAfter.in(answer.headers(), clock));
    }
}
