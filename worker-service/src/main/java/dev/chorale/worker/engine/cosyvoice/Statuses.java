package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.http.Complaint;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a status means with which the gRPC server ended a call.
 *
 * <p>It gives every exception as {@code UNKNOWN}, {@code Exception iterating responses:} and Python's text, which alone
 * tells a full card from a voice that cannot be. So here something is decided by reading a message.
 */
final class Statuses {
    /** Of the text of a {@code KeyError} there is only the key, as Python writes a string: the speaker is not known. */
    private static final Pattern KEY_ERROR =
            Pattern.compile("Exception [a-z ]+: (?:KeyError.*|'[^']*'|\"[^\"]*\")", Pattern.DOTALL);

    /** Of a server whose calls with a recording do not work, of a mode that the model has not, and of the recording. */
    private static final List<String> FOR_GOOD =
            List.of("Invalid file", "only implemented for", "buffer size must be", "longer than 30s");

    private Statuses() {}

    /** @param status not {@code OK} */
    static EngineFailure meaning(Status status) {
        String message = "the engine answered " + status.getCode();
        return switch (status.getCode()) {
            case RESOURCE_EXHAUSTED ->
                EngineFailure.overloaded(EngineFailure.ENGINE_OVERLOADED, message, Optional.empty());
            case UNAVAILABLE -> EngineFailure.overloaded(EngineFailure.ENGINE_UNAVAILABLE, message, Optional.empty());
            case UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED ->
                EngineFailure.transient_(EngineFailure.ENGINE_MISCONFIGURED, message);
            default -> exception(status.getDescription() == null ? "" : status.getDescription(), message);
        };
    }

    private static EngineFailure exception(String words, String message) {
        Complaint complaint = new Complaint(words, List.of());
        if (complaint.isOutOfMemory()) {
            return EngineFailure.crashed(EngineFailure.ENGINE_OUT_OF_MEMORY, "the engine ran out of memory");
        }
        if (complaint.isCardLost()) {
            return EngineFailure.crashed(
                    EngineFailure.ENGINE_CRASHED, "the engine lost its card and must be started again");
        }
        return reason(complaint)
                .map(reason -> EngineFailure.permanent(EngineFailure.ENGINE_REFUSED, message + " (" + reason + ")"))
                .orElseGet(() -> EngineFailure.transient_(EngineFailure.ENGINE_FAILED, message));
    }

    private static Optional<String> reason(Complaint complaint) {
        return KEY_ERROR.matcher(complaint.words()).matches()
                ? Optional.of("KeyError")
                : FOR_GOOD.stream().filter(complaint::holds).findFirst();
    }
}
