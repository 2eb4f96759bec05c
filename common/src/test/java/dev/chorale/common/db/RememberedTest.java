package dev.chorale.common.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);

    @Test
    void where_each_call_looks_one_beside_another_sees_what_is_there_now() throws Exception {
        assertThat(besideOneThatLooks(Duration.ZERO, Duration.ZERO)).contains("new");
    }

    @Test
    void beside_a_look_that_hangs_what_is_known_counts() throws Exception {
        assertThat(besideOneThatLooks(Duration.ZERO, Duration.ofSeconds(1))).contains("old");
    }

    @Test
    void where_what_is_known_may_be_old_one_call_looks_for_all() throws Exception {
        assertThat(besideOneThatLooks(Duration.ofSeconds(5), Duration.ZERO)).contains("old");
    }

    @Test
    void while_the_database_is_away_what_is_known_counts() {
        Remembered<String, String> remembered = new Remembered<>(Duration.ZERO, now::get);
        remembered.get("key", () -> Optional.of("old"));

        assertThat(remembered.get("key", () -> {
                    throw new ConnectionException(new IllegalStateException("refused"));
                }))
                .contains("old");
    }

    /** What a call finds that comes so long after another one began to look that has not found anything yet. */
    private Optional<String> besideOneThatLooks(Duration fresh, Duration later) throws Exception {
        Remembered<String, String> remembered = new Remembered<>(fresh, now::get);
        remembered.get("key", () -> Optional.of("old"));
        now.addAndGet(fresh.toNanos());
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<String>> first = caller.submit(() -> remembered.get("key", () -> {
                looking.countDown();
                await(asked);
                return Optional.of("old");
            }));
            looking.await();
            now.addAndGet(later.toNanos());
            Optional<String> second = remembered.get("key", () -> Optional.of("new"));
            asked.countDown();
            assertThat(first.get()).contains("old");
            return second;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
