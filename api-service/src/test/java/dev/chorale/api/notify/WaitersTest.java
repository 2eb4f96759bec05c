package dev.chorale.api.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private final Waiters waiters = new Waiters();
    private final UUID job = UUID.randomUUID();

    @Test
    void all_who_wait_for_a_job_go_on_and_nobody_else_does() {
        CountDownLatch first = waiters.join(job);
        CountDownLatch second = waiters.join(job);
        CountDownLatch other = waiters.join(UUID.randomUUID());

        waiters.release(job);

        assertThat(first.getCount()).isZero();
        assertThat(second.getCount()).isZero();
        assertThat(other.getCount()).isOne();
    }

    @Test
    void a_job_that_nobody_waits_for_any_more_is_not_looked_up() {
        CountDownLatch first = waiters.join(job);
        CountDownLatch second = waiters.join(job);

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
                waiters.leave(job, waiters.join(job));
            }
        });
        try {
            for (int i = 0; i < 200_000; i++) {
                CountDownLatch latch = waiters.join(job);
                waiters.release(job);
                assertThat(latch.getCount()).isZero();
                waiters.leave(job, latch);
            }
        } finally {
            enough.set(true);
            another.join();
        }
    }
}
