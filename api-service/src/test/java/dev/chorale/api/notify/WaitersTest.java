package dev.chorale.api.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.notify.Waiters.Waiter;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private final Waiters waiters = new Waiters();
    private final UUID job = UUID.randomUUID();

    @Test
    void all_who_wait_for_a_job_go_on_and_nobody_else_does() {
        Waiter first = waiters.join(job, 0);
        Waiter second = waiters.join(job, 0);
        Waiter other = waiters.join(UUID.randomUUID(), 0);

        waiters.release(job, 1);

        assertThat(first.latch().getCount()).isZero();
        assertThat(second.latch().getCount()).isZero();
        assertThat(other.latch().getCount()).isOne();
    }

    @Test
    void who_has_seen_the_event_already_goes_on_waiting() {
        Waiter behind = waiters.join(job, 1);
        Waiter level = waiters.join(job, 2);

        waiters.release(job, 2);

        assertThat(behind.latch().getCount()).isZero();
        assertThat(level.latch().getCount()).isOne();
    }

    @Test
    void a_job_that_nobody_waits_for_any_more_is_not_looked_up() {
        Waiter first = waiters.join(job, 0);
        Waiter second = waiters.join(job, 0);

        waiters.leave(job, first);
        assertThat(waiters.jobs()).containsExactly(job);
        waiters.leave(job, second);
        assertThat(waiters.count()).isZero();
    }

    @Test
    void who_joins_while_another_leaves_is_released_all_the_same() throws InterruptedException {
        AtomicBoolean enough = new AtomicBoolean();
        Thread another = Thread.ofPlatform().start(() -> {
            while (!enough.get()) {
                waiters.leave(job, waiters.join(job, 0));
            }
        });
        try {
            for (int i = 0; i < 200_000; i++) {
                Waiter latch = waiters.join(job, 0);
                waiters.release(job, 1);
                assertThat(latch.latch().getCount()).isZero();
                waiters.leave(job, latch);
            }
        } finally {
            enough.set(true);
            another.join();
        }
    }
}
