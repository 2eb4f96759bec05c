package dev.chorale.worker.claim;

import dev.chorale.common.db.PostgresRows;
import dev.chorale.common.db.TestDatabase;
import org.jdbi.v3.core.Jdbi;

class PostgresFairOrderTest extends FairOrderContract {
    PostgresFairOrderTest() {
        Jdbi db = TestDatabase.fresh();
        super(new PostgresRows(db), new PostgresClaims(db));
    }
}
