package dev.chorale.deploy.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One cluster in one folder, which may be new, cleanly stopped, or left behind by a kill. A new cluster is made beside
 * its place and renamed, so the place holds a whole cluster or none.
 */
final class PostgresServer {
    /** Durability first: these are what an embedded server likes to turn off. The rest fits a small machine. */
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "max_connections", "100",
            "shared_buffers", "128MB",
            "timezone", "UTC"));

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Path folder;
    private final Path binaries;
    private final Unprivileged user;

    PostgresServer(Path folder, Path binaries, Unprivileged user) {
        this.folder = folder;
        this.binaries = binaries;
        this.user = user;
    }

    /** Makes the cluster if there is none. Blocks for about two seconds then. */
    void createIfNew() throws IOException, InterruptedException {
        if (!Files.exists(folder.resolve("PG_VERSION"))) {
            Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
            Trees.delete(fresh);
            Files.createDirectories(fresh);
            user.own(fresh);
            initialize(fresh);
            Files.deleteIfExists(folder);
            Files.move(fresh, folder);
        }
        user.own(folder);
    }

    /**
     * Clears what a killed server left: waits up to 15 s for one that still runs, and removes a process id that now
     * belongs to something else, for PostgreSQL would take that for a running server.
     *
     * @return whether the last server was not stopped cleanly
     */
    boolean clearRemains() throws IOException, InterruptedException {
        Path pidFile = folder.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return false;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().trim());
        if (isPostgres(pid)) {
            awaitEndOf(pid);
        } else {
            Files.deleteIfExists(pidFile);
        }
        return true;
    }

    /** Starts the server; it writes to our own output. */
    Process start(int port) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(program("postgres"), "-D", folder.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return spawn(command);
    }

    private void initialize(Path fresh) throws IOException, InterruptedException {
        Process initdb = spawn(List.of(
                program("initdb"),
                "--pgdata=" + fresh,
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        if (initdb.waitFor() != 0) {
            throw new IOException("initdb could not make a cluster in " + fresh);
        }
    }

    private static boolean isPostgres(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith("postgres"))
                .isPresent();
    }

    private void awaitEndOf(long pid) throws IOException, InterruptedException {
        try {
            ProcessHandle.of(pid).orElseThrow().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (NoSuchElementException | ExecutionException ended) {
            // It ended between the two looks: just what we wait for.
        } catch (TimeoutException alive) {
            throw new IOException(
                    "another PostgreSQL, process " + pid + ", is using " + folder + ": stop it first", alive);
        }
    }

    private String program(String name) {
        return binaries.resolve("bin").resolve(name).toString();
    }

    private Process spawn(List<String> program) throws IOException {
        return new ProcessBuilder(user.command(program))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
