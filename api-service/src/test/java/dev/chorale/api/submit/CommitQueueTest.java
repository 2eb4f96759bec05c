package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.submit.CommitQueue.Waiting;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommitQueueTest {
    private static final String BOOK = "书".repeat(200_000);
    private static final long BOOK_BYTES = 400_000;

    private final UUID tenant = UUID.randomUUID();

    @Test
    void what_waits_is_one_group_in_its_order() throws InterruptedException {
        CommitQueue queue = new CommitQueue(10);
        Submission first = offer(queue, "One.").submission();
        Submission second = offer(queue, "Two.").submission();

        assertThat(queue.nextGroup()).extracting(Waiting::submission).containsExactly(first, second);
    }

    @Test
    void who_has_given_up_is_in_no_group() throws InterruptedException {
        CommitQueue queue = new CommitQueue(10);
        offer(queue, "One.").result().cancel(false);
        Submission second = offer(queue, "Two.").submission();

        assertThat(queue.nextGroup()).extracting(Waiting::submission).containsExactly(second);
    }

    @Test
    void beyond_its_number_nothing_is_taken_until_a_group_has_left() throws InterruptedException {
        CommitQueue queue = new CommitQueue(1);
        offer(queue, "One.");

        assertThat(queue.offer(Lines.line(tenant, "Two."))).isEmpty();
        queue.nextGroup();
        assertThat(queue.offer(Lines.line(tenant, "Two."))).isPresent();
    }

    @Test
    void long_texts_make_small_groups() throws InterruptedException {
        CommitQueue queue = new CommitQueue(100);
        for (int i = 0; i < 40; i++) {
            offer(queue, BOOK);
        }

        List<Waiting> group = queue.nextGroup();

        assertThat(group.size() * BOOK_BYTES).isBetween(CommitQueue.GROUP_BYTES, CommitQueue.GROUP_BYTES + BOOK_BYTES);
    }

    @Test
    void beyond_its_bytes_nothing_is_taken_until_a_group_has_left() throws InterruptedException {
        CommitQueue queue = new CommitQueue(1000);
        int taken = 0;
        while (queue.offer(Lines.line(tenant, BOOK)).isPresent()) {
            taken++;
        }

        assertThat(taken * BOOK_BYTES).isBetween(CommitQueue.MOST_BYTES - BOOK_BYTES, CommitQueue.MOST_BYTES);
        queue.nextGroup();
        assertThat(queue.offer(Lines.line(tenant, BOOK))).isPresent();
    }

    private Waiting offer(CommitQueue queue, String text) {
        return queue.offer(Lines.line(tenant, text)).orElseThrow();
    }
}
