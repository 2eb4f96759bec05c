package dev.chorale.worker.engine.openai;

import static dev.chorale.worker.engine.EngineFailure.ENGINE_FAILED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_MISCONFIGURED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_OUT_OF_MEMORY;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_OVERLOADED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_REFUSED;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.RetryAfter;
import java.time.InstantSource;

/** What a status other than 200 means. */
final class Refusals {
    private final InstantSource clock;

    Refusals(InstantSource clock) {
        this.clock = clock;
    }

    EngineFailure meaning(Answer.Given answer) {
        Complaint complaint = Complaint.in(answer.body());
        String message = "the engine answered " + answer.status() + complaint.inBrackets();
        if (answer.status() >= 500 && complaint.isOutOfMemory()) {
            return EngineFailure.crashed(ENGINE_OUT_OF_MEMORY, message);
        }
        return switch (answer.status()) {
            case 429, 503 ->
                EngineFailure.overloaded(ENGINE_OVERLOADED, message, RetryAfter.in(answer.headers(), clock));
            case 401, 403, 407 -> EngineFailure.transient_(ENGINE_MISCONFIGURED, message);
            case 408, 409, 425 -> EngineFailure.transient_(ENGINE_FAILED, message);
            default -> byClass(answer.status(), message);
        };
    }

    /** A redirection is an address that the operator should give; nobody is followed with a text and a key. */
    private static EngineFailure byClass(int status, String message) {
        return switch (status / 100) {
            case 3 -> EngineFailure.transient_(ENGINE_MISCONFIGURED, message);
            case 4 -> EngineFailure.permanent(ENGINE_REFUSED, message);
            default -> EngineFailure.transient_(ENGINE_FAILED, message);
        };
    }
}
