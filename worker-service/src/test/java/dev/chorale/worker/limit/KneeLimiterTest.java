package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.http.Answer;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KneeLimiterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Answer SPOKEN = given(200);
    private static final Answer LOST = new Answer.Lost();

    private final FakeStandings store = new FakeStandings();
    private final List<Standing> kept = store.kept;
    private long nanos = Long.MAX_VALUE - SECOND;
    private final KneeLimiter limiter = new KneeLimiter(
            "sim@here", new Knee(Standing.unknown(), () -> Instant.EPOCH, OptionalDouble::empty), store, () -> nanos);

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
        long[] began = begin(4);
        limiter.ended(began[0], LOST);
        assertThat(limiter.limit()).as("until it is known, no call begins").isZero();
        limiter.ended(began[1], SPOKEN);
        assertThat(limiter.limit()).isEqualTo(4);
        limiter.ended(began[2], LOST);
        limiter.ended(began[3], SPOKEN);
        assertThat(kept).allSatisfy(standing -> assertThat(standing.diedAt()).isZero());
    }

    @Test
    void doubt_ends_by_itself_while_others_are_still_in_flight() {
        long[] began = begin(5);
        limiter.ended(began[0], LOST);
        nanos += 2 * SECOND;
        assertThat(limiter.limit()).isEqualTo(4);
        end(Arrays.copyOfRange(began, 1, 5), LOST);
        assertThat(kept.getLast().diedAt()).as("until these drop too").isEqualTo(5);
    }

    @Test
    void all_that_drop_together_are_a_death_whose_ceiling_is_kept_before_the_next_call() {
        end(begin(10), LOST);
        assertDiedAtTen();
    }

    @Test
    void calls_that_were_given_up_beside_one_that_dropped_do_not_hide_a_death() {
        long[] began = begin(10);
        limiter.ended(began[0], LOST);
        LongStream.of(began).skip(1).forEach(limiter::aborted);
        assertDiedAtTen();
    }

    @Test
    void nor_do_calls_that_found_nobody_there() {
        long[] began = begin(10);
        limiter.ended(began[0], LOST);
        end(Arrays.copyOfRange(began, 1, 6), new Answer.Unreachable());
        end(Arrays.copyOfRange(began, 6, 10), LOST);
        assertDiedAtTen();
    }

    @Test
    void a_call_that_began_later_says_nothing_of_it() {
        long[] began = begin(10);
        limiter.ended(began[0], LOST);
        nanos++;
        end(begin(2), SPOKEN);
        end(Arrays.copyOfRange(began, 1, 10), LOST);
        assertDiedAtTen();
    }

    private void assertDiedAtTen() {
        assertThat(kept.getLast().ceiling()).isEqualTo(6);
        assertThat(kept.getLast().diedAt()).isEqualTo(10);
        assertThat(limiter.limit()).isOne();
    }

    /** What becomes of calls whose process died behind a proxy, or hangs. */
    static Stream<Answer> troubles() {
        return Stream.of(
                given(502), given(503), given(504), new Answer.Cut(7), new Answer.Overran(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void all_that_fail_together_with_more_than_were_ever_borne_are_a_death(Answer trouble) {
        generation(SPOKEN);
        long[] began = begin(6);
        assertThat(limiter.limit()).isEqualTo(6);
        end(began, trouble);
        assertThat(kept.getLast().ceiling()).isEqualTo(3);
        assertThat(kept.getLast().diedAt()).isEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void with_as_many_as_were_borne_somebody_may_have_restarted_it(Answer trouble) {
        generation(SPOKEN);
        end(begin(4), trouble);
        assertThat(kept).allSatisfy(standing -> assertThat(standing.diedAt()).isZero());
    }

    @Test
    void behind_a_proxy_one_that_is_answered_shows_that_the_process_lives() {
        generation(SPOKEN);
        long[] began = begin(6);
        end(Arrays.copyOfRange(began, 0, 5), given(502));
        limiter.ended(began[5], SPOKEN);
        assertThat(kept).allSatisfy(standing -> assertThat(standing.diedAt()).isZero());
    }

    @Test
    void one_that_was_cut_off_beside_those_given_up_for_it_is_no_death() {
        generation(SPOKEN);
        long[] began = begin(6);
        limiter.ended(began[0], new Answer.Cut(0));
        LongStream.of(began).skip(1).forEach(limiter::aborted);
        assertThat(kept).allSatisfy(standing -> assertThat(standing.diedAt()).isZero());
    }

    @Test
    void a_proxy_without_a_process_behind_it_is_no_death() {
        end(begin(4), given(502));
        assertThat(kept).allSatisfy(standing -> assertThat(standing.diedAt()).isZero());
    }

    @Test
    void what_could_not_be_kept_is_kept_after_a_later_call() {
        store.fails = new ConnectionException(new IllegalStateException("away"));
        end(begin(10), LOST);
        assertThat(kept).isEmpty();
        store.fails = null;
        end(begin(1), SPOKEN);
        assertThat(kept.getLast().ceiling()).isEqualTo(6);
    }

    @Test
    void whatever_keeping_fails_of_calls_begin_again() {
        store.fails = new IllegalStateException("a bug");
        assertThatThrownBy(() -> end(begin(10), LOST)).hasMessage("a bug");
        nanos += 2 * SECOND;
        assertThat(limiter.limit()).isOne();
    }

    @Test
    void a_ceiling_that_an_operator_had_forgotten_falls_away_within_a_minute() {
        nanos += 2 * SECOND;
        end(begin(10), LOST);
        store.found = Optional.of(new Standing(5, Standing.NONE, 0, Instant.EPOCH.plusSeconds(2)));
        nanos += 60 * SECOND;
        for (int i = 0; i < 30; i++) {
            generation(SPOKEN);
        }
        assertThat(limiter.limit()).isGreaterThan(6);
        assertThat(kept.getLast().ceiling()).isEqualTo(Standing.NONE);
    }

    @Test
    void a_later_ceiling_of_another_worker_holds_here_too() {
        store.found = Optional.of(new Standing(2, 2, 4, Instant.EPOCH.plusSeconds(1)));
        nanos += 60 * SECOND;
        end(begin(1), SPOKEN);
        assertThat(limiter.limit()).isEqualTo(2);
    }

    @Test
    void refused_requests_and_a_process_that_is_not_there_say_nothing_of_the_load() {
        for (int i = 0; i < 50; i++) {
            end(begin(1), given(422));
            end(begin(1), new Answer.Unreachable());
        }
        assertThat(limiter.limit()).isEqualTo(4);
    }

    @Test
    void errors_of_the_server_lower_it() {
        generation(given(503));
        assertThat(limiter.limit()).isLessThan(4);
    }

    @Test
    void an_answer_without_a_sound_is_a_failure_however_fast() {
        generation(given(200, new byte[1000]));
        assertThat(limiter.limit()).isLessThan(4);
    }

    @Test
    void so_is_audio_that_nobody_believes() {
        long[] began = begin(4);
        end(began, SPOKEN);
        LongStream.of(began).forEach(limiter::disbelieved);
        assertThat(limiter.limit()).isLessThan(4);
    }

    @Test
    void a_call_that_was_given_up_keeps_its_place_for_as_long_as_calls_take() {
        generation(SPOKEN);
        long[] began = begin(1);
        nanos -= SECOND / 2;
        limiter.aborted(began[0]);
        assertThat(limiter.limit()).isEqualTo(5);
        nanos += SECOND / 2;
        assertThat(limiter.limit()).isEqualTo(6);
    }

    @Test
    void so_does_one_that_took_too_long() {
        generation(SPOKEN);
        end(begin(1), new Answer.Overran(Duration.ofSeconds(1)));
        assertThat(limiter.limit()).isEqualTo(5);
        nanos += SECOND;
        assertThat(limiter.limit()).isEqualTo(6);
    }

    @Test
    void but_not_in_a_process_that_died() {
        generation(SPOKEN);
        long dying = limiter.begin();
        limiter.aborted(limiter.begin());
        assertThat(limiter.limit()).isEqualTo(5);
        limiter.ended(dying, LOST);
        assertThat(limiter.limit()).as("one at a time, and that one now").isOne();
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
            end(begin(1), new Answer.Failed(EngineFailure.permanent(EngineFailure.ENGINE_REFUSED, "no such speaker")));
            end(
                    begin(1),
                    new Answer.Failed(EngineFailure.transient_(EngineFailure.ENGINE_MISCONFIGURED, "no such method")));
        }
        assertThat(limiter.limit()).isEqualTo(4);
    }

    /** As many calls as may be, each followed by another at once; of those that follow nothing is learned. */
    private void generation(Answer answer) {
        long[] followed = LongStream.of(begin(limiter.limit()))
                .map(each -> {
                    limiter.ended(each, answer);
                    return limiter.begin();
                })
                .toArray();
        end(followed, given(422));
    }

    /** So many calls, a second ago. */
    private long[] begin(int calls) {
        long[] began = LongStream.generate(limiter::begin).limit(calls).toArray();
        nanos += SECOND;
        return began;
    }

    private void end(long[] began, Answer answer) {
        LongStream.of(began).forEach(each -> limiter.ended(each, answer));
    }

    private static Answer given(int status) {
        byte[] sound = new byte[1000];
        Arrays.fill(sound, (byte) 1);
        return given(status, sound);
    }

    private static Answer given(int status, byte[] body) {
        return new Answer.Given(status, HttpHeaders.of(Map.of(), (name, value) -> true), body);
    }
}
