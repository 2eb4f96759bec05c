package dev.chorale.common.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

class MigratingTest {
    private static final int WAITS_SECONDS = 1;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void a_migration_may_take_longer_than_its_connection_waits_for_answers_before_and_after() throws SQLException {
        Pool impatient = new Pool();
        impatient.setUrl(TestDatabase.emptyUrl());
        impatient.setSocketTimeout(WAITS_SECONDS);
        FluentConfiguration flyway = Flyway.configure().dataSource(impatient).locations("classpath:slow");
        Migrating.configure(flyway);

        assertThat(flyway.load().migrate().migrationsExecuted).isEqualTo(1);
        for (Connection connection : impatient.given) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(WAITS_SECONDS * 1000);
            connection.close();
        }
    }

    /** Its connections stay open when they are closed, as a pool's do. */
    private static final class Pool extends PGSimpleDataSource {
        private final List<Connection> given = new ArrayList<>();

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            given.add(connection);
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) ->
                            method.getName().equals("close") ? null : method.invoke(connection, arguments));
        }
    }
}
