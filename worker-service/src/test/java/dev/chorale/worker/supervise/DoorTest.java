package dev.chorale.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.http.Sign;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DoorTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Door door = new Door(nanos::get);

    @Test
    void nobody_enters_before_it_opens_or_after_it_closed() {
        assertThat(door.begin(LONG)).isFalse();
        open();
        assertThat(door.begin(LONG)).isTrue();
        door.close();
        assertThat(door.isOpen()).isFalse();
        assertThat(door.begin(LONG)).isFalse();
    }

    @Test
    void it_waits_for_those_inside() throws Exception {
        open();
        door.begin(LONG);
        door.begin(Duration.ofSeconds(1));
        door.close();
        Thread waiting = waiting();
        door.end();
        Waiting.until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        door.end();
        assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void but_no_longer_than_the_longest_of_them_may_take() throws Exception {
        open();
        door.begin(LONG);
        door.begin(Duration.ofSeconds(1));
        door.close();
        nanos.addAndGet(LONG.plusSeconds(6).toNanos());
        assertThat(waiting().join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void what_those_inside_saw_makes_the_verdict_of_this_life_alone() {
        open();
        door.saw(Sign.LOST_CARD);
        door.saw(Sign.SPOKE);
        assertThat(door.verdict()).contains(Reason.CARD);
        open();
        assertThat(door.verdict()).isEmpty();
        assertThat(door.starts()).isEqualTo(2);
    }

    @Test
    void what_comes_after_it_closed_is_nobodys() {
        open();
        door.close();
        door.saw(Sign.LOST_CARD);
        assertThat(door.verdict()).isEmpty();
    }

    private void open() {
        door.open(new Health(Duration.ofMinutes(10)));
    }

    private Thread waiting() {
        return Thread.ofVirtual().start(() -> {
            try {
                door.awaitEmpty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
