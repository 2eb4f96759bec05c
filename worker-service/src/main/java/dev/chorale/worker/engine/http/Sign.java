package dev.chorale.worker.engine.http;

import dev.chorale.worker.engine.EngineFailure;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the end of a call says of the process that was called. */
public enum Sign {
    /** It spoke. */
    SPOKE,
    /** It answered with silence. */
    SILENT,
    /** It failed: an error, an answer cut off, a dropped connection, or none taken. */
    FAILED,
    /** It met a limit of time. */
    LATE,
    /** It lost a model, and could not be given it again. */
    LOST_MODEL,
    /** It lost its card: it speaks only after a new start. */
    LOST_CARD;

    private static final int OK = 200;
    private static final int SERVER_ERROR = 500;

    /** Of an answer that should be audio; empty if it says nothing. */
    public static Optional<Sign> of(Answer answer) {
        return answer instanceof Answer.Given given && given.status() == OK
                ? Optional.of(given.body().length == 0 ? FAILED : isBlank(given.body()) ? SILENT : SPOKE)
                : ofTrouble(answer);
    }

    /** Of an answer whose success says nothing. */
    public static Optional<Sign> ofTrouble(Answer answer) {
        return switch (answer) {
            case Answer.Given given
            when given.status() >= SERVER_ERROR ->
                Optional.of(Complaint.in(given.body()).isCardLost() ? LOST_CARD : FAILED);
            case Answer.Lost _, Answer.Cut _, Answer.Overflowed _, Answer.Unreachable _ -> Optional.of(FAILED);
            case Answer.Failed(EngineFailure failure) -> ofFailure(failure);
            case Answer.Overran _ -> Optional.of(LATE);
            case Answer.Given _, Answer.Busy _ -> Optional.empty();
        };
    }

    private static Optional<Sign> ofFailure(EngineFailure failure) {
        if (failure.code().equals(EngineFailure.ENGINE_CRASHED)) {
            return Optional.of(LOST_CARD);
        }
        return switch (failure.kind()) {
            case OVERLOADED, PERMANENT -> Optional.empty();
            case TRANSIENT, CRASHED -> Optional.of(FAILED);
        };
    }

    /** Nothing, or nothing but zeros, behind what may be a header; of a body with sound it looks at the first bytes alone. */
    private static boolean isBlank(byte[] body) {
        int at = CallTimes.MOST_HEADER_BYTES;
        while (at < body.length && body[at] == 0) {
            at++;
        }
        return at >= body.length && !isText(body);
    }

    /** A short answer may be a word of failure: no control characters, and not the header of a WAV. */
    private static boolean isText(byte[] body) {
        String head =
                new String(body, 0, Math.min(body.length, CallTimes.MOST_HEADER_BYTES), StandardCharsets.ISO_8859_1);
        return !head.startsWith("RIFF") && head.chars().allMatch(c -> c >= ' ' || Character.isWhitespace(c));
    }
}
