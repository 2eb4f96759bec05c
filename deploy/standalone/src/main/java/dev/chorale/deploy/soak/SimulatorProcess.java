package dev.chorale.deploy.soak;

import dev.chorale.common.process.ParentWatch;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Home;
import dev.chorale.deploy.launch.StartCache;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simulator in a process of its own, so that it can be killed. It ends when this process does. */
final class SimulatorProcess implements AutoCloseable {
    /** By name: the command line knows this room, not the other way round. */
    private static final String MAIN = "dev.chorale.deploy.Chorale";

    /** Long enough that runs are under way whenever something breaks. */
    static final int USUAL_DELAY_MS = 250;

    private final int port;
    private final long seed;
    private final Path log;
    private @Nullable Process process;

    SimulatorProcess(int port, long seed, Path log) {
        this.port = port;
        this.seed = seed;
        this.log = log;
    }

    /** Starts it and blocks until it listens. */
    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment().put(ParentWatch.VARIABLE, "true");
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process started = builder.start();
        process = started;
        BufferedReader out = started.inputReader(StandardCharsets.UTF_8);
        if (out.readLine() == null) {
            throw new Failure("the simulator did not start; its log is " + log);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders"));
        command.addAll(StartCache.of(Home.folder(), StartCache.Use.START).options(StartCache.COMMAND_LINE));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "simulator"));
        command.addAll(List.of("--port=" + port, "--seed=" + seed, "--delay=" + USUAL_DELAY_MS));
        return command;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** kill -9, and waits until it is gone. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
