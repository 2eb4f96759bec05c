package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.soak.Ledger.JobRow;
import dev.chorale.deploy.soak.Wishes.Offer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** One soak from the first submit to the verdict: load and faults, then quiet, then the look at everything. */
final class Soak {
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(15);
    private static final Duration LONGEST_WAIT_FOR_WEBHOOKS = Duration.ofMinutes(6);
    private static final String FREEZE = new ProcessFaults.FreezeWorker().name();
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Stage stage;
    private final ClientJournal journal;
    private final Speech speech;
    private final Random random;
    private final Console console;
    private final Caller caller;
    private final Ledger ledger;

    /**
     * @param rate submits per second
     * @param seconds for how long
     */
    record Load(int rate, int seconds, long seed) {}

    Soak(Stage stage, ClientJournal journal, Speech speech, Random random, Console console) {
        this.stage = stage;
        this.journal = journal;
        this.speech = speech;
        this.random = random;
        this.console = console;
        this.caller = stage.caller();
        this.ledger = new Ledger(stage.jdbcUrl());
    }

    /** Returns whether all was well and every fault was felt. */
    boolean run(Load load, List<Fault> faults) throws InterruptedException, IOException {
        String secret =
                caller.get(0, "/v1/webhook-secret").json().path("secret").asText();
        try (Receiver receiver = Receiver.listenOn(stage.receiverPort(), secret)) {
            Traffic traffic = new Traffic(caller, journal, new Traffic.Manner(speech.name(), receiver.url()));
            Scene scene = new Scene(stage, ledger, caller, traffic.tally(), random);
            Director director = new Director(faults, scene, random, console);
            submitAndBreak(load, traffic, director, offer(traffic));
            drain(receiver);
            return judge(load.seed(), traffic, director, scene, receiver);
        }
    }

    private void submitAndBreak(Load load, Traffic traffic, Director director, Offer offer)
            throws InterruptedException, IOException {
        SplittableRandom chance = new SplittableRandom(load.seed());
        Lines lines = new Lines(load.seed(), speech.voices(), chance.split());
        Wishes wishes = new Wishes(lines, load.seed(), offer, chance.split());
        long until = System.nanoTime() + Duration.ofSeconds(load.seconds()).toNanos();
        AtomicBoolean directed = new AtomicBoolean();
        Thread callers = Thread.ofPlatform()
                .name("callers")
                .start(() -> traffic.run(load.rate(), wishes, () -> !directed.get()));
        try {
            director.direct(() -> System.nanoTime() < until);
        } finally {
            directed.set(true);
            callers.join();
        }
        console.say("  faults are over; waiting for the last answers");
        traffic.finish();
    }

    /** What this API can do beyond speaking, learned from a first job of ours and from a refusal. */
    private Offer offer(Traffic traffic) throws IOException, InterruptedException {
        Submit first = new Submit(
                "soak-first", new Line("The very first one", speech.voices().getFirst(), BigDecimal.ONE), null);
        traffic.submitOne(first);
        boolean cancels = caller.post(0, "/v1/jobs/" + first.job() + "/cancel").isGood();
        ObjectNode probe = Caller.JSON.createObjectNode().put("input", "").put("voice", "x");
        probe.put("deadline", "2100-01-01T00:00:00Z");
        boolean deadlines = caller.submit(0, probe, "probe").status() != 400;
        if (!cancels || !deadlines) {
            console.say("  this API has no " + (cancels ? "" : "cancel ") + (deadlines ? "" : "deadline"));
        }
        return new Offer(cancels, deadlines);
    }

    private void drain(Receiver receiver) throws InterruptedException {
        await(LONGEST_DRAIN, "job WHERE outcome IS NULL", "jobs to go");
        await(LONGEST_WAIT_FOR_WEBHOOKS, "webhook_delivery WHERE state = 'pending'", "webhooks to go");
        if (receiver.forged() > 0) {
            throw new Failure(receiver.forged() + " webhooks were not signed with the tenant's secret");
        }
    }

    private void await(Duration limit, String rows, String what) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        long told = System.nanoTime();
        for (long left = ledger.count(rows); left > 0 && System.nanoTime() < until; left = ledger.count(rows)) {
            if (System.nanoTime() - told > Duration.ofSeconds(10).toNanos()) {
                told = System.nanoTime();
                console.say("  " + left + " " + what);
            }
            Pause.system().of(BETWEEN_LOOKS);
        }
    }

    private boolean judge(long seed, Traffic traffic, Director director, Scene scene, Receiver receiver)
            throws IOException, InterruptedException {
        stage.keepCalls(caller);
        Evidence evidence =
                new Evidence(journal, ledger, caller, receiver.news(), traffic.tally(), speech, stage.spoken());
        List<JobRow> jobs = ledger.jobs();
        Findings findings = new Findings();
        new Invariants(evidence, jobs, findings).check();
        int heard = new AudioProof(evidence, findings).listen(jobs);
        int files = new TraceProof(stage.data(), Lines.canary(seed), findings).look();
        Report report = new Report(console);
        report.faults(director.struck());
        report.jobs(evidence, jobs, heard);
        report.callers(traffic);
        report.recovery(
                scene.recoveriesMs(),
                ledger.texts("SELECT coalesce(sum(greatest(attempts - 1, 0)), 0) FROM run")
                        .getFirst(),
                refused(director));
        report.line("logs and Kafka's segments searched for texts: %d files", files);
        report.line("seed %d", seed);
        report.verdict(director.struck(), findings);
        boolean felt = director.struck().values().stream()
                .allMatch(bites -> bites.stream().anyMatch(Fault.Bite::felt));
        return findings.isEmpty() && felt && traffic.tally().refused.get() == 0;
    }

    private static long refused(Director director) {
        return director.struck().getOrDefault(FREEZE, List.of()).stream()
                .mapToLong(Fault.Bite::number)
                .sum();
    }
}
