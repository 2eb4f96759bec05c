package dev.chorale.api.speech;

import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.submit.Submission;
import dev.chorale.common.db.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Writes the usage of hits that make no job, in batches, each under the id of its request. While the database is away the
 * lines wait here, up to a limit; what is beyond it is not charged, and counted.
 */
@ApplicationScoped
public class UsageLog {
    private static final Logger LOG = Logger.getLogger(UsageLog.class);
    private static final int MAX_WAITING = 100_000;
    private static final int MAX_BATCH = 1_000;
    private static final int EVERY_MS = 200;

    private final Jdbi jdbi;
    private final MeterRegistry meters;
    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final ScheduledExecutorService writing = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("usage").factory());
    private List<Line> batch = new ArrayList<>();

    private record Line(UUID id, UUID tenant, String voice, int characters, long audioMs) {}

    public UsageLog(Jdbi jdbi, MeterRegistry meters) {
        this.jdbi = jdbi;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        writing.scheduleWithFixedDelay(this::write, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        writing.shutdown();
        write();
        int lost = waiting.size() + batch.size();
        if (lost > 0) {
            LOG.errorf("hits were not charged, the database did not answer hits=%d", lost);
        }
    }

    void hit(Submission submission, CachedAudio audio) {
        Line line = new Line(
                submission.jobId(),
                submission.tenantId(),
                submission.utterance().voice(),
                submission.characters(),
                audio.durationMs());
        if (!waiting.offer(line)) {
            meters.counter("chorale.usage.lost").increment();
        }
    }

    synchronized void write() {
        try {
            do {
                if (batch.isEmpty()) {
                    waiting.drainTo(batch, MAX_BATCH);
                }
                if (!batch.isEmpty()) {
                    insert(batch);
                    batch = new ArrayList<>();
                }
            } while (!waiting.isEmpty());
        } catch (RuntimeException e) {
            Database.tell(LOG, "usage was not written yet", e);
        }
    }

    private void insert(List<Line> lines) {
        jdbi.useHandle(h -> h.createUpdate("""
                        INSERT INTO usage (id, tenant_id, voice, source, characters, audio_ms, engine_ms, created_at)
                        SELECT id, tenant_id, voice, 'hit', characters, audio_ms, 0, now()
                        FROM unnest(:ids, :tenants, :voices, :characters, :audio)
                             AS l (id, tenant_id, voice, characters, audio_ms)
                        ON CONFLICT ON CONSTRAINT usage_pk DO NOTHING
                        """)
                .bindArray("ids", UUID.class, column(lines, Line::id))
                .bindArray("tenants", UUID.class, column(lines, Line::tenant))
                .bindArray("voices", String.class, column(lines, Line::voice))
                .bindArray("characters", Integer.class, column(lines, Line::characters))
                .bindArray("audio", Long.class, column(lines, Line::audioMs))
                .execute());
    }

    private static Object[] column(List<Line> lines, Function<Line, Object> value) {
        return lines.stream().map(value).toArray();
    }
}
