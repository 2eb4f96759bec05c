package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of a filled table a list reads. */
@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class ListReadsTest {
    private static final int MANY = 5_000;
    private static final long FEW = 50;

    @Inject
    Jdbi db;

    @Inject
    EntityManager entities;

    @Inject
    JobReader jobs;

    private JobRows rows;
    private UUID tenant;
    private UUID other;

    @BeforeEach
    void start() {
        rows = new JobRows(db);
        tenant = new TestRows(db).tenant();
        other = new TestRows(db).tenant();
    }

    @AfterEach
    void remove() {
        db.useHandle(h -> {
            h.execute("DELETE FROM webhook_delivery WHERE tenant_id = ?", other);
            h.execute("DELETE FROM job WHERE tenant_id = ?", tenant);
        });
    }

    @Test
    void the_deliveries_of_a_tenant_are_found_without_those_of_others() {
        UUID job = rows.failed(tenant);
        db.useHandle(h -> h.execute("""
                INSERT INTO webhook_delivery (id, tenant_id, job_id, type, sequence, url, next_at, created_at)
                SELECT gen_random_uuid(), ?, gen_random_uuid(), 'job.failed', 1, 'http://127.0.0.1:9/hook', now(), now()
                FROM generate_series(1, ?)
                """, other, MANY));
        db.useHandle(h -> h.execute("ANALYZE webhook_delivery"));

        long read = readOf("webhook_delivery", () -> {
            List<DeliveryView> page = DeliveriesResource.newestFirst(tenant, query(new MultivaluedHashMap<>()));
            assertThat(page).extracting(delivery -> delivery.jobId).containsExactly(job);
            return page;
        });

        assertThat(read).isLessThan(FEW);
    }

    @Test
    void the_jobs_that_run_are_found_without_those_that_have_ended() {
        UUID running = rows.running(tenant);
        UUID ended = rows.succeeded(tenant);
        db.useHandle(h -> h.execute("""
                INSERT INTO job (id, tenant_id, run_id, kind, voice, voice_version, engine, priority, format, cache,
                                 characters, created_at, outcome, finished_at, audio_until)
                SELECT CAST('ffffffff-ffff-7fff-8000-' || lpad(n::text, 12, '0') AS uuid), tenant_id, run_id, kind, voice,
                       voice_version, engine, priority, format, cache, characters, created_at, outcome, finished_at, audio_until
                FROM job, generate_series(1, ?) AS n
                WHERE id = ?
                """, MANY, ended));
        db.useHandle(h -> h.execute("ANALYZE job"));
        MultivaluedMap<String, String> asked = new MultivaluedHashMap<>();
        asked.putSingle("state", "queued,running");

        long read = readOf("job", () -> {
            Page<JobJson> page = jobs.list(tenant, query(asked));
            assertThat(page.data()).extracting(JobJson::id).containsExactly(Ids.write("job", running));
            return page;
        });

        assertThat(read).isLessThan(FEW);
    }

    private static ListQuery query(MultivaluedMap<String, String> asked) {
        return ListQuery.read("list of the test", asked, Set.of("state"));
    }

    /** How many of the table's rows a call reads. */
    private long readOf(String table, Callable<?> call) {
        return QuarkusTransaction.requiringNew().call(() -> {
            long before = readSoFar(table);
            call.call();
            return readSoFar(table) - before;
        });
    }

    /** In this transaction, and a while before it on the same connection. */
    private long readSoFar(String table) {
        Object rows =
                entities.createNativeQuery("""
                SELECT seq_tup_read + coalesce(idx_tup_fetch, 0)
                FROM pg_stat_xact_user_tables
                WHERE relname = :table
                """).setParameter("table", table).getSingleResult();
        return ((Number) rows).longValue();
    }
}
