package dev.chorale.deploy.part;

import dev.chorale.common.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL server with the database {@code chorale}. Arguments: its folder and its port. The server is a child of
 * this process: when it dies so do we, and when we die, even by kill -9, it is stopped. It trusts every local
 * connection, and listens on 127.0.0.1 alone.
 */
public final class PostgresPart {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(7);

    /** A killed server's last backends can hold its shared memory for some seconds; until then a new one refuses. */
    private static final int TRIES_AFTER_A_KILL = 20;

    private PostgresPart() {}

    public static void main(String[] args) throws Exception {
        ParentWatch.startIfAsked();
        int port = Integer.parseInt(args[1]);
        Unprivileged user = Unprivileged.here();
        PostgresServer server =
                new PostgresServer(Path.of(args[0]).toAbsolutePath(), PostgresBinaries.unpackedIn(user.cache()), user);
        server.createIfNew();
        int tries = server.clearRemains() ? TRIES_AFTER_A_KILL : 1;
        System.exit(run(server, port, tries));
    }

    private static int run(PostgresServer server, int port, int tries) throws Exception {
        for (int left = tries; left > 1; left--) {
            if (serve(server, port)) {
                return 1;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        serve(server, port);
        return 1;
    }

    /** Runs one server until it ends. Returns false if it never accepted a connection. */
    private static boolean serve(PostgresServer server, int port) throws IOException, InterruptedException {
        Leash leash = Leash.ready();
        Process postmaster = server.start(port);
        leash.hold(postmaster);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(leash, postmaster), "postgres-shutdown"));
        boolean served = createDatabase(postmaster, port);
        postmaster.waitFor();
        leash.drop();
        return served;
    }

    private static boolean createDatabase(Process postmaster, int port) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!postmaster.waitFor(100, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline) {
            try (Connection connection = connect(port)) {
                createDatabase(connection);
                return true;
            } catch (SQLException notYet) {
                // The server is still starting or recovering; it says so in its own log.
            }
        }
        return false;
    }

    private static Connection connect(int port) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
    }

    private static void createDatabase(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'chorale'")) {
            if (found.next()) {
                return;
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE chorale");
        }
    }

    private static void stop(Leash leash, Process postmaster) {
        try {
            leash.pull();
            if (!postmaster.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                postmaster.destroyForcibly();
            }
            leash.drop();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
