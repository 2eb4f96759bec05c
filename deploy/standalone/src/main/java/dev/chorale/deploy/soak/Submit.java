package dev.chorale.deploy.soak;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One caller's wish from intent to answer: what was asked, and what the API said to it. Used by several threads. */
final class Submit {
    private final String key;
    private final Line line;
    private final @Nullable Instant deadline;
    private final Manner manner;
    private final Story story = new Story();
    private volatile @Nullable String job;
    private volatile @Nullable Instant cancelledAt;
    private volatile boolean cancelTook;
    private volatile @Nullable String heard;

    /** How a caller learns of the end. */
    enum Manner {
        /** By a webhook. */
        TOLD,
        /** By the stream of its events. */
        FOLLOWING,
        /** By looking. */
        QUIET,
        /** By waiting for the audio itself, on the route of OpenAI's clients. */
        LISTENING
    }

    /**
     * @param key its Idempotency-Key, the same in every try
     * @param deadline after which nobody wants it any more, if there is such a time
     */
    Submit(String key, Line line, @Nullable Instant deadline, Manner manner) {
        this.key = key;
        this.line = line;
        this.deadline = deadline;
        this.manner = manner;
    }

    String key() {
        return key;
    }

    Line line() {
        return line;
    }

    @Nullable
    Instant deadline() {
        return deadline;
    }

    Manner manner() {
        return manner;
    }

    /** The API promised this job. */
    void accepted(String id) {
        job = id;
    }

    /** The job that was promised; null as long as no answer came. */
    @Nullable
    String job() {
        return job;
    }

    /**
     * The API said yes to a cancel.
     *
     * @param took whether it showed the job as cancelled; else the job had ended before
     */
    void cancelled(Instant at, boolean took) {
        cancelTook = took;
        cancelledAt = at;
    }

    /** Its caller got audio of this SHA-256. */
    void heard(String sha256) {
        heard = sha256;
    }

    /** The SHA-256 of the audio that its caller got, if any. */
    Optional<String> heard() {
        return Optional.ofNullable(heard);
    }

    /** What its caller was told by the stream of its events. */
    Story story() {
        return story;
    }

    @Nullable
    Instant cancelledAt() {
        return cancelledAt;
    }

    boolean cancelTook() {
        return cancelTook;
    }
}
