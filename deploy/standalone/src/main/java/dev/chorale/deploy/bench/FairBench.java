package dev.chorale.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.bench.EngineStage.Engine;
import dev.chorale.deploy.client.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How long a tenant of few lines waits, alone and behind another one's thousands. */
final class FairBench {
    static final Engine SHARED = new Engine("shared", 1, 4, 250);

    private static final int CROWD = 5_000;
    private static final int CALLERS = 8;
    private static final int LINES = 60;
    private static final Duration BETWEEN_LINES = Duration.ofMillis(150);

    private final EngineStage stage;
    private final Printer printer;

    FairBench(EngineStage stage, Printer printer) {
        this.stage = stage;
        this.printer = printer;
    }

    void measure() throws InterruptedException {
        ApiClient quiet = stage.tenant("quiet");
        var unused = waits(quiet, "Warming up");
        Waits alone = waits(quiet, "Alone");
        report("alone", alone);
        ApiClient noisy = stage.tenant("noisy");
        var jobs = EngineBench.together(
                CALLERS, CROWD, () -> stage.submit(noisy, SHARED.name(), "wav", EngineBench.line()));
        Waits behind = waits(quiet, "Behind a crowd");
        report("behind " + jobs.size() + " lines of another tenant", behind);
        printer.print(
                "a quiet tenant behind a crowd to alone: p95 of the wait %.1f times, p95 to the end %.2f times",
                behind.p95BegunMs() / alone.p95BegunMs(), behind.p95EndedMs() / alone.p95EndedMs());
    }

    /** From submit to the begin and to the end of each line, in ms. */
    private record Waits(List<Long> begunMs, List<Long> endedMs) {
        double p95BegunMs() {
            return p95(begunMs);
        }

        double p95EndedMs() {
            return p95(endedMs);
        }

        private static double p95(List<Long> millis) {
            List<Long> sorted = millis.stream().sorted().toList();
            return sorted.get(sorted.size() * 95 / 100);
        }
    }

    private Waits waits(ApiClient tenant, String when) throws InterruptedException {
        List<String> jobs = new ArrayList<>();
        for (int line = 0; line < LINES; line++) {
            jobs.add(stage.submit(tenant, SHARED.name(), "wav", when + ", line " + line + " of a few."));
            Pause.system().of(BETWEEN_LINES);
        }
        Waits waits = new Waits(new ArrayList<>(), new ArrayList<>());
        for (String job : jobs) {
            JsonNode ended = stage.await(tenant, job);
            waits.begunMs.add(millis(ended, "started_at"));
            waits.endedMs.add(millis(ended, "finished_at"));
        }
        return waits;
    }

    private static long millis(JsonNode job, String moment) {
        Instant submitted = Instant.parse(job.path("created_at").asText());
        return Duration.between(submitted, Instant.parse(job.path(moment).asText()))
                .toMillis();
    }

    private void report(String when, Waits waits) {
        printer.print(
                "a line of a quiet tenant, %s: p95 %.0f ms to its begin, %.0f ms to its end",
                when, waits.p95BegunMs(), waits.p95EndedMs());
    }
}
