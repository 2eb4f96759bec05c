package dev.chorale.worker.claim;

import dev.chorale.common.wire.WakeUp;
import java.time.Duration;
import java.util.List;

/**
 * Brings wake-ups of one engine. After each {@link #poll} that brought some, exactly one of {@link #accept} and
 * {@link #release} must follow before the next. Used by one thread.
 */
interface WakeUpSource extends AutoCloseable {
    /** Blocks for at most {@code limit}. Empty: nothing came, or Kafka is away. */
    List<WakeUp> poll(Duration limit) throws InterruptedException;

    /** All of the last poll are dealt with. */
    void accept();

    /** None of the last poll could be dealt with: they shall come again, to whomever. */
    void release();

    /** Whether the last poll was the first in a new group, which takes its time to begin: silence means nothing yet. */
    boolean joined();

    @Override
    void close();
}
