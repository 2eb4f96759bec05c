package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.PostgresRows;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class PostgresWorkerRowsTest extends WorkerRowsContract {
    private final Jdbi db;

    PostgresWorkerRowsTest() {
        Jdbi db = TestDatabase.fresh();
        super(new PostgresRows(db), new PostgresWorkerRows(db, SETTINGS));
        this.db = db;
    }

    @Test
    void who_registers_sweeps_out_the_reservations_of_processes_and_runs_that_are_gone() {
        TestRows rows = new TestRows(db);
        UUID waiting = rows.queuedRun(rows.tenant());
        String here = TestRows.ENGINE + "@" + rows.worker(60);
        reserve(here, waiting);
        reserve(TestRows.ENGINE + "@" + UUID.randomUUID(), waiting);
        reserve(TestRows.ENGINE + "@" + rows.worker(60), UUID.randomUUID());

        new PostgresWorkerRows(db, SETTINGS).register(UUID.randomUUID(), "localhost", 1);

        assertThat(rows.count("SELECT count(*) FROM isolation")).isOne();
        assertThat(rows.text("SELECT instance FROM isolation")).isEqualTo(here);
    }

    private void reserve(String instance, UUID run) {
        db.useHandle(
                h -> h.execute("INSERT INTO isolation (instance, run_id, since) VALUES (?, ?, now())", instance, run));
    }
}
