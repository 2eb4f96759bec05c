package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.http.Answer;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;

class KneeLimiterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Answer SPOKEN = given(200);

    private final List<Standing> kept = new ArrayList<>();
    private boolean storeIsAway;
    private long nanos = Long.MAX_VALUE - SECOND;
    private final KneeLimiter limiter = new KneeLimiter(
            "sim@here", new Knee(Standing.unknown(), () -> Instant.EPOCH, OptionalDouble::empty), store(), () -> nanos);

    @Test
    void it_grows_with_answers_that_come_as_fast_as_before() {
        for (int i = 0; i < 20; i++) {
            generation(SPOKEN);
        }
        assertThat(limiter.limit()).isGreaterThan(8);
        assertThat(kept.getLast().start()).isGreaterThan(4);
    }

    @Test
    void a_connection_that_drops_beside_others_that_answer_is_no_death() {
        long began = begun();
        limiter.ended(began, 4, new Answer.Lost());
        assertThat(limiter.limit()).as("until it is known, no call begins").isZero();
        limiter.ended(began, 3, SPOKEN);
        assertThat(limiter.limit()).isEqualTo(4);
        assertThat(kept).allSatisfy(standing -> assertThat(standing.diedAt()).isZero());
    }

    @Test
    void doubt_ends_by_itself() {
        limiter.ended(begun(), 4, new Answer.Lost());
        nanos += 2 * SECOND;
        assertThat(limiter.limit()).isEqualTo(4);
    }

    @Test
    void all_that_drop_together_are_a_death_whose_ceiling_is_kept_before_the_next_call() {
        long began = begun();
        for (int flying = 10; flying > 0; flying--) {
            limiter.ended(began, flying, new Answer.Lost());
        }
        assertThat(kept.getLast().ceiling()).isEqualTo(6);
        assertThat(kept.getLast().diedAt()).isEqualTo(10);
        assertThat(limiter.limit()).isOne();
    }

    @Test
    void what_could_not_be_kept_is_kept_after_a_later_call() {
        storeIsAway = true;
        long began = begun();
        for (int flying = 10; flying > 0; flying--) {
            limiter.ended(began, flying, new Answer.Lost());
        }
        assertThat(kept).isEmpty();
        storeIsAway = false;
        limiter.ended(begun(), 1, SPOKEN);
        assertThat(kept.getLast().ceiling()).isEqualTo(6);
    }

    @Test
    void refused_requests_and_a_process_that_is_not_there_say_nothing_of_the_load() {
        for (int i = 0; i < 50; i++) {
            limiter.ended(begun(), 4, given(422));
            limiter.ended(begun(), 4, new Answer.Unreachable());
        }
        assertThat(limiter.limit()).isEqualTo(4);
    }

    @Test
    void errors_of_the_server_lower_it() {
        generation(given(503));
        assertThat(limiter.limit()).isLessThan(4);
    }

    @Test
    void a_server_that_says_by_another_status_that_it_is_full_lowers_it() {
        generation(
                new Answer.Failed(EngineFailure.overloaded(EngineFailure.ENGINE_OVERLOADED, "full", Optional.empty())));
        assertThat(limiter.limit()).isLessThan(4);
    }

    @Test
    void another_status_that_is_about_the_request_says_nothing_of_the_load() {
        for (int i = 0; i < 50; i++) {
            limiter.ended(
                    begun(),
                    4,
                    new Answer.Failed(EngineFailure.permanent(EngineFailure.ENGINE_REFUSED, "no such speaker")));
            limiter.ended(
                    begun(),
                    4,
                    new Answer.Failed(EngineFailure.transient_(EngineFailure.ENGINE_MISCONFIGURED, "no such method")));
        }
        assertThat(limiter.limit()).isEqualTo(4);
    }

    private StandingStore store() {
        return new StandingStore() {
            @Override
            public Optional<Standing> find(String process) {
                return Optional.empty();
            }

            @Override
            public void keep(String process, Standing standing) {
                if (storeIsAway) {
                    throw new ConnectionException(new IllegalStateException("away"));
                }
                kept.add(standing);
            }
        };
    }

    private long begun() {
        long began = nanos;
        nanos += SECOND;
        return began;
    }

    private void generation(Answer answer) {
        int limit = limiter.limit();
        long began = begun();
        for (int n = 0; n < limit; n++) {
            limiter.ended(began, limit, answer);
        }
    }

    private static Answer given(int status) {
        return new Answer.Given(status, HttpHeaders.of(Map.of(), (name, value) -> true), new byte[1000]);
    }
}
