package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.job.Ids;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.speech.UtteranceJson;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.settle.AudioShelf;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Outcome;
import dev.chorale.worker.settle.Outcome.Finished;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Outcomes;
import dev.chorale.worker.settle.SettleRoom;
import dev.chorale.worker.settle.Settlement;
import dev.chorale.worker.settle.Settler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkTest {
    private static final Duration LIFE = Duration.ofHours(24);
    private static final ClaimSettings SETTINGS = new ClaimSettings(
            4, Duration.ofMinutes(1), Duration.ZERO, true, Duration.ofSeconds(2), 1, Map.of("sovits", ""));
    private static final UUID WORKER = UUID.randomUUID();
    private static final MadeVoice ALICE = new MadeVoice("sovits", "en", Map.of("ref_audio", "alice.wav"));
    private static final Utterance LINE =
            new Utterance("Hello.", "voice_1", Prosody.NEUTRAL, Style.NONE, 1, AudioFormat.WAV, 24000, "", ALICE);

    private final Lives lives = new Lives();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private int suspicion;

    /** Keeps for how long others may find what was made; nothing else happens here. */
    private static final class Lives implements Outcomes, AudioShelf {
        final BlockingQueue<Duration> found = new LinkedBlockingQueue<>();
        final BlockingQueue<String> charged = new LinkedBlockingQueue<>();
        boolean refuses;

        @Override
        public Settlement succeed(Held held, Kept kept, Duration cachedFor) {
            if (refuses) {
                throw new ConstraintBroken();
            }
            found.add(cachedFor);
            return new Settlement.Settled(State.SUCCEEDED, List.of());
        }

        @Override
        public Settlement fail(Held held, Trouble trouble) {
            return new Settlement.LeaseLost();
        }

        @Override
        public Settlement retry(Held held, Trouble trouble, Duration wait) {
            charged.add(trouble.code());
            return new Settlement.LeaseLost();
        }

        @Override
        public Settlement suspect(Held held, Trouble trouble, Duration wait) {
            return new Settlement.LeaseLost();
        }

        @Override
        public Settlement giveBack(Held held, Trouble trouble, Duration wait) {
            return new Settlement.LeaseLost();
        }

        @Override
        public void put(String key, Path file, String mediaType) {}

        @Override
        public void delete(String key) {}
    }

    private static final class ConstraintBroken extends JdbiException {
        ConstraintBroken() {
            super(new SQLException("simulated", "23514"));
        }
    }

    @Test
    void a_try_whose_outcome_is_refused_for_good_is_charged_by_its_own_thread() throws Exception {
        lives.refuses = true;
        begin(LINE, ALICE.versionOn("build"), "build");

        assertThat(lives.charged.poll(20, TimeUnit.SECONDS)).isEqualTo("internal_error");
    }

    @ParameterizedTest
    @CsvSource({"build,PT24H", "another build,PT0S"})
    void the_audio_of_a_made_voice_is_for_others_where_version_and_build_are_what_was_promised(
            String build, Duration life) throws Exception {
        begin(LINE, ALICE.versionOn("build"), build);

        assertThat(lives.found.poll(20, TimeUnit.SECONDS)).isEqualTo(life);
    }

    @Test
    void the_audio_of_another_version_is_for_nobody_else() throws Exception {
        MadeVoice later = new MadeVoice("sovits", "en", Map.of("ref_audio", "later.wav"));
        begin(LINE, later.versionOn("build"), "build");

        assertThat(lives.found.poll(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void a_run_that_is_tried_alone_waits_until_nothing_that_was_heard_of_the_engine_counts() throws Exception {
        begin(LINE, ALICE.versionOn("build"), "build");
        assertThat(lives.found.poll(20, TimeUnit.SECONDS)).isEqualTo(LIFE);
        assertThat(pauses).isEmpty();

        suspicion = Held.TRIED_ALONE_FROM;
        begin(LINE, ALICE.versionOn("build"), "build");
        assertThat(lives.found.poll(20, TimeUnit.SECONDS)).isEqualTo(LIFE);
        assertThat(pauses).containsExactly(Work.BEFORE_A_SUSPECT);
    }

    private void begin(Utterance line, String promised, String build) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Random random = new Random(1);
        Settler settler = SettleRoom.open(
                new SettleRoom.Ground(
                        lives,
                        lives,
                        new Ids(InstantSource.system(), random),
                        Monotonic.system(),
                        Pause.system(),
                        random),
                meters,
                new Settler.CacheLife(LIFE));
        Lease lease = new Lease(Monotonic.system(), SETTINGS, meters);
        lease.renewed(WORKER, System.nanoTime());
        Work work = new Work(
                new RunningRuns(),
                new Slots(SETTINGS, meters),
                lease,
                settler,
                (state, jobs) -> {},
                Thread.ofVirtual().factory(),
                pauses::add);
        Held held = new Held(
                new Fence(UUID.randomUUID(), WORKER, 1),
                UUID.randomUUID(),
                "synthesis",
                Lane.STANDARD,
                1,
                suspicion,
                "ab".repeat(32),
                new Builds(promised, "encoder"));
        Finished audio =
                new Finished(Path.of("none.wav"), "ab".repeat(32), 1000, 500, AudioFormat.WAV, 24000, 77, List.of());
        work.begin(
                new Claimed(held, null, UtteranceJson.write(line), List.of(), Duration.ZERO),
                new ServedEngine(
                        "sovits", "gpt-sovits", new Builds(build, "encoder"), "[]", MadeSkills.NONE, making(audio)),
                _ -> {});
    }

    private static Renderer making(Finished audio) {
        return new Renderer() {
            @Override
            public int runsAtOnce() {
                return 1;
            }

            @Override
            public Outcome render(Held held, Utterance utterance, DoubleConsumer progress) {
                return audio;
            }
        };
    }
}
