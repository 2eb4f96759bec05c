package dev.chorale.common.db;

import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Makes the {@link Jdbi} that both services use: named parameters, PostgreSQL arrays. */
public final class Database {
    private static final String DEADLOCK = "40P01";

    private Database() {}

    public static Jdbi open(DataSource source) {
        return Jdbi.create(source)
                .registerArrayType(UUID.class, "uuid")
                .registerArrayType(String.class, "text")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8");
    }

    /** Whether PostgreSQL ended the transaction to break a deadlock: the same transaction may be tried again. */
    public static boolean isDeadlock(JdbiException e) {
        return e.getCause() instanceof SQLException sql && DEADLOCK.equals(sql.getSQLState());
    }
}
