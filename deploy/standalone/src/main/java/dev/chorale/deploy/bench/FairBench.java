package dev.chorale.deploy.bench;

import dev.chorale.deploy.bench.EngineStage.Engine;
import dev.chorale.deploy.bench.Fairness.Waits;

/** How long a tenant of few lines waits, alone and behind another one's thousands. */
final class FairBench {
    static final Engine SHARED = Engine.steady("shared", 1, 4, 250);

    private static final int CROWD = 5_000;
    private static final int LINES = 60;

    private final EngineStage stage;
    private final Printer printer;

    FairBench(EngineStage stage, Printer printer) {
        this.stage = stage;
        this.printer = printer;
    }

    void measure() throws InterruptedException {
        Fairness fairness =
                new Fairness(stage.tenant("quiet"), stage.tenant("noisy"), EngineStage.voiceOf(SHARED.name()));
        var warmedUp = fairness.wait(LINES);
        Waits alone = fairness.wait(LINES);
        report("alone", alone);
        fairness.crowd(CROWD);
        Waits behind = fairness.wait(LINES);
        report("behind " + CROWD + " lines of another tenant", behind);
        printer.print(
                "a quiet tenant behind a crowd to alone: p95 of the wait %.1f times, p95 to the end %.2f times",
                behind.p95BegunMs() / alone.p95BegunMs(), behind.p95EndedMs() / alone.p95EndedMs());
    }

    private void report(String when, Waits waits) {
        printer.print(
                "a line of a quiet tenant, %s: p95 %.0f ms to its begin, %.0f ms to its end",
                when, waits.p95BegunMs(), waits.p95EndedMs());
    }
}
