package dev.chorale.deploy.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.common.process.ParentWatch;
import dev.chorale.deploy.Chorale;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line as a user runs it, in a process of its own that ends with the test. */
public final class LauncherProcess implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration READY = Duration.ofSeconds(120);

    /** What a JVM says of options in its environment. */
    private static final String OF_THE_JVM = "Picked up ";

    private final Process process;
    private final BufferedReader out;
    private final Path errors;

    private LauncherProcess(Process process, Path errors) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    public static LauncherProcess run(Path errors, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-Dchorale.home=" + Home.folder()));
        command.addAll(StartCache.of(Home.folder(), StartCache.Use.START).options(StartCache.COMMAND_LINE));
        command.add(Chorale.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        Path built = Home.folder().resolve("deploy/standalone/target");
        builder.environment().put("CLASSPATH", built + "/lib/*" + File.pathSeparator + built + "/standalone-0.1.0.jar");
        builder.environment().put(ParentWatch.VARIABLE, "true");
        return new LauncherProcess(builder.start(), errors);
    }

    /** The line that says all is ready; blocks until it comes. */
    public JsonNode awaitReady() throws Exception {
        String line = CompletableFuture.supplyAsync(this::readLine).get(READY.toSeconds(), TimeUnit.SECONDS);
        if (line.isEmpty()) {
            throw new AssertionError("the launcher ended: " + Files.readString(errors));
        }
        return JSON.readTree(line);
    }

    /** The exit code. */
    public int awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the launcher did not end within " + limit);
        }
        return process.exitValue();
    }

    public List<ProcessHandle> descendants() {
        try (Stream<ProcessHandle> all = process.descendants()) {
            return all.toList();
        }
    }

    public void kill() {
        process.destroyForcibly();
    }

    void terminate() {
        process.destroy();
    }

    /** What it told people so far. */
    public String said() throws IOException {
        return Files.readAllLines(errors).stream()
                .filter(line -> !line.startsWith(OF_THE_JVM))
                .collect(Collectors.joining("\n"));
    }

    /** What it printed, once it has ended. */
    public String printed() {
        return out.lines().collect(Collectors.joining("\n"));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private String readLine() {
        try {
            String line = out.readLine();
            return line == null ? "" : line;
        } catch (IOException cause) {
            return "";
        }
    }
}
