package dev.chorale.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.child.Waiting;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LaunchedTest {
    @Test
    void it_ends_with_all_its_children() throws Exception {
        try (Launched launched = Launched.start("sleep 71.125 & sleep 72.125 & wait")) {
            Waiting.until(() -> isRunning("71.125") && isRunning("72.125"));
            assertThat(launched.isAlive()).isTrue();
        }
        assertThat(isRunning("71.125") || isRunning("72.125")).isFalse();
    }

    @Test
    void one_that_ignores_the_request_is_killed_after_the_grace() throws Exception {
        String stubborn = "trap '' TERM; echo deaf; while true; do sleep 73.125; done";
        try (Launched launched = Launched.start(stubborn, Duration.ofMillis(400))) {
            Waiting.until(() -> launched.lastLines().equals("deaf") && isRunning("73.125"));
        }
        assertThat(isRunning("73.125")).isFalse();
    }

    @Test
    void one_that_is_asked_ends_by_itself() throws Exception {
        String polite = "trap 'echo bye; exit 0' TERM; echo here; while true; do sleep 0.1; done";
        try (Launched launched = Launched.start(polite)) {
            Waiting.until(() -> launched.lastLines().equals("here"));
            launched.close();
            Waiting.until(() -> launched.lastLines().contains("bye"));
        }
    }

    @Test
    void children_that_are_left_behind_end_too() throws Exception {
        try (Launched launched = Launched.start("sleep 74.125 >/dev/null 2>&1 &")) {
            Waiting.until(() -> !launched.isAlive() && isRunning("74.125"));
        }
        assertThat(isRunning("74.125")).isFalse();
    }

    @Test
    void nothing_outlives_a_parent_that_is_killed() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(StubEngine.java(LaunchingMain.class, "-Xmx64m").split(" ")));
        command.add("trap '' TERM; sleep 75.125 & sleep 76.125 & wait");
        Process parent = new ProcessBuilder(command).start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(said.readLine()).isNotNull();
            Waiting.until(() -> isRunning("75.125") && isRunning("76.125"));
        } finally {
            parent.destroyForcibly().waitFor();
        }
        Waiting.until(() -> !isRunning("75.125") && !isRunning("76.125"));
    }

    @Test
    void only_the_end_of_what_it_wrote_is_kept() throws Exception {
        String talkative =
                "i=0; while [ $i -lt 100 ]; do i=$((i + 1)); echo line $i; done; head -c 1000 /dev/zero | tr '\\0' x >&2";
        try (Launched launched = Launched.start(talkative)) {
            Waiting.until(() -> launched.lastLines().contains("xxx"));
            Waiting.until(() -> !launched.isAlive());
            List<String> lines = launched.lastLines().lines().toList();
            assertThat(lines)
                    .hasSizeBetween(LastLines.MOST_LINES, LastLines.MOST_LINES + 1)
                    .contains("line 100")
                    .doesNotContain("line 80");
            assertThat(lines.getLast()).hasSize(LastLines.LONGEST_LINE);
        }
    }

    @Test
    void its_memory_is_that_of_all_its_processes() throws Exception {
        try (Launched launched = Launched.start("sleep 77.125 & sleep 78.125")) {
            Waiting.until(() -> isRunning("77.125") && isRunning("78.125"));
            long all = launched.residentBytes().orElseThrow();
            long first = Launched.residentBytes(launched.pid());
            assertThat(first).isPositive();
            assertThat(all).isGreaterThan(2 * first);
        }
    }

    private static boolean isRunning(String argument) {
        return ProcessHandle.allProcesses()
                .anyMatch(p ->
                        p.info().arguments().map(List::of).orElse(List.of()).contains(argument));
    }
}
