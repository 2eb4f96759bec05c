package dev.chorale.api.audio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.common.db.TestRows;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class HousekeepingTest {
    @Inject
    Jdbi db;

    @Inject
    Housekeeping housekeeping;

    @Inject
    Erasure erasure;

    private JobRows jobs;
    private TestRows rows;
    private UUID tenant;

    @BeforeEach
    void start() {
        jobs = new JobRows(db);
        rows = new TestRows(db);
        tenant = rows.tenant();
    }

    @Test
    void audio_past_its_life_goes_and_its_object_is_due_for_deletion() {
        UUID past = jobs.succeeded(tenant);
        UUID within = jobs.succeeded(tenant);
        jobs.update(past, "audio_until = now() - interval '1 s'");

        housekeeping.dropAudioPastItsLife();

        assertThat(held(past)).isZero();
        assertThat(held(within)).isEqualTo(1);
        assertThat(rows.count("SELECT count(*) FROM artefact WHERE tenant_id = ?", tenant))
                .isEqualTo(1);
        assertThat(rows.count("SELECT count(*) FROM erasure")).isPositive();
    }

    @Test
    void audio_that_could_not_be_removed_is_found_again() {
        UUID past = jobs.succeeded(tenant);
        jobs.update(past, "audio_until = now() - interval '1 s'");
        db.useHandle(h -> h.execute("""
                CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
                CREATE TRIGGER broken BEFORE DELETE ON artefact FOR EACH ROW EXECUTE FUNCTION break_off()"""));
        try {
            assertThatThrownBy(housekeeping::dropAudioPastItsLife).hasMessageContaining("broken");
            assertThat(held(past)).isEqualTo(1);
        } finally {
            db.useHandle(h -> h.execute("DROP FUNCTION break_off CASCADE"));
        }

        housekeeping.dropAudioPastItsLife();
        assertThat(rows.count("SELECT count(*) FROM artefact WHERE tenant_id = ?", tenant))
                .isZero();
    }

    @Test
    void of_two_that_let_go_of_the_same_audio_at_once_the_second_one_removes_it() throws Exception {
        UUID first = jobs.succeeded(tenant);
        UUID second = jobs.succeeded(tenant);
        UUID artefact = UUID.fromString(rows.text("SELECT artefact_id FROM job WHERE id = ?", first));
        jobs.update(second, "artefact_id = '" + artefact + "'");
        try (ExecutorService pool = Executors.newSingleThreadExecutor();
                Handle tx = db.open()) {
            tx.begin();
            tx.execute("UPDATE job SET artefact_id = NULL WHERE id = ?", first);
            Erasure.removeAudio(tx, artefact);
            Future<?> erasing = pool.submit(() -> erasure.erase(tenant, second));
            rows.awaitCount(1, """
                    SELECT count(*)
                    FROM pg_stat_activity
                    WHERE datname = current_database()
                      AND wait_event_type = 'Lock'""");
            tx.commit();
            erasing.get();
        }

        assertThat(rows.count("SELECT count(*) FROM artefact WHERE id = ?", artefact))
                .isZero();
    }

    @Test
    void who_stands_still_within_a_transaction_is_put_out_before_others_give_up() {
        assertThat(rows.text("SHOW idle_in_transaction_session_timeout")).isEqualTo("8s");
        assertThat(rows.text("SHOW client_connection_check_interval")).isEqualTo("2s");
    }

    @Test
    void audio_that_the_cache_still_offers_stays_until_its_entry_has_run_out() {
        UUID past = jobs.succeeded(tenant);
        jobs.update(past, "audio_until = now() - interval '1 s'");
        db.useHandle(h -> h.execute("""
                INSERT INTO cache_entry (tenant_id, cache_key, run_id, artefact_id, created_at, life, expires_at)
                SELECT tenant_id, 'key', run_id, artefact_id, now(), interval '1 h', now() + interval '1 h'
                FROM job WHERE id = ?""", past));

        housekeeping.dropAudioPastItsLife();
        assertThat(rows.count("SELECT count(*) FROM artefact WHERE tenant_id = ?", tenant))
                .isEqualTo(1);

        db.useHandle(h -> h.execute("UPDATE cache_entry SET expires_at = now() - interval '1 s'"));
        housekeeping.dropAudioPastItsLife();
        assertThat(rows.count("SELECT count(*) FROM artefact WHERE tenant_id = ?", tenant))
                .isZero();
    }

    @Test
    void what_is_old_enough_is_forgotten_and_the_rest_is_not() {
        db.useHandle(h -> h.execute("""
                INSERT INTO idempotency (tenant_id, key, request_hash, job_id, created_at)
                VALUES (?, 'old', 'h', ?, now() - interval '49 h'), (?, 'new', 'h', ?, now() - interval '47 h')""", tenant, tenant, tenant, tenant));

        housekeeping.forgetTheOld();

        assertThat(rows.text("SELECT string_agg(key, ' ') FROM idempotency WHERE tenant_id = ?", tenant))
                .isEqualTo("new");
    }

    @ParameterizedTest
    @CsvSource({"attempt, ended_at", "webhook_delivery, finished_at"})
    void what_is_old_is_found_without_reading_the_young_that_took_its_place(String table, String column) {
        fill(table, "now() - interval '40 days'");
        housekeeping.forgetTheOld();
        db.useHandle(h -> h.execute("VACUUM (TRUNCATE false) " + table));
        fill(table, "now()");
        db.useHandle(h -> h.execute("ANALYZE " + table));

        String old = column + " < now() - interval '30 days' ORDER BY " + column + " LIMIT 500";
        List<String> plan =
                db.withHandle(h -> h.createQuery("EXPLAIN (ANALYZE) SELECT ctid FROM " + table + " WHERE " + old)
                        .mapTo(String.class)
                        .list());

        assertThat(String.join("\n", plan)).contains("Index").doesNotContain("Rows Removed");
        db.useHandle(h -> h.execute("DELETE FROM " + table + " WHERE " + column + " IS NOT NULL"));
    }

    private void fill(String table, String end) {
        String columns = table.equals("attempt")
                ? "(run_id, epoch, worker_id, engine, began_at, ending, ended_at) SELECT gen_random_uuid(), 1,"
                        + " gen_random_uuid(), 'espeak', now(), 'succeeded', "
                : "(id, tenant_id, job_id, type, sequence, url, state, next_at, created_at, finished_at) SELECT"
                        + " gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'job.failed', 1, 'http://localhost/',"
                        + " 'failed', now(), now(), ";
        db.useHandle(h -> h.execute("INSERT INTO " + table + " " + columns + end + " FROM generate_series(1, 5000)"));
    }

    @Test
    void segments_past_their_life_go_and_their_objects_are_due_for_deletion() {
        UUID run = rows.queuedRun(tenant);
        segment(run, "past", "- interval '1 s'");
        segment(run, "within", "+ interval '1 h'");

        housekeeping.dropOldSegments();

        assertThat(rows.text("SELECT string_agg(object_key, ' ') FROM segment WHERE tenant_id = ?", tenant))
                .isEqualTo(tenant + "within");
        assertThat(due("past")).isEqualTo(1);
    }

    @Test
    void a_deleted_job_takes_the_segments_of_its_run_with_it_once_no_other_job_holds_them() {
        UUID job = jobs.succeeded(tenant);
        UUID run = run(job);
        UUID joined = jobs.succeeded(tenant);
        jobs.update(joined, "run_id = '" + run + "'");
        segment(run, "mine", "+ interval '1 h'");
        segment(rows.queuedRun(tenant), "another's", "+ interval '1 h'");

        erasure.erase(tenant, job);
        assertThat(due("mine")).isZero();
        erasure.erase(tenant, joined);

        assertThat(rows.text("SELECT string_agg(object_key, ' ') FROM segment WHERE tenant_id = ?", tenant))
                .isEqualTo(tenant + "another's");
        assertThat(due("mine")).isEqualTo(1);
    }

    private void segment(UUID run, String name, String expiry) {
        db.useHandle(h -> h.execute("""
                INSERT INTO segment (tenant_id, segment_key, run_id, object_key, sha256, bytes, created_at, expires_at)
                VALUES (?, encode(sha256(?), 'hex'), ?, ?, repeat('ab', 32), 10, now(), now() """ + expiry + ")", tenant, name.getBytes(UTF_8), run, tenant + name));
    }

    private UUID run(UUID job) {
        return UUID.fromString(rows.text("SELECT run_id FROM job WHERE id = ?", job));
    }

    private long due(String name) {
        return rows.count("SELECT count(*) FROM erasure WHERE object_key = ?", tenant + name);
    }

    private long held(UUID job) {
        return rows.count("SELECT count(artefact_id) FROM job WHERE id = ?", job);
    }
}
