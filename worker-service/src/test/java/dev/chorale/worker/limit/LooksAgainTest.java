package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Once a minute, who ended a call asks the store whether others know better. */
class LooksAgainTest {
    private static final Duration PROMPT = Duration.ofSeconds(5);

    private final FakeStandings store = new FakeStandings();
    private long nanos;
    private final KneeLimiter limiter = new KneeLimiter(
            "sim@here", new Knee(Standing.unknown(), () -> Instant.EPOCH, OptionalDouble::empty), store, () -> nanos);

    @Test
    void calls_of_others_begin_and_end_while_the_store_is_asked() {
        AtomicBoolean passed = new AtomicBoolean();
        store.found = Optional.of(new Standing(2, 2, 4, Instant.EPOCH.plusSeconds(1)));
        store.meanwhile = () -> passed.set(isPrompt(() -> limiter.ended(limiter.begin(), new Answer.Unreachable())));
        nanos += Duration.ofMinutes(1).toNanos();
        limiter.ended(limiter.begin(), new Answer.Unreachable());

        assertThat(passed).isTrue();
        assertThat(limiter.limit()).isEqualTo(2);
    }

    private static boolean isPrompt(Runnable call) {
        try {
            return Thread.ofVirtual().start(call).join(PROMPT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
