package dev.chorale.common.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.PostgresRows;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.outcome.JobEndings.Ended;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class PostgresWithdrawalsTest extends WithdrawalsContract {
    private final Jdbi db;

    PostgresWithdrawalsTest() {
        Jdbi db = TestDatabase.fresh();
        super(new PostgresRows(db), new PostgresWithdrawals(db));
        this.db = db;
    }

    @Test
    void an_expiry_does_not_wait_for_a_run_that_another_transaction_holds() {
        TestRows rows = new TestRows(db);
        UUID held = rows.queuedRun(rows.tenant());
        UUID free = rows.queuedRun(rows.tenant());
        UUID jobOfHeld = rows.job(held);
        UUID jobOfFree = rows.job(free);
        db.useHandle(h -> h.execute("UPDATE job SET deadline = now() - interval '1 second'"));
        try (Handle frozen = db.open().begin()) {
            frozen.execute("SELECT FROM run WHERE id = ? FOR NO KEY UPDATE", held);
            assertThat(new PostgresWithdrawals(db).expireDue())
                    .extracting(Ended::jobId)
                    .containsExactly(jobOfFree);
            frozen.commit();
        }
        assertThat(new PostgresWithdrawals(db).expireDue())
                .extracting(Ended::jobId)
                .containsExactly(jobOfHeld);
    }

    @Test
    void the_try_that_a_cancel_cuts_off_is_recorded_with_its_end() {
        TestRows rows = new TestRows(db);
        UUID run = rows.runningRun(rows.tenant(), rows.worker(60), 1);
        new PostgresWithdrawals(db).cancel(rows.job(run));
        assertThat(rows.text("SELECT ending FROM attempt WHERE run_id = ?", run))
                .isEqualTo("cancelled");
    }
}
