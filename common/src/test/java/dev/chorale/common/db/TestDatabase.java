package dev.chorale.common.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Jdbi;

/**
 * A real PostgreSQL for tests, durable as in production, started once a JVM. Each call of {@link #fresh()} gives a
 * database of its own with the whole schema and no rows.
 */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private TestDatabase() {}

    public static Jdbi fresh() {
        return Database.open(freshSource());
    }

    public static DataSource freshSource() {
        String name = "test" + COUNT.incrementAndGet();
        Jdbi.create(SERVER.getPostgresDatabase())
                .useHandle(h -> h.execute("CREATE DATABASE " + name + " TEMPLATE migrated"));
        return SERVER.getDatabase("postgres", name);
    }

    /** Of a database of its own without a schema. */
    static String emptyUrl() {
        String name = "empty" + COUNT.incrementAndGet();
        Jdbi.create(SERVER.getPostgresDatabase()).useHandle(h -> h.execute("CREATE DATABASE " + name));
        return SERVER.getJdbcUrl("postgres", name);
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start();
            Jdbi.create(server.getPostgresDatabase()).useHandle(h -> h.execute("CREATE DATABASE migrated"));
            FluentConfiguration flyway = Flyway.configure().dataSource(server.getDatabase("postgres", "migrated"));
            Migrating.configure(flyway);
            flyway.load().migrate();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
