package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a queued job stands. */
@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class QueueTest {
    private final String engine = "queue-" + UUID.randomUUID();

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    private JobRows rows;
    private UUID tenant;
    private Http http;

    @BeforeEach
    void start() {
        rows = new JobRows(db);
        tenant = new TestRows(db).tenant();
        http = rows.callerOf(root, tenant);
    }

    @Test
    void the_runs_of_its_engine_that_came_earlier_or_are_more_urgent_stand_before_it() {
        queued("standard", 10);
        queued("bulk", 10);
        UUID job = queued("standard", 5);
        queued("standard", 1);
        queued("interactive", 1);
        rows.queued(tenant);
        rows.running(tenant);

        assertThat(queue(job).path("position").asInt()).isEqualTo(2);
        assertThat(http.get("/v1/jobs").json().path("data").findValues("queue")).isEmpty();
    }

    @Test
    void how_long_it_waits_is_guessed_from_what_it_costs_to_speak_the_others_and_who_is_there_for_it() {
        UUID first = queued("standard", 20);
        for (int i = 0; i < 9; i++) {
            queued("standard", 10);
        }
        UUID job = queued("standard", 5);
        update("cost_ms = 8000");
        assertThat(queue(job).has("eta_seconds")).as("nobody is there for it").isFalse();

        worker(60);
        worker(-1);

        assertThat(queue(job).path("eta_seconds").toString())
                .as("ten of 8 s in 4 slots")
                .isEqualTo("[10,40]");
        assertThat(queue(first).path("eta_seconds").toString()).isEqualTo("[0,0]");
    }

    @Test
    void an_engine_that_took_longer_than_expected_lately_will_take_longer() {
        UUID worker = worker(60);
        UUID spoken = runOf(rows.succeeded(tenant));
        db.useHandle(h -> h.execute("""
                INSERT INTO attempt (run_id, epoch, worker_id, engine, began_at, ended_at, ending)
                VALUES (?, 9, ?, ?, now() - interval '8 seconds', now(), 'succeeded')
                """, spoken, worker, engine));
        UUID job = queued("standard", 5);
        queued("standard", 20);
        update("cost_ms = 1000");

        assertThat(queue(job).path("eta_seconds").toString())
                .as("one of 80 times a second in 4 slots")
                .isEqualTo("[10,40]");
    }

    @Test
    void of_another_tenant_as_many_stand_before_it_as_come_to_their_turn() {
        UUID crowd = new TestRows(db).tenant();
        for (int seconds = 40; seconds > 30; seconds--) {
            queued(crowd, "standard", seconds);
        }
        UUID first = queued("standard", 5);
        UUID second = queued("standard", 4);
        assertThat(queue(first).path("position").asInt())
                .as("one that came before and holds as little")
                .isEqualTo(1);
        assertThat(queue(second).path("position").asInt()).isEqualTo(3);

        db.useHandle(h -> h.execute("UPDATE run SET engine = ? WHERE id = ?", engine, runOf(rows.running(crowd))));
        assertThat(queue(first).path("position").asInt())
                .as("they hold a place")
                .isZero();
        assertThat(queue(second).path("position").asInt()).isEqualTo(2);
    }

    @Test
    void no_more_than_a_thousand_are_counted() {
        UUID job = queued("bulk", 5);
        worker(60);
        db.useHandle(h -> h.execute("""
                INSERT INTO run (id, tenant_id, kind, lane, engine, voice_version, encoder_build, utterance, cost_ms, state,
                                 not_before, wake_due_at, created_at)
                SELECT gen_random_uuid(), tenant_id, kind, lane, engine, voice_version, encoder_build, utterance, 10, state,
                       not_before - interval '1 second', wake_due_at, created_at
                FROM run, generate_series(1, 1001)
                WHERE run.id = ?
                """, runOf(job)));

        assertThat(queue(job).path("position").asInt()).isEqualTo(1000);
        assertThat(queue(job).has("eta_seconds")).isFalse();
    }

    @Test
    void a_job_that_runs_or_has_ended_waits_nowhere() {
        assertThat(queue(rows.running(tenant)).isMissingNode()).isTrue();
        assertThat(queue(rows.succeeded(tenant)).isMissingNode()).isTrue();
    }

    /** A job that may be spoken since so many seconds. */
    private UUID queued(String lane, int seconds) {
        return queued(tenant, lane, seconds);
    }

    private UUID queued(UUID by, String lane, int seconds) {
        UUID job = rows.queued(by);
        db.useHandle(h -> h.createUpdate("""
                UPDATE run
                SET lane = :lane, engine = :engine, not_before = now() - :seconds * interval '1 second'
                WHERE id = :run
                """)
                .bind("lane", lane)
                .bind("engine", engine)
                .bind("seconds", seconds)
                .bind("run", runOf(job))
                .execute());
        db.useHandle(h -> h.execute("UPDATE job SET engine = ?, priority = ? WHERE id = ?", engine, lane, job));
        return job;
    }

    private UUID worker(double leaseSeconds) {
        UUID worker = new TestRows(db).worker(leaseSeconds);
        db.useHandle(h -> h.execute("UPDATE worker SET engines = ARRAY[?] WHERE id = ?", engine, worker));
        return worker;
    }

    private void update(String assignments) {
        db.useHandle(h -> h.execute("UPDATE run SET " + assignments + " WHERE engine = ?", engine));
    }

    private UUID runOf(UUID job) {
        return UUID.fromString(new TestRows(db).text("SELECT run_id::text FROM job WHERE id = ?", job));
    }

    private JsonNode queue(UUID job) {
        return http.get("/v1/jobs/" + Ids.write("job", job)).json().path("queue");
    }
}
