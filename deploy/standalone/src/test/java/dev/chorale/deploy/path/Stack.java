package dev.chorale.deploy.path;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.deploy.Terminal;
import dev.chorale.deploy.admin.AdminCommand;
import dev.chorale.deploy.launch.FreePorts;
import dev.chorale.deploy.launch.LauncherProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A whole Chorale in real processes on free ports, as {@code ./chorale up} starts it. Ends with the test. */
final class Stack implements AutoCloseable {
    private static final int MOST_WORKERS = 4;

    private final Path data;
    private final int portBase;
    private final LauncherProcess up;
    private final JsonNode ready;
    private final List<LauncherProcess> more = new ArrayList<>();

    private Stack(Path data, int portBase, LauncherProcess up, JsonNode ready) {
        this.data = data;
        this.portBase = portBase;
        this.up = up;
        this.ready = ready;
    }

    static Stack up(Path data, int apis, int workers, String... settings) throws Exception {
        return up(data, FreePorts.plan().base(), apis, workers, settings);
    }

    /** Everything again, on the same data and ports. */
    Stack again(int apis, int workers, String... settings) throws Exception {
        return up(data, portBase, apis, workers, settings);
    }

    private static Stack up(Path data, int portBase, int apis, int workers, String... settings) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--data",
                data.toString(),
                "--port-base",
                Integer.toString(portBase),
                "--apis",
                Integer.toString(apis),
                "--workers",
                Integer.toString(workers)));
        Stream.of(settings).forEach(s -> arguments.addAll(List.of("--set", s)));
        LauncherProcess up = LauncherProcess.run(
                data.resolveSibling(data.getFileName() + "-" + System.nanoTime() + ".err"),
                arguments.toArray(String[]::new));
        try {
            return new Stack(data, portBase, up, up.awaitReady());
        } catch (Exception | AssertionError e) {
            up.close();
            throw e;
        }
    }

    /** One more process of this part, or a part that died again. */
    JsonNode start(String part) throws Exception {
        LauncherProcess process = LauncherProcess.run(
                data.resolveSibling(part + "-" + System.nanoTime() + ".err"), "start", part, "--data", data.toString());
        more.add(process);
        return process.awaitReady();
    }

    Client api(int number) {
        return new Client(ready.path("apis").get(number - 1).asText(), adminKey());
    }

    String adminKey() {
        return ready.path("adminKey").asText();
    }

    /** What {@code ./chorale admin} prints when it finds the API by the data folder alone. */
    String admin(String... words) {
        Terminal terminal = new Terminal();
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--data", data.toString()));
        terminal.run(AdminCommand.commandLine(terminal.console(), Map.of()), arguments.toArray(String[]::new));
        return terminal.out();
    }

    /** The metrics of worker {@code number}, which listens on the tenth port after the parts'. */
    Client worker(int number) {
        return new Client("http://127.0.0.1:" + (portBase + 29 + number), adminKey());
    }

    /** kill -9, and waits until what it started is gone too: a server's last sessions go on answering for a moment. */
    void kill(String part, int number) {
        ProcessHandle process = ProcessHandle.of(pid(part, number)).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(process), process.descendants()).toList();
        process.destroyForcibly();
        awaitEnd(all);
    }

    /** SIGTERM, and waits for the end. */
    void terminate(String part, int number, Duration limit) {
        ProcessHandle process = ProcessHandle.of(pid(part, number)).orElseThrow();
        process.destroy();
        process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    long pid(String part, int number) {
        JsonNode pid = ready.path("pids").path(part);
        return (pid.isArray() ? pid.get(number - 1) : pid).asLong();
    }

    /** kill -9 of everything at once, the launcher first. */
    void killAll() {
        List<ProcessHandle> all = up.descendants();
        up.kill();
        all.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(all);
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    long count(String rows) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(ready.path("postgres").asText());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + rows)) {
            row.next();
            return row.getLong(1);
        }
    }

    double engineCalls() {
        return sumOverWorkers("chorale_engine_calls_total");
    }

    /** @param via {@code kafka} or {@code poll} */
    double claims(String via) {
        return sumOverWorkers("chorale_claims_total", "via=\"" + via + "\"");
    }

    /** Over the workers that are alive. */
    private double sumOverWorkers(String counter, String... labels) {
        return IntStream.rangeClosed(1, MOST_WORKERS)
                .filter(n -> isListening(portBase + 29 + n))
                .mapToDouble(n -> worker(n).counter(counter, labels))
                .sum();
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException, IOException {
        for (LauncherProcess process : more) {
            process.close();
        }
        up.close();
    }
}
