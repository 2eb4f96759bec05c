package dev.chorale.worker.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.worker.settle.Outcome.Finished;
import dev.chorale.worker.settle.Settlement.LeaseLost;
import dev.chorale.worker.settle.Settlement.Settled;
import dev.chorale.worker.settle.Settlement.Told;
import dev.chorale.worker.settle.Settler.CacheLife;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class SettlerTest {
    private static final Builds BUILDS = new Builds(TestRows.BUILD, TestRows.ENCODER);
    private static final Finished AUDIO =
            new Finished(Path.of("audio.wav"), "ab".repeat(32), 1000, 500, AudioFormat.WAV, 24000, 77, List.of());

    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final UUID tenant = rows.tenant();
    private final UUID worker = rows.worker(60);
    private final MemoryShelf shelf = new MemoryShelf();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> told = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Random random = new Random(1);
    private final Settler settler = new Settler(
            new Storing(
                    shelf,
                    new Ids(InstantSource.system(), random),
                    length -> nanos.addAndGet(length.toNanos()),
                    nanos::get,
                    random),
            new Commits(new PostgresOutcomes(db), length -> nanos.addAndGet(length.toNanos()), random),
            (state, jobs) -> jobs.forEach(job -> told.add(state.wireName() + " " + job.job())),
            meters,
            random,
            new CacheLife(Duration.ofHours(24)),
            new RetryBudget(nanos::get));

    @Test
    void finished_audio_ends_the_run_and_all_its_jobs_and_is_found_by_others() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID first = rows.job(run);
        UUID second = rows.job(run);
        assertThat(settle(run, AUDIO)).isInstanceOfSatisfying(Settled.class, s -> {
            assertThat(s.state()).isEqualTo(State.SUCCEEDED);
            assertThat(s.jobs()).extracting(Told::job).containsExactlyInAnyOrder(first, second);
        });
        assertThat(rows.stateOf(run)).isEqualTo(State.SUCCEEDED);
        assertThat(rows.count("SELECT count(*) FROM job WHERE outcome = ?", State.SUCCEEDED.wireName()))
                .isEqualTo(2);
        assertThat(rows.count("SELECT count(*) FROM usage WHERE audio_ms = 500 AND engine_ms = 77"))
                .isEqualTo(2);
        assertThat(rows.count("SELECT count(*) FROM webhook_delivery")).isEqualTo(2);
        assertThat(rows.count("SELECT count(*) FROM cache_entry WHERE expires_at > now() + interval '23 hours'"))
                .isEqualTo(1);
        assertThat(rows.count("SELECT count(*) FROM inflight")).isZero();
        assertThat(shelf.keys()).containsExactly(rows.text("SELECT object_key FROM artefact"));
        assertThat(told).containsExactlyInAnyOrder("succeeded " + first, "succeeded " + second);
        assertThat(meters.counter("chorale.jobs", "kind", "synthesis", "state", "succeeded")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void settling_twice_charges_once_and_the_second_object_is_deleted() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        rows.job(run);
        settle(run, AUDIO);
        assertThat(settle(run, AUDIO)).isInstanceOf(LeaseLost.class);
        assertThat(rows.count("SELECT count(*) FROM usage")).isEqualTo(1);
        assertThat(rows.count("SELECT count(*) FROM webhook_delivery")).isEqualTo(1);
        assertThat(shelf.keys()).containsExactly(rows.text("SELECT object_key FROM artefact"));
        assertThat(meters.counter("chorale.lease.lost").count()).isEqualTo(1);
    }

    @Test
    void a_job_that_joins_while_the_run_is_settled_is_ended_with_it() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        rows.job(run);
        try (Handle joiner = db.open().begin();
                ExecutorService pool = Executors.newSingleThreadExecutor()) {
            joiner.execute("SELECT FROM run WHERE id = ? AND finished_at IS NULL FOR SHARE", run);
            Future<Settlement> settling = pool.submit(() -> settle(run, AUDIO));
            rows.awaitCount(1, """
                    SELECT count(*)
                    FROM pg_stat_activity
                    WHERE wait_event_type = 'Lock'
                      AND datname = current_database()
                    """);
            joiner.execute("""
                    INSERT INTO job (id, tenant_id, run_id, kind, voice, voice_version, engine, priority, format, cache,
                                     characters, created_at)
                    SELECT gen_random_uuid(), tenant_id, id, kind, 'espeak/en', voice_version, engine, lane, 'wav', 'joined',
                           6, now()
                    FROM run
                    WHERE id = ?
                    """, run);
            joiner.commit();
            assertThat(settling.get(20, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Settled.class, s -> assertThat(s.jobs()).hasSize(2));
        }
        assertThat(rows.count("SELECT count(*) FROM job WHERE outcome IS NULL")).isZero();
        assertThat(rows.count("SELECT count(*) FROM usage WHERE source = 'joined' AND engine_ms = 0"))
                .isEqualTo(1);
    }

    @Test
    void an_object_store_that_stumbles_is_asked_again() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        shelf.failTimes(3);
        settle(run, AUDIO);
        assertThat(rows.stateOf(run)).isEqualTo(State.SUCCEEDED);
        assertThat(shelf.keys()).hasSize(1);
    }

    @Test
    void an_object_store_that_stays_away_burns_no_attempt() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        shelf.failTimes(Integer.MAX_VALUE);
        settle(run, AUDIO);
        assertThat(rows.stateOf(run)).isEqualTo(State.QUEUED);
        assertThat(rows.count("SELECT attempts FROM run")).isZero();
        assertThat(rows.text("SELECT error_code FROM run")).isEqualTo("storage_unavailable");
        assertThat(nanos.get())
                .isBetween(
                        Duration.ofSeconds(30).toNanos(), Duration.ofSeconds(40).toNanos());
    }

    private Settlement settle(UUID run, Outcome outcome) throws InterruptedException {
        return settler.settle(held(run, worker, 1), outcome, BUILDS, () -> true);
    }

    private Held held(UUID run, UUID as, int attempts) {
        String key = rows.text("SELECT cache_key FROM run WHERE id = ?", run);
        return new Held(new Fence(run, as, 1), tenant, "synthesis", Lane.STANDARD, attempts, 0, key, BUILDS);
    }
}
