package dev.chorale.deploy.soak;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One caller's wish from intent to answer: what was asked, and what the API said to it. Used by several threads. */
final class Submit {
    private final String key;
    private final Line line;
    private final @Nullable Instant deadline;
    private volatile @Nullable String job;
    private volatile @Nullable Instant cancelledAt;
    private volatile boolean cancelTook;

    /**
     * @param key its Idempotency-Key, the same in every try
     * @param deadline after which nobody wants it any more, if there is such a time
     */
    Submit(String key, Line line, @Nullable Instant deadline) {
        this.key = key;
        this.line = line;
        this.deadline = deadline;
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

    @Nullable
    Instant cancelledAt() {
        return cancelledAt;
    }

    boolean cancelTook() {
        return cancelTook;
    }
}
