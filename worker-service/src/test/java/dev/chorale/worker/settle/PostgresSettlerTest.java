package dev.chorale.worker.settle;

import dev.chorale.common.db.PostgresRows;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.outcome.PostgresWithdrawals;
import org.jdbi.v3.core.Jdbi;

class PostgresSettlerTest extends SettlerContract {
    PostgresSettlerTest() {
        Jdbi db = TestDatabase.fresh();
        super(new PostgresRows(db), new PostgresOutcomes(db), new PostgresWithdrawals(db));
    }
}
