package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.jobs.JobEvents.JobEvent;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.outcome.PostgresWithdrawals;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class JobEventsTest {
    @Inject
    Jdbi db;

    @Inject
    JobReader jobs;

    @Inject
    JobEvents events;

    @Test
    void a_move_of_the_shared_run_after_the_view_was_read_does_not_hide_the_jobs_own_end() {
        TestRows rows = new TestRows(db);
        UUID tenant = rows.tenant();
        UUID run = rows.runningRun(tenant, rows.worker(60), 1);
        UUID job = rows.job(run);
        rows.job(run);
        JobView before = jobs.existing(tenant, job);
        new PostgresWithdrawals(db).cancel(job);
        db.useHandle(h -> h.execute("""
                UPDATE run
                SET state = 'retrying', sequence = sequence + 1, epoch = epoch + 1, worker_id = NULL
                WHERE id = ?""", run));

        List<JobEvent> told = events.after(before, 0);
        List<JobEvent> later =
                events.after(jobs.existing(tenant, job), told.getLast().sequence());

        assertThat(told).extracting(JobEvent::state).containsExactly("queued", "running");
        assertThat(later).extracting(JobEvent::state).containsExactly("cancelled");
    }
}
