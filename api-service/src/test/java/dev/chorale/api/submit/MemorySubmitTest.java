package dev.chorale.api.submit;

import dev.chorale.api.submit.Submission.Idempotency;
import dev.chorale.api.submit.SubmitTransaction.Committed;
import dev.chorale.api.submit.Submitted.Accepted;
import dev.chorale.api.submit.Submitted.KeyReused;
import dev.chorale.api.submit.Submitted.Replayed;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.common.job.State;
import dev.chorale.common.memory.MemoryEndings;
import dev.chorale.common.memory.MemoryRows;
import dev.chorale.common.memory.MemorySubmit;
import dev.chorale.common.memory.MemorySubmit.Result;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.memory.MemoryTables.Artefact;
import dev.chorale.common.memory.MemoryTables.AudioName;
import dev.chorale.common.memory.MemoryTables.CacheRow;
import dev.chorale.common.memory.NewJob;
import dev.chorale.common.memory.RunRow;
import dev.chorale.common.speech.UtteranceJson;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class MemorySubmitTest extends SubmitContract {
    private final MemoryTables tables;

    MemorySubmitTest() {
        MemoryTables tables = MemoryTables.whole();
        super(new MemoryRows(tables));
        this.tables = tables;
    }

    @Override
    Committed commit(List<Submission> group) {
        MemorySubmit.Committed committed = new MemorySubmit(tables)
                .commit(group.stream().map(MemorySubmitTest::newJob).toList());
        Map<UUID, Submitted> results = new HashMap<>();
        committed.results().forEach((job, result) -> results.put(job, submitted(result)));
        return new Committed(results, committed.wakeUps());
    }

    private static NewJob newJob(Submission s) {
        Idempotency key = s.idempotency();
        return new NewJob(
                s.tenantId(),
                s.jobId(),
                s.runId(),
                s.cacheKey().hex(),
                UtteranceJson.write(s.utterance()),
                s.utterance().engine(),
                s.lane(),
                s.webhookUrl() != null,
                s.deadline(),
                key == null ? null : key.key(),
                key == null ? null : key.requestHash());
    }

    private static Submitted submitted(Result result) {
        return switch (result.kind()) {
            case HIT -> new Accepted(result.job(), Instant.EPOCH, Source.HIT, null);
            case MISS -> new Accepted(result.job(), Instant.EPOCH, Source.MISS, null);
            case JOINED -> new Accepted(result.job(), Instant.EPOCH, Source.JOINED, null);
            case REPLAYED -> new Replayed(result.job());
            case KEY_REUSED -> new KeyReused();
        };
    }

    @Override
    void complete(Submission submission) {
        RunRow run = tables.run(submission.runId());
        UUID artefact = UUID.randomUUID();
        tables.artefacts.put(artefact, new Artefact("a".repeat(64), "audio/" + artefact));
        tables.move(run, State.SUCCEEDED);
        new MemoryEndings(tables).endWaiting(run, State.SUCCEEDED, artefact, null);
        tables.cache.put(
                new AudioName(run.tenant, run.cacheKey),
                new CacheRow(run.id, artefact, tables.now().plus(Duration.ofDays(1))));
        tables.closeToJoiners(run.id);
    }
}
