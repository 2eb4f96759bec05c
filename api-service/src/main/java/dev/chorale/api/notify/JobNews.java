package dev.chorale.api.notify;

import java.util.UUID;

/**
 * What a job event told every API process: fired as a CDI event after it was read.
 *
 * @param type the CloudEvent's type: {@code job.running}, {@code job.succeeded}, {@code job.deleted} …
 */
public record JobNews(UUID job, String type) {
    /** A job's audio was erased by its owner: nobody may serve it from memory. */
    public static final String DELETED = "job.deleted";

    /** A worker has begun. */
    public static final String RUNNING = "job.running";

    public boolean isEnd() {
        return !type.equals(RUNNING) && !type.equals(DELETED);
    }
}
