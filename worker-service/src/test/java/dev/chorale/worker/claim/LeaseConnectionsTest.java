package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way to PostgreSQL goes through a line that can go silent, as after a failover or behind a firewall. */
class LeaseConnectionsTest {
    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final ClaimSettings SETTINGS =
            new ClaimSettings(4, LEASE, Duration.ZERO, true, Duration.ofSeconds(2), 1, Map.of(TestRows.ENGINE, ""));

    private final UUID worker = UUID.randomUUID();
    private SilentLine line;
    private AgroalDataSource pool;

    @BeforeEach
    void connect() throws Exception {
        DataSource database = TestDatabase.freshSource();
        try (Connection connection = database.getConnection()) {
            String url = connection.getMetaData().getURL();
            int port = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
            line = SilentLine.to(port);
            pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(p -> p.maxSize(1)
                            .acquisitionTimeout(Duration.ofMillis(100))
                            .connectionFactoryConfiguration(
                                    f -> f.jdbcUrl(url.replace(":" + port + "/", ":" + line.port() + "/"))
                                            .jdbcProperty("socketTimeout", "10")
                                            .principal(new NamePrincipal("postgres")))));
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        pool.close();
        line.close();
    }

    @Test
    void a_connection_that_went_silent_costs_a_worker_a_beat_and_not_its_lease() {
        WorkerRows rows = rows();
        rows.register(worker, "localhost", 1);
        line.fallSilent();
        long began = System.nanoTime();

        assertThatThrownBy(() -> rows.renew(worker)).isInstanceOf(JdbiException.class);
        assertThat(rows.renew(worker)).as("by another connection").isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(LEASE.multipliedBy(4).dividedBy(5));
    }

    @Test
    void the_lease_is_kept_while_claims_and_settles_have_all_connections_of_the_pool() throws Exception {
        WorkerRows rows = rows();
        rows.register(worker, "localhost", 1);
        try (Connection taken = pool.getConnection()) {
            assertThat(taken.isValid(1)).isTrue();
            assertThat(rows.renew(worker)).isTrue();
        }
    }

    private WorkerRows rows() {
        return new PostgresWorkerRows(LeaseConnections.beside(pool, LEASE), SETTINGS);
    }
}
