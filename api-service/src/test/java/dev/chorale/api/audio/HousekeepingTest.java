package dev.chorale.api.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.common.db.TestRows;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class HousekeepingTest {
    @Inject
    Jdbi db;

    @Inject
    Housekeeping housekeeping;

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

    private long held(UUID job) {
        return rows.count("SELECT count(artefact_id) FROM job WHERE id = ?", job);
    }
}
