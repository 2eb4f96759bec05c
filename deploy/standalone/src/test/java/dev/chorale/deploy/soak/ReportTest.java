package dev.chorale.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.soak.Fault.Bite;
import dev.chorale.deploy.soak.Findings.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final List<Bite> FELT_TWICE = List.of(felt(1), felt(2));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Report report =
            new Report(new Console(new PrintStream(out, true, StandardCharsets.UTF_8), System.err));
    private final Findings findings = new Findings();

    @Test
    void the_last_line_counts_faults_and_what_went_wrong() {
        findings.add(Kind.LOST, "O1", "job_1 never ended");
        findings.add(Kind.DOUBLED, "O5", "a key has 2 jobs");

        report.verdict(Map.of("kill-worker", FELT_TWICE), findings, Optional.of("mutants caught 18/18"));

        assertThat(lines())
                .endsWith("faults 1x2: lost 1, doubled 1, wrong 0, missing webhooks 0, mutants caught 18/18");
        assertThat(lines()).contains("  O1: job_1 never ended");
    }

    @Test
    void a_fault_that_nobody_felt_is_named() {
        report.verdict(Map.of("kill-api", List.of(felt(0))), findings, Optional.empty());

        assertThat(lines()).contains("  nobody felt kill-api: it proves nothing");
    }

    private static Bite felt(int times) {
        return new Bite(times, "runs held", Instant.EPOCH);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
