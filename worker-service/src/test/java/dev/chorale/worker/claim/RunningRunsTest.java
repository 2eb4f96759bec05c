package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import java.util.UUID;
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

    private RunningRun run(String engine) {
        Fence fence = new Fence(UUID.randomUUID(), UUID.randomUUID(), 1);
        Held held = new Held(fence, UUID.randomUUID(), "synthesis", 1, 0, null, new Builds("voice", "encoder"));
        RunningRun run = new RunningRun(held, engine, null);
        running.add(run);
        return run;
    }
}
