package dev.chorale.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.client.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a tenant of few lines waits for them: alone, and behind another one's.
 *
 * @param quiet who has few lines
 * @param noisy who has many
 * @param voice with which all are spoken
 */
public record Fairness(Tenant quiet, Tenant noisy, String voice) {
    private static final int CALLERS = 8;
    private static final String FORMAT = "wav";
    private static final Duration BETWEEN_LINES = Duration.ofMillis(150);

    /**
     * What each line waited.
     *
     * @param begunMs from its submit until it was taken up
     * @param endedMs from its submit until its audio was there
     */
    public record Waits(List<Long> begunMs, List<Long> endedMs) {
        public Waits {
            begunMs = begunMs.stream().sorted().toList();
            endedMs = endedMs.stream().sorted().toList();
        }

        double p95BegunMs() {
            return p95(begunMs);
        }

        public double p95EndedMs() {
            return p95(endedMs);
        }

        private static double p95(List<Long> sorted) {
            return sorted.get(sorted.size() * 95 / 100);
        }
    }

    /** So many lines of the quiet one, one every 150 ms; blocks until all are spoken. */
    public Waits wait(int lines) throws InterruptedException {
        List<String> jobs = new ArrayList<>();
        for (int line = 0; line < lines; line++) {
            jobs.add(quiet.submit(voice, FORMAT, EngineBench.line()));
            Pause.system().of(BETWEEN_LINES);
        }
        List<Long> begunMs = new ArrayList<>();
        List<Long> endedMs = new ArrayList<>();
        for (String job : jobs) {
            JsonNode ended = quiet.await(job);
            begunMs.add(millis(ended, "started_at"));
            endedMs.add(millis(ended, "finished_at"));
        }
        return new Waits(begunMs, endedMs);
    }

    /** So many lines of the noisy one, all at once. */
    public void crowd(int lines) throws InterruptedException {
        var unused = EngineBench.together(CALLERS, lines, () -> noisy.submit(voice, FORMAT, EngineBench.line()));
    }

    private static long millis(JsonNode job, String moment) {
        Instant submitted = Instant.parse(job.path("created_at").asText());
        return Duration.between(submitted, Instant.parse(job.path(moment).asText()))
                .toMillis();
    }
}
