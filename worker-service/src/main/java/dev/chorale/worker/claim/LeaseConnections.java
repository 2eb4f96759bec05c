package dev.chorale.worker.claim;

import dev.chorale.common.db.Database;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalConnectionPoolConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import java.sql.SQLException;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * Connections for the lease alone, beside the pool that everything else takes its own from. Claims and settles may have
 * taken all of those, and wait for each answer longer than a lease bears: here a connection that went silent is given up
 * after a sixth of the lease, and the next beat has another.
 */
final class LeaseConnections {
    /** One each for the beats, the progress and the strays. */
    private static final int MOST = 3;

    /** A renewal that a crash of PostgreSQL forgets makes a lease shorter, which harms nobody. */
    private static final String NO_WAIT_FOR_A_DISK = "SET synchronous_commit = off";

    private LeaseConnections() {}

    /** @param pool whose database, role and further settings they share */
    static Jdbi beside(AgroalDataSource pool, Duration lease) {
        AgroalConnectionPoolConfiguration shared = pool.getConfiguration().connectionPoolConfiguration();
        Duration limit = lease.dividedBy(6);
        String seconds = Long.toString(Math.max(1, limit.toSeconds()));
        var connections = new AgroalConnectionFactoryConfigurationSupplier(shared.connectionFactoryConfiguration())
                .jdbcProperty("connectTimeout", seconds)
                .jdbcProperty("socketTimeout", seconds)
                .initialSql(String.join(
                        "; ", shared.connectionFactoryConfiguration().initialSql(), NO_WAIT_FOR_A_DISK));
        var own = new AgroalConnectionPoolConfigurationSupplier(shared)
                .initialSize(0)
                .minSize(0)
                .maxSize(MOST)
                .exceptionSorter(new PostgreSQLExceptionSorter())
                .acquisitionTimeout(limit.multipliedBy(2))
                .connectionFactoryConfiguration(connections);
        try {
            return Database.open(AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(own)));
        } catch (SQLException e) {
            throw new IllegalStateException("the pool of the lease can't be made", e);
        }
    }
}
