package dev.chorale.api;

import dev.chorale.common.db.Database;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL that takes no connections. */
public final class AwayDatabase {
    private AwayDatabase() {}

    public static Jdbi open() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {1});
        return Database.open(source);
    }
}
