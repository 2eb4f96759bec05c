package dev.chorale.worker.sim;

import dev.chorale.common.job.State;
import dev.chorale.common.memory.JobRow;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.memory.MemoryTables.Artefact;
import dev.chorale.common.memory.MemoryTables.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Looks at what is there when everything should have ended. */
public final class Verdict {
    private static final Duration SWEPT = Duration.ofSeconds(5);

    private final World world;
    private final MemoryTables tables;
    private final Ledger ledger;
    private final Instant calmSince;

    public Verdict(World world, Ledger ledger, Instant calmSince) {
        this.world = world;
        this.tables = world.tables();
        this.ledger = ledger;
        this.calmSince = calmSince;
    }

    public void give() {
        tables.jobs.values().forEach(this::judge);
        tables.runs.values().stream()
                .filter(run -> run.finishedAt == null)
                .forEach(run -> breach("O1 run " + run.id + " never ended, it is " + run.state + " attempts="
                        + run.attempts + " suspicion=" + run.suspicion));
        ledger.acked().keySet().stream()
                .filter(job -> !tables.jobs.containsKey(job))
                .forEach(job -> breach("O1 job " + job + " was acknowledged and is not there"));
        for (Map.Entry<String, Set<UUID>> key : ledger.byKey().entrySet()) {
            long made = key.getValue().stream().filter(tables.jobs::containsKey).count();
            if (made > 1) {
                breach("O5 " + made + " jobs under the key " + key.getKey());
            }
        }
        ledger.promised().forEach((job, state) -> {
            State outcome = Objects.requireNonNull(tables.jobs.get(job)).outcome;
            if (outcome != state) {
                breach("O9 job " + job + " was told to be " + state + " and is " + outcome);
            }
        });
        if (!tables.inflight.isEmpty()) {
            breach("O14 in flight at the end: " + tables.inflight.keySet());
        }
    }

    private void judge(JobRow job) {
        if (!ledger.intended().contains(job.id)) {
            breach("O4 nobody asked for job " + job.id);
        }
        if (job.outcome == null) {
            breach("O1 job " + job.id + " never ended, its run is " + tables.run(job.run).state);
            return;
        }
        int charges = Collections.frequency(tables.usage, job.id);
        if (charges != (job.outcome == State.SUCCEEDED ? 1 : 0)) {
            breach("O6 job " + job.id + " is " + job.outcome + " and was charged times=" + charges);
        }
        long notices =
                tables.notices.stream().filter(n -> n.job().equals(job.id)).count();
        if (notices != (job.wantsNotice ? 1 : 0)
                || job.wantsNotice && !tables.notices.contains(new Notice(job.id, job.outcome))) {
            breach("O7 job " + job.id + " is " + job.outcome + " and has notices=" + notices);
        }
        judgeDeadline(job);
        judgeAudio(job);
    }

    private void judgeDeadline(JobRow job) {
        if (job.deadline != null && job.finishedAt != null) {
            Instant limit = (job.deadline.isAfter(calmSince) ? job.deadline : calmSince).plus(SWEPT);
            if (job.finishedAt.isAfter(limit)) {
                breach("job " + job.id + " ended long after its deadline");
            }
        }
    }

    private void judgeAudio(JobRow job) {
        if (job.outcome != State.SUCCEEDED) {
            return;
        }
        Artefact artefact = tables.artefacts.get(job.artefact);
        String key = tables.run(job.run).cacheKey;
        String expected = Line.ALL.stream()
                .filter(line -> line.cacheKey().equals(key))
                .map(line -> Line.sha256Of(line.text()))
                .findFirst()
                .orElseThrow();
        Line asked = ledger.acked().get(job.id);
        if (asked != null && !Line.sha256Of(asked.text()).equals(expected)) {
            breach("O3 job " + job.id + " belongs to a run of another text");
        }
        if (artefact == null || !artefact.sha256().equals(expected)) {
            breach("O3 job " + job.id + " names " + artefact + " (expected " + expected + ")");
        } else if (!artefact.sha256().equals(world.objects().get(artefact.objectKey()))) {
            breach("O3 the object of job " + job.id + " is gone");
        }
    }

    private void breach(String what) {
        world.journal().breach(what);
    }
}
