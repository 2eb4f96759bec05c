package dev.chorale.deploy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ProbesTest {
    private static final Duration NO_TIME = Duration.ZERO;
    private static final List<EngineVoice> BOTH = List.of(FakeEngine.LOW, FakeEngine.HIGH);

    @Test
    void voices_that_keep_their_sound_are_told_apart_though_no_take_is_like_another() throws Exception {
        assertThat(twoVoices(new FakeEngine(8, Duration.ofNanos(1_000_000))).kept())
                .isTrue();
    }

    @Test
    void a_voice_that_ends_in_another_one_is_found() throws Exception {
        TwoVoices found = twoVoices(new FakeEngine(8, Duration.ofNanos(1_000_000)) {
            @Override
            Spoken answer(Segment segment) {
                Spoken own = super.answer(segment);
                return atWork(8) < 2
                        ? own
                        : new Spoken.Speech(Tones.joined(Tones.tone(150, 2, 1), Tones.tone(260, 2, 1)));
            }
        });

        assertThat(found.kept()).isFalse();
        assertThat(found.said()).contains("low and high");
    }

    @Test
    void voices_that_nobody_can_tell_apart_are_not_judged() throws Exception {
        TwoVoices found = twoVoices(new FakeEngine(8, NO_TIME) {
            private long takes;

            @Override
            synchronized Spoken answer(Segment segment) {
                return new Spoken.Speech(Tones.tone(200, 4, ++takes));
            }
        });

        assertThat(found.kept()).isNull();
        assertThat(found.said()).startsWith("cannot be told");
    }

    @Test
    void a_voice_that_repeats_itself_alone_but_not_beside_another_has_not_kept_its_audio() {
        TwoVoices.Alone own = new TwoVoices.Alone(Tones.tone(200, 2, 1), Tones.tone(200, 2, 1));
        TwoVoices.Alone other = new TwoVoices.Alone(Tones.tone(200, 2, 2), Tones.tone(200, 2, 2));

        assertThat(TwoVoices.likeness(Tones.tone(200, 2, 1), own, other)).isEqualTo(TwoVoices.Likeness.SAME_BYTES);
        assertThat(TwoVoices.likeness(Tones.tone(200, 2, 3), own, other)).isEqualTo(TwoVoices.Likeness.ANOTHER);
        assertThat(TwoVoices.judged(List.of("a", "b"), List.of(TwoVoices.Likeness.ANOTHER))
                        .kept())
                .isFalse();
    }

    @Test
    void texts_are_whole_where_the_audio_grows_with_them() throws Exception {
        Lengths found = lengths(new FakeEngine(8, NO_TIME));

        assertThat(found.cut()).isFalse();
        assertThat(found.longestWhole()).isGreaterThan(FakeEngine.MAX_INPUT);
        assertThat(found.said()).contains("and beyond it");
    }

    @Test
    void a_server_that_stops_after_twelve_seconds_is_found_and_what_it_bears() throws Exception {
        Lengths found = lengths(new FakeEngine(8, NO_TIME) {
            @Override
            Spoken answer(Segment segment) {
                return new Spoken.Speech(
                        Tones.tone(150, Math.min(9, 0.06 * segment.text().length()), 1));
            }
        });

        assertThat(found.cut()).isTrue();
        assertThat(found.longestWhole()).isBetween(190, 200);
        assertThat(found.lengths().getLast().outcome()).isEqualTo(Lengths.Outcome.CUT);
        assertThat(found.told().getLast()).contains("cut: ", "% of the length that its text needs");
    }

    @Test
    void a_text_for_which_there_was_no_time_is_not_held_against_the_server() throws Exception {
        try (Mouth mouth = new Mouth(new FakeEngine(8, Duration.ofMillis(5)))) {
            Lengths found = Lengths.of(mouth, FakeEngine.LOW, Allowance.of(Duration.ofMillis(700)));

            assertThat(found.cut()).isFalse();
            assertThat(found.longestWhole())
                    .isEqualTo(Wording.line(FakeEngine.LOW).length());
            assertThat(found.said()).startsWith("cannot be told").contains("the time was up");
        }
    }

    @Test
    void a_server_whose_place_is_free_after_a_cancelled_call_is_told_from_one_that_works_on() throws Exception {
        Cancelling freeing = cancelling(new FakeEngine(2, Duration.ofMillis(3)));
        Cancelling not = Cancelling.of(Duration.ofMillis(200), Duration.ofMillis(1800), Duration.ofMillis(1500));

        assertThat(freeing.frees()).isTrue();
        assertThat(not.frees()).isFalse();
        assertThat(not.said()).contains("1.50 s after they were cancelled");
    }

    @Test
    void what_a_quick_or_a_wide_server_does_with_a_cancelled_call_cannot_be_told() throws Exception {
        assertThat(cancelling(new FakeEngine(1, NO_TIME)).said()).contains("takes only");
        assertThat(Cancelling.of(Duration.ofMillis(200), Duration.ofMillis(220), Duration.ofMillis(200))
                        .frees())
                .isNull();
    }

    @Test
    void sound_well_before_the_end_is_streaming() {
        assertThat(Streaming.of(answered(100, 1000)).streams()).isTrue();
        assertThat(Streaming.of(answered(950, 1000)).streams()).isFalse();
        assertThat(Streaming.of(answered(5, 20)).streams()).isNull();
        assertThat(Streaming.of(new Call(line(), heard(), Duration.ofSeconds(1), Optional.empty()))
                        .streams())
                .isNull();
    }

    @Test
    void the_knee_is_where_more_at_once_gains_nothing() throws Exception {
        try (Mouth mouth = new Mouth(new FakeEngine(2, Duration.ofMillis(1)))) {
            Load found = Load.of(mouth, FakeEngine.LOW, 1, Allowance.of(Duration.ofMillis(2400)));

            assertThat(found.knee()).isEqualTo(2);
            assertThat(found.levels()).extracting(Level::concurrency).containsExactly(1, 2, 4, 8);
            assertThat(found.levels().get(1).perSecond())
                    .isGreaterThan(1.6 * found.levels().getFirst().perSecond());
        }
    }

    @Test
    void a_call_that_a_server_goes_on_with_after_its_abort_does_not_count_among_those_at_once() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        FakeEngine narrow = new FakeEngine(100, Duration.ZERO) {
            @Override
            public Spoken answer(Segment segment) {
                if (inside.incrementAndGet() > 1) {
                    inside.decrementAndGet();
                    return Spoken.refused(EngineFailure.ENGINE_FAILED, EngineFailure.Kind.TRANSIENT, "full");
                }
                LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
                while (Thread.interrupted()) {
                    LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
                }
                inside.decrementAndGet();
                return super.answer(segment);
            }
        };
        try (Mouth mouth = new Mouth(narrow)) {
            Segment line = Mouth.line(FakeEngine.LOW, "A line.");
            mouth.say(line, Allowance.of(Duration.ofSeconds(5)));
            mouth.say(line, Allowance.of(Duration.ofMillis(20)));

            Load found = Load.of(mouth, FakeEngine.LOW, 1, Allowance.of(Duration.ofSeconds(1)));

            assertThat(found.levels().getFirst().errors()).isEmpty();
        }
    }

    @Test
    void what_fails_is_no_throughput_and_more_of_it_is_not_tried() throws Exception {
        SpeechEngine dying = new FakeEngine(4, Duration.ofNanos(100_000)) {
            @Override
            Spoken answer(Segment segment) {
                return atWork(4) < 4
                        ? super.answer(segment)
                        : new Spoken.Refused(EngineFailure.crashed(EngineFailure.ENGINE_CRASHED, "gone"));
            }
        };
        try (Mouth mouth = new Mouth(dying)) {
            Load found = Load.of(mouth, FakeEngine.LOW, 1, Allowance.of(Duration.ofSeconds(1)));

            assertThat(found.levels()).extracting(Level::concurrency).containsExactly(1, 2, 4);
            assertThat(found.levels().getLast().errors()).containsKey("engine_crashed");
            assertThat(found.knee()).isEqualTo(2);
            assertThat(found.told()).contains("more at once was not tried");
        }
    }

    @Test
    void audio_that_cannot_be_its_text_is_an_error_under_load_too() {
        Spoken silence = new Spoken.Speech(new Pcm(new byte[4 * Tones.RATE_HZ], Tones.RATE_HZ));
        Call call = new Call(line(), silence, Duration.ofSeconds(1), Optional.empty());

        Level level = Level.of(
                2, Duration.ofSeconds(2), List.of(Level.Turn.of(call, Tones.RATE_HZ), turn(1), turn(1), turn(1)));

        assertThat(level.errors()).containsExactly(Map.entry("implausible_audio", 1L));
        assertThat(level.perSecond()).isEqualTo(1.5);
        assertThat(level.audioSecondsPerSecond()).isEqualTo(6);
        assertThat(level.isClean()).isFalse();
    }

    @Test
    void a_level_with_an_error_is_never_the_knee() {
        Level one = new Level(1, 10, Map.of(), 1, 1, null, 1000);
        Level two = new Level(2, 10, Map.of("engine_failed", 1L), 2, 2, null, 1000);

        assertThat(Load.of(List.of(one, two)).knee()).isOne();
        assertThat(Load.of(List.of(two)).knee()).isNull();
        assertThat(Load.of(List.of(one, new Level(8, 10, Map.of(), 5, 5, null, 1000)))
                        .said())
                .contains("there may be more in it");
    }

    @Test
    void a_call_is_aborted_when_the_time_is_up() throws Exception {
        try (Mouth mouth = new Mouth(new FakeEngine(1, Duration.ofMinutes(1)))) {
            Call call = mouth.say(line(), Allowance.of(Duration.ofMillis(50)));

            assertThat(call.failure().orElseThrow().code()).isEqualTo("time_was_up");
            assertThat(call.took()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void memory_is_read_where_it_is_told() {
        assertThat(Memory.resident("# HELP\nprocess_resident_memory_bytes 2.097152e+06\n"))
                .hasValue(2 << 20);
        assertThat(Memory.resident("simulator_up 1\n")).isEmpty();
        assertThat(Memory.between(OptionalDouble.of(1 << 20), OptionalDouble.of(3 << 20))
                        .growthMib())
                .isEqualTo(2.0);
        assertThat(Memory.between(OptionalDouble.empty(), OptionalDouble.of(1)).said())
                .startsWith("cannot be told");
    }

    private static Level.Turn turn(long seconds) {
        return new Level.Turn(Duration.ofSeconds(seconds), Optional.empty(), Duration.ofSeconds(4), Optional.empty());
    }

    private static TwoVoices twoVoices(SpeechEngine engine) throws InterruptedException {
        try (Mouth mouth = new Mouth(engine)) {
            return TwoVoices.of(mouth, BOTH, 1, Allowance.of(Duration.ofSeconds(20)));
        }
    }

    private static Lengths lengths(SpeechEngine engine) throws InterruptedException {
        try (Mouth mouth = new Mouth(engine)) {
            return Lengths.of(mouth, FakeEngine.LOW, Allowance.of(Duration.ofSeconds(20)));
        }
    }

    private static Cancelling cancelling(SpeechEngine engine) throws InterruptedException {
        try (Mouth mouth = new Mouth(engine)) {
            return Cancelling.of(mouth, FakeEngine.LOW, Allowance.of(Duration.ofSeconds(20)));
        }
    }

    private static Call answered(long firstSoundMs, long tookMs) {
        return new Call(line(), heard(), Duration.ofMillis(tookMs), Optional.of(Duration.ofMillis(firstSoundMs)));
    }

    private static Segment line() {
        return Mouth.line(FakeEngine.LOW, Wording.line(FakeEngine.LOW));
    }

    private static Spoken heard() {
        return new Spoken.Speech(Tones.tone(150, 4, 1));
    }
}
