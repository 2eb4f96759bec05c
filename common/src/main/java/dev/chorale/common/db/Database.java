package dev.chorale.common.db;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/**
 * Makes the {@link Jdbi} that both services use: named parameters, PostgreSQL arrays, and errors that quote no bound
 * value: one may be a text to be spoken.
 */
public final class Database {
    private static final String DEADLOCK = "40P01";
    private static final List<String> AWAY = List.of("08", "53", "57P", "58", "25006", "25P03");

    private Database() {}

    public static Jdbi open(DataSource source) {
        Jdbi jdbi = Jdbi.create(source);
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        return jdbi.registerArrayType(UUID.class, "uuid")
                .registerArrayType(String.class, "text")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8");
    }

    /** Whether PostgreSQL ended the transaction to break a deadlock: the same transaction may be tried again. */
    public static boolean isDeadlock(JdbiException e) {
        return e.getCause() instanceof SQLException sql && DEADLOCK.equals(sql.getSQLState());
    }

    /**
     * Whether PostgreSQL could not be asked, or could not answer just now: connection lost or refused (class 08),
     * resources short, a full disk among them (53), shutdown or start (57P), a disk that fails (58), a server that only reads, as
     * one that is no primary any more (25006), a transaction that stood still for too long (25P03), or no connection free in
     * the pool. Whether the transaction was committed is unknown then.
     */
    public static boolean isAway(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state == null || AWAY.stream().anyMatch(state::startsWith);
            }
        }
        return e instanceof ConnectionException;
    }

    /** Tells of a failure: with its trace, unless the database is away, when the same failure comes in thousands. */
    public static void tell(Logger log, String what, Throwable e) {
        if (isAway(e)) {
            log.warnf("%s cause=database_away", what);
        } else {
            log.warn(what, e);
        }
    }
}
