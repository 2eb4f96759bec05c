package dev.chorale.common.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Jdbi db = TestDatabase.fresh();
    private final AtomicLong nanos = new AtomicLong(5);
    private final AtomicReference<Instant> machine =
            new AtomicReference<>(Instant.now().plus(HOUR));
    private final DatabaseClock clock = new DatabaseClock(db, nanos::get, machine::get);

    @Test
    void an_hour_ahead_on_this_machine_is_nothing_to_what_is_decided() {
        clock.ask();

        assertThat(clock.instant()).isCloseTo(Instant.now(), within(2, ChronoUnit.SECONDS));
        assertThat(clock.machineIsAhead()).isCloseTo(HOUR, Duration.ofSeconds(2));
    }

    @Test
    void a_clock_that_is_set_meanwhile_moves_nothing_and_time_goes_on() {
        clock.ask();
        Instant before = clock.instant();
        machine.set(Instant.EPOCH);
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(clock.instant()).isEqualTo(before.plusSeconds(3));
    }

    @Test
    void until_the_first_answer_this_machines_clock_must_do() {
        assertThat(new DatabaseClock(db, nanos::get, machine::get).instant()).isEqualTo(machine.get());
    }

    @Test
    void the_first_one_who_asks_for_the_time_has_postgresql_asked() throws Exception {
        var unused = clock.instant();
        for (int tries = 0; clock.machineIsAhead().isZero() && tries < 500; tries++) {
            Thread.sleep(10);
        }
        assertThat(clock.machineIsAhead()).isCloseTo(HOUR, Duration.ofSeconds(10));
    }

    @Test
    void an_answer_that_took_seconds_tells_nothing() {
        AtomicLong slow = new AtomicLong();
        DatabaseClock late =
                new DatabaseClock(db, () -> slow.getAndAdd(Duration.ofSeconds(2).toNanos()), machine::get);
        late.ask();
        assertThat(late.machineIsAhead()).isZero();
    }
}
