package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.job.Lane;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RunningRunsTest {
    private final RunningRuns running = new RunningRuns();

    @Test
    void what_is_only_stored_any_more_leaves_the_engine_to_others_and_keeps_its_slot() {
        RunningRun spoken = run("sim");
        RunningRun half = run("sim");
        RunningRun settling = run("sim");
        run("other");

        spoken.progressed(1);
        half.progressed(0.5);
        settling.beginSettling();

        assertThat(running.unspokenOf("sim")).isEqualTo(1);
        assertThat(running.of("sim")).isEqualTo(3);
    }

    @Test
    void a_run_that_was_aborted_before_it_had_a_thread_ends_as_soon_as_it_has_one() throws Exception {
        RunningRun run = run("sim");
        running.abort(_ -> true, "lease_lost");

        AtomicBoolean interrupted = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            try {
                Thread.sleep(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        run.runOn(thread);

        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        assertThat(interrupted).isTrue();
        assertThat(run.beginSettling()).isFalse();
    }

    private RunningRun run(String engine) {
        Fence fence = new Fence(UUID.randomUUID(), UUID.randomUUID(), 1);
        Held held = new Held(
                fence, UUID.randomUUID(), "synthesis", Lane.STANDARD, 1, 0, null, new Builds("voice", "encoder"));
        RunningRun run = new RunningRun(held, engine, null);
        running.add(run);
        return run;
    }
}
