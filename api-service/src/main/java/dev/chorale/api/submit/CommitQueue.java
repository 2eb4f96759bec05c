package dev.chorale.api.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Submissions that wait for their commit, in the order in which they came. They are bounded by number and by the length of
 * their texts, for a thousand books are another load than a thousand lines. May be used by many threads at once.
 */
final class CommitQueue {
    static final int MOST_IN_GROUP = 256;
    /** Of a group, in bytes: the submission that goes beyond it is its last one. */
    static final long GROUP_BYTES = 8L << 20;
    /** Of all that waits, in bytes. */
    static final long MOST_BYTES = 64L << 20;

    private final BlockingQueue<Waiting> queue;
    private final AtomicLong bytes = new AtomicLong();

    /** A submission and what will become of it. It is done when nobody waits for it any more, too. */
    record Waiting(Submission submission, CompletableFuture<Submitted> result) {}

    /** @param most how many may wait */
    CommitQueue(int most) {
        this.queue = new ArrayBlockingQueue<>(most);
    }

    /** Never blocks. @return nothing where too many wait, or too much */
    Optional<Waiting> offer(Submission submission) {
        Waiting waiting = new Waiting(submission, new CompletableFuture<>());
        long weight = submission.bytes();
        if (bytes.addAndGet(weight) > MOST_BYTES || !queue.offer(waiting)) {
            bytes.addAndGet(-weight);
            return Optional.empty();
        }
        return Optional.of(waiting);
    }

    /** What waits now, up to a group; blocks until there is something. What nobody waits for any more is dropped. */
    List<Waiting> nextGroup() throws InterruptedException {
        List<Waiting> group = new ArrayList<>();
        long size = 0;
        for (@Nullable Waiting next = queue.take(); next != null; next = poll(group.size(), size)) {
            long weight = next.submission().bytes();
            bytes.addAndGet(-weight);
            if (!next.result().isDone()) {
                group.add(next);
                size += weight;
            }
        }
        return group;
    }

    private @Nullable Waiting poll(int count, long size) {
        return count < MOST_IN_GROUP && size < GROUP_BYTES ? queue.poll() : null;
    }
}
