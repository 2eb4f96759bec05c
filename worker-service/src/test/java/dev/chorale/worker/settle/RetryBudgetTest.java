package dev.chorale.worker.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final RetryBudget budget = new RetryBudget(nanos::get);

    @Test
    void a_quiet_minute_has_a_few_retries_in_any_case() {
        assertThat(takeOf(100)).isEqualTo(RetryBudget.ALWAYS);
    }

    @Test
    void a_busy_minute_has_a_tenth_of_its_first_tries() {
        IntStream.range(0, 1000).forEach(i -> budget.firstTry());
        assertThat(takeOf(500)).isEqualTo(100);
    }

    @Test
    void what_was_spent_comes_back_after_a_minute() {
        takeOf(100);
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(takeOf(100)).isZero();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(takeOf(100)).isEqualTo(RetryBudget.ALWAYS);
    }

    private int takeOf(int tries) {
        return (int) IntStream.range(0, tries).filter(i -> budget.take()).count();
    }
}
