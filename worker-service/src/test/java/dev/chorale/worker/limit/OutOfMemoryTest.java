package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.http.Answer;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that says that its memory is full, and lives. */
class OutOfMemoryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Answer SPOKEN = given(200, "sound ".repeat(100));
    private static final Answer FULL =
            given(500, "{\"detail\": {\"message\": \"CUDA out of memory. Tried to allocate 20.00 MiB.\"}}");

    private final FakeStandings store = new FakeStandings();
    private final List<Standing> kept = store.kept;
    private long nanos;
    private final KneeLimiter limiter = new KneeLimiter(
            "sim@here", new Knee(Standing.unknown(), () -> Instant.EPOCH, OptionalDouble::empty), store, () -> nanos);

    static Stream<Answer> ways() {
        return Stream.of(
                FULL,
                new Answer.Failed(
                        EngineFailure.crashed(EngineFailure.ENGINE_OUT_OF_MEMORY, "the engine ran out of memory")));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void with_more_calls_than_were_ever_borne_it_sets_a_ceiling_that_is_kept(Answer full) {
        atSix();
        long[] began = begin();
        limiter.ended(began[0], full);
        assertThat(kept.getLast().ceiling()).isEqualTo(5);
        assertThat(limiter.limit()).as("it lives").isEqualTo(5);
    }

    @Test
    void calls_that_it_has_no_room_for_together_count_once() {
        atSix();
        LongStream.of(begin()).forEach(each -> limiter.ended(each, FULL));
        assertThat(kept.getLast().ceiling()).isEqualTo(5);
    }

    @Test
    void with_as_many_as_were_borne_it_is_a_failure_however_often() {
        for (int i = 0; i < 10; i++) {
            long[] began = begin();
            limiter.ended(began[0], FULL);
            LongStream.of(began).skip(1).forEach(each -> limiter.ended(each, SPOKEN));
            assertThat(kept)
                    .allSatisfy(standing -> assertThat(standing.diedAt()).isZero());
        }
        assertThat(limiter.limit()).as("as of other failures").isLessThan(4);
    }

    @Test
    void a_death_with_calls_that_it_had_room_for_is_one_all_the_same() {
        atSix();
        long[] began = begin();
        limiter.ended(began[0], FULL);
        LongStream.of(began).skip(1).forEach(each -> limiter.ended(each, new Answer.Lost()));
        assertThat(kept.getLast().ceiling()).isEqualTo(3);
        assertThat(limiter.limit()).as("one call at a time until one succeeds").isOne();
    }

    @Test
    void of_one_call_alone_it_is_a_texts() {
        for (int i = 0; i < 5; i++) {
            long alone = limiter.begin();
            nanos += SECOND;
            limiter.ended(alone, FULL);
        }
        assertThat(kept).allSatisfy(standing -> assertThat(standing.diedAt()).isZero());
    }

    /** Four calls were borne, and six may be tried. */
    private void atSix() {
        long[] began = begin();
        for (int i = 0; i < began.length; i++) {
            limiter.ended(began[i], SPOKEN);
            began[i] = limiter.begin();
        }
        LongStream.of(began).forEach(each -> limiter.ended(each, given(422, "")));
        assertThat(limiter.limit()).isEqualTo(6);
    }

    /** As many calls as may be, a second ago. */
    private long[] begin() {
        long[] began =
                LongStream.generate(limiter::begin).limit(limiter.limit()).toArray();
        nanos += SECOND;
        return began;
    }

    private static Answer given(int status, String body) {
        return new Answer.Given(
                status, HttpHeaders.of(Map.of(), (name, value) -> true), body.getBytes(StandardCharsets.UTF_8));
    }
}
