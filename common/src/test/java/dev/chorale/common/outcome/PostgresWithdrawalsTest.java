package dev.chorale.common.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.PostgresRows;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import java.util.UUID;
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
    void the_try_that_a_cancel_cuts_off_is_recorded_with_its_end() {
        TestRows rows = new TestRows(db);
        UUID run = rows.runningRun(rows.tenant(), rows.worker(60), 1);
        new PostgresWithdrawals(db).cancel(rows.job(run));
        assertThat(rows.text("SELECT ending FROM attempt WHERE run_id = ?", run))
                .isEqualTo("cancelled");
    }
}
