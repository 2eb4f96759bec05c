package dev.chorale.common.memory;

import dev.chorale.common.contract.Rows;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.memory.MemoryTables.AudioName;
import dev.chorale.common.memory.MemoryTables.Notice;
import dev.chorale.common.memory.MemoryTables.WorkerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link Rows} in memory. */
public final class MemoryRows implements Rows {
    private static final String UTTERANCE = """
            {"text":"Hello.","voice":"espeak/en","prosody":{"speedPercent":100,"pitchCents":0,"volumeCentibels":0},
             "seed":1,"format":"WAV","sampleRateHz":24000,"markProducer":""}""";

    private final MemoryTables tables;

    public MemoryRows(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public UUID tenant() {
        return UUID.randomUUID();
    }

    @Override
    public UUID worker(Duration lease) {
        UUID id = UUID.randomUUID();
        tables.workers.put(id, new WorkerRow(tables.now().plus(lease), List.of(TestRows.ENGINE + "@" + id)));
        return id;
    }

    @Override
    public UUID queuedRun(UUID tenant) {
        UUID id = UUID.randomUUID();
        RunRow run = new RunRow(newJob(tenant, id, "key of " + id), tables.now());
        run.voiceVersion = TestRows.BUILD;
        run.encoderBuild = TestRows.ENCODER;
        run.wakeDue = tables.now();
        tables.runs.put(id, run);
        tables.inflight.put(new AudioName(tenant, run.cacheKey), id);
        return id;
    }

    private static NewJob newJob(UUID tenant, UUID run, String cacheKey) {
        return new NewJob(
                tenant,
                UUID.randomUUID(),
                run,
                cacheKey,
                UTTERANCE,
                TestRows.ENGINE,
                Lane.STANDARD,
                true,
                null,
                null,
                null);
    }

    @Override
    public UUID runningRun(UUID tenant, UUID worker, int attempts) {
        UUID id = queuedRun(tenant);
        RunRow run = row(id);
        run.state = State.RUNNING;
        run.sequence++;
        run.worker = worker;
        run.epoch = 1;
        run.attempts = attempts;
        return id;
    }

    @Override
    public UUID job(UUID run) {
        JobRow job = new JobRow(newJob(row(run).tenant, run, row(run).cacheKey), run);
        tables.jobs.put(job.id, job);
        return job.id;
    }

    @Override
    public void setDeadline(UUID job, Duration fromNow) {
        Objects.requireNonNull(tables.jobs.get(job)).deadline = tables.now().plus(fromNow);
    }

    @Override
    public void setRunning(UUID run, UUID worker) {
        row(run).state = State.RUNNING;
        row(run).worker = worker;
    }

    @Override
    public void setRetrying(UUID run, Duration fromNow) {
        row(run).state = State.RETRYING;
        setDue(run, fromNow);
    }

    @Override
    public void setDue(UUID run, Duration fromNow) {
        row(run).notBefore = tables.now().plus(fromNow);
    }

    @Override
    public void setEpoch(UUID run, int epoch) {
        row(run).epoch = epoch;
    }

    @Override
    public void setAttempts(UUID run, int attempts) {
        row(run).attempts = attempts;
    }

    @Override
    public void setSuspicion(UUID run, int suspicion) {
        row(run).suspicion = suspicion;
    }

    @Override
    public void setEngine(UUID run, String engine) {
        row(run).engine = engine;
    }

    @Override
    public void setLane(UUID run, Lane lane) {
        row(run).lane = lane;
    }

    @Override
    public void setVoice(UUID run, String key) {
        row(run).voiceKey = key;
    }

    @Override
    public void setLoaded(UUID worker, String loaded) {
        tables.loaded.put(worker, Set.of(loaded));
    }

    @Override
    public RunView run(UUID id) {
        RunRow run = row(id);
        return new RunView(
                run.state,
                run.lane,
                run.epoch,
                run.attempts,
                run.suspicion,
                run.sequence,
                run.worker,
                run.permille / 1000.0,
                run.errorCode,
                run.cacheKey,
                fromNow(run.notBefore),
                fromNow(run.wakeDue));
    }

    private Duration fromNow(Instant at) {
        return Duration.between(tables.now(), at);
    }

    @Override
    public JobView jobView(UUID id) {
        JobRow job = Objects.requireNonNull(tables.jobs.get(id));
        @Nullable String code = job.reason == null ? null : job.reason.code();
        List<State> notices = tables.notices.stream()
                .filter(notice -> notice.job().equals(id))
                .map(Notice::state)
                .toList();
        return new JobView(
                job.outcome,
                code,
                job.reason != null && job.reason.retryable(),
                Collections.frequency(tables.usage, id),
                notices);
    }

    @Override
    public int inflight() {
        return tables.inflight.size();
    }

    @Override
    public int cached() {
        return tables.cache.size();
    }

    private RunRow row(UUID run) {
        return Objects.requireNonNull(tables.runs.get(run));
    }
}
