package dev.chorale.common.db;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * How Flyway works on a pool that is made for short statements. Its lock is the session's: a transaction that waited for a
 * long migration would be ended for its idleness. And a migration takes its time: an index on a large table is longer in
 * the making than the pool's connections wait for an answer, and one that was given up would be on record as failed.
 */
public final class Migrating implements Callback {
    private static final int NO_LIMIT = 0;

    private int limitMs;

    private Migrating() {}

    public static void configure(FluentConfiguration flyway) {
        flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        flyway.callbacks(new Migrating());
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE
                || event == Event.AFTER_EACH_MIGRATE
                || event == Event.AFTER_EACH_MIGRATE_ERROR;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        Connection connection = context.getConnection();
        try {
            if (event == Event.BEFORE_EACH_MIGRATE) {
                limitMs = connection.getNetworkTimeout();
                connection.setNetworkTimeout(Runnable::run, NO_LIMIT);
            } else {
                connection.setNetworkTimeout(Runnable::run, limitMs);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the limit of a connection can't be changed", e);
        }
    }

    @Override
    public String getCallbackName() {
        return "no limit of time";
    }
}
