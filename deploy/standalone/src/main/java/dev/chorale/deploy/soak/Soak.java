package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.soak.Errand.Wording;
import dev.chorale.deploy.soak.FaultList.Strand;
import dev.chorale.deploy.soak.Findings.Kind;
import dev.chorale.deploy.soak.Ledger.JobRow;
import dev.chorale.deploy.soak.Submit.Manner;
import dev.chorale.deploy.soak.Tally.Phase;
import dev.chorale.deploy.soak.Wishes.Offer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** One soak from the first submit to the verdict: load and faults, then quiet, then the look at everything. */
final class Soak {
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(15);
    private static final Duration LONGEST_WAIT_FOR_WEBHOOKS = Duration.ofMinutes(6);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Stage stage;
    private final ClientJournal journal;
    private final Speech speech;
    private final Console console;
    private final Caller caller;
    private final Ledger ledger;
    private final Tally tally = new Tally();
    private final Instant began = Instant.now();
    private double loadedSeconds;

    /**
     * @param rate submits per second
     * @param fresh how many of them want something new, as long as not much is waiting
     * @param seconds for how long
     */
    record Load(int rate, int fresh, int seconds, long seed) {
        private static final Duration LONGEST_CALM = Duration.ofSeconds(10);

        /** For how long there is load before the first fault and after the last. */
        private Duration calm() {
            Duration share = Duration.ofSeconds(seconds).dividedBy(6);
            return share.compareTo(LONGEST_CALM) < 0 ? share : LONGEST_CALM;
        }

        /** For how long the rate grows to what it shall be: processes that have just started are several times slower. */
        private Duration warmUp() {
            return calm().multipliedBy(2);
        }
    }

    /**
     * What comes when the soak itself is over.
     *
     * @param epilogue whether O12 and O15 are looked at
     * @param mutants whether the guards are taken out of the code, one at a time
     */
    record Afterwards(boolean epilogue, boolean mutants) {}

    Soak(Stage stage, ClientJournal journal, Speech speech, Console console) {
        this.stage = stage;
        this.journal = journal;
        this.speech = speech;
        this.console = console;
        this.caller = stage.caller();
        this.ledger = new Ledger(stage.jdbcUrl());
    }

    /**
     * Returns whether all was well and every fault was felt.
     *
     * @param afterwards what else is looked at
     */
    boolean run(Load load, List<Strand> strands, Afterwards afterwards) throws InterruptedException, IOException {
        String secret =
                caller.get(0, "/v1/webhook-secret").json().path("secret").asText();
        Wording wording = new Wording(speech.name(), stage.receiverUrl());
        try (ledger;
                Receiver receiver = Receiver.listenOn(stage.receiverPort(), secret, Lines.canary(load.seed()))) {
            Traffic traffic = new Traffic(new Errand(caller, journal, tally, wording), tally);
            Scene scene = new Scene(stage, ledger, caller, tally, new Random(load.seed()));
            Scene calm = scene.apart();
            Strands faults = new Strands(strands, calm, scene, load.seed(), console);
            submitAndBreak(load, traffic, faults, offer(traffic, wording));
            drain(receiver);
            Recoveries recoveries = new Recoveries(calm.recoveries(), scene.recoveries(), stage.lease());
            return judge(load, wording, faults.struck(), recoveries, receiver, afterwards);
        }
    }

    private void submitAndBreak(Load load, Traffic traffic, Strands faults, Offer offer)
            throws InterruptedException, IOException {
        SplittableRandom chance = new SplittableRandom(load.seed());
        Lines lines = new Lines(load.seed(), speech.voices(), chance.split(), (double) load.fresh() / load.rate());
        AtomicBoolean over = new AtomicBoolean();
        Backlog backlog = new Backlog(ledger);
        Wishes wishes = new Wishes(lines, load.seed(), offer, chance.split(), backlog::admits);
        long start = System.nanoTime();
        Thread callers = Thread.ofPlatform()
                .name("callers")
                .start(() -> traffic.run(new Traffic.Pace(load.rate(), load.warmUp()), wishes, () -> !over.get()));
        Thread watch = Thread.ofPlatform().name("backlog").start(() -> backlog.watchWhile(() -> !over.get()));
        Duration calm = load.calm();
        try {
            Pause.system().of(load.warmUp());
            tally.enter(Phase.BEFORE);
            Pause.system().of(calm);
            tally.enter(Phase.DURING);
            faults.strikeAlone();
            long until = System.nanoTime() + Duration.ofSeconds(load.seconds()).toNanos();
            faults.strikeWhile(() -> System.nanoTime() < until);
            tally.enter(Phase.AFTER);
            Pause.system().of(calm);
        } finally {
            over.set(true);
            callers.join();
            watch.join();
        }
        console.say("  faults are over; waiting for the last answers");
        traffic.finish();
        loadedSeconds = (System.nanoTime() - start) / 1e9;
    }

    /** What this API can do beyond speaking, learned from a first job of ours and from a refusal. */
    private Offer offer(Traffic traffic, Wording wording) throws IOException, InterruptedException {
        Line line = new Line("The very first one", speech.voices().getFirst(), BigDecimal.ONE);
        Submit first = new Submit("soak-first", line, null, Manner.QUIET);
        traffic.submitOne(first);
        boolean cancels = caller.post(0, "/v1/jobs/" + first.job() + "/cancel").isGood();
        ObjectNode probe = Caller.JSON.createObjectNode().put("input", "").put("voice", "x");
        probe.put("deadline", "2100-01-01T00:00:00Z");
        boolean deadlines = caller.submit(0, probe, "probe").status() != 400;
        boolean webhooks = takesWebhooks(wording);
        if (!cancels || !deadlines || !webhooks) {
            console.say("  this API has no " + (cancels ? "" : "cancel ") + (deadlines ? "" : "deadline ")
                    + (webhooks ? "" : "webhooks to this machine"));
        }
        return new Offer(cancels, deadlines, webhooks);
    }

    private boolean takesWebhooks(Wording wording) throws IOException, InterruptedException {
        Line line = new Line("The second one", speech.voices().getFirst(), BigDecimal.ONE);
        Submit hooked = new Submit("soak-hooked", line, null, Manner.TOLD);
        journal.intend(hooked);
        Caller.Answer answer = caller.submit(0, wording.job(hooked), hooked.key());
        if (answer.isGood()) {
            journal.accepted(hooked, answer.json().path("id").asText());
        }
        return answer.isGood();
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

    private boolean judge(
            Load load,
            Wording wording,
            Map<String, List<Fault.Bite>> struck,
            Recoveries recoveries,
            Receiver receiver,
            Afterwards afterwards)
            throws IOException, InterruptedException {
        Map<String, Integer> spoken = Map.of();
        if (stage.rig().isPresent()) {
            stage.own().keepCalls(caller);
            spoken = stage.own().spoken();
        }
        Evidence evidence = new Evidence(journal, ledger, caller, receiver.news(), tally, speech, spoken);
        List<JobRow> jobs = ledger.jobs(began);
        Findings findings = new Findings();
        new Invariants(evidence, jobs, findings).check();
        if (receiver.indiscreet() > 0) {
            findings.add(Kind.WRONG, "O13", receiver.indiscreet() + " webhooks told what was to be spoken");
        }
        AudioProof.Compared compared = new AudioProof(evidence, wording, findings).listen(jobs);
        int stories = new StoryProof(evidence, findings).compare();
        int files = new TraceProof(stage.data(), Lines.canary(load.seed()), findings).look();
        Report report = new Report(console);
        if (afterwards.epilogue()) {
            epilogue(report, findings);
        }
        String left = new Leftovers(stage, ledger, findings).look();
        report.faults(struck, ledger);
        report.jobs(evidence, jobs, compared);
        report.line("event streams followed while things broke: %d", stories);
        report.callers(tally, loadedSeconds);
        report.recovery(recoveries);
        report.line("re-runs %d, zombie writes refused %d", ledger.reruns(), refused(struck));
        report.line("logs and Kafka's segments searched for texts: %d files", files);
        report.line("%s", left);
        report.line("seed %d", load.seed());
        Optional<Mutants.Result> caught = afterwards.mutants() ? Optional.of(Mutants.run(console)) : Optional.empty();
        report.verdict(struck, findings, caught.map(Mutants.Result::sum));
        boolean felt = struck.values().stream().flatMap(List::stream).allMatch(Fault.Bite::felt);
        boolean proved = felt && caught.map(Mutants.Result::allCaught).orElse(true);
        return findings.isEmpty() && proved && recoveries.areInTime() && tally.refused.get() == 0;
    }

    private void epilogue(Report report, Findings findings) throws IOException, InterruptedException {
        console.say("  all was compared; now what takes an undisturbed installation");
        Epilogue undisturbed = new Epilogue(stage, speech, findings);
        report.line("%s", undisturbed.fairness());
        await(LONGEST_DRAIN, "job WHERE outcome IS NULL", "jobs of the crowd to go");
        report.line("%s", undisturbed.deaths(caller));
    }

    private static long refused(Map<String, List<Fault.Bite>> struck) {
        return struck.getOrDefault(ProcessFaults.FreezeWorker.NAME, List.of()).stream()
                .mapToLong(Fault.Bite::number)
                .sum();
    }
}
