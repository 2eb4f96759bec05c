package dev.chorale.worker.supervise;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that runs with all its children in a process group of its own, on a {@link Leash}.
 *
 * <p>Nothing can be left behind: the command begins only when a word came through its standard input, and that is sent
 * when the leash holds it. If we end before, both read the end of their pipes.
 */
final class Launched implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** Longer than the leash takes at most. */
    private static final long END_SECONDS = 8;

    private static final Pattern RESIDENT_KIB = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB$");

    private final Process process;
    private final Leash leash;
    private final LastLines lines = new LastLines();

    private Launched(Process process, Leash leash) {
        this.process = process;
        this.leash = leash;
        Thread.ofVirtual().name("engine-output").start(() -> lines.drain(process.getInputStream()));
    }

    /**
     * @param command for the shell
     * @throws IOException if there is no {@code setsid} or no shell
     */
    static Launched start(String command) throws IOException {
        return start(command, GRACE);
    }

    static Launched start(String command, Duration grace) throws IOException {
        Leash leash = Leash.ready(grace);
        try {
            Process process = new ProcessBuilder(
                            "setsid",
                            "sh",
                            "-c",
                            "read -r _ || exit 0; exec sh -c \"$1\" </dev/null",
                            "engine",
                            command)
                    .redirectErrorStream(true)
                    .start();
            leash.hold(process.pid());
            return go(new Launched(process, leash));
        } catch (IOException e) {
            leash.pull();
            throw e;
        }
    }

    private static Launched go(Launched launched) throws IOException {
        try (OutputStream word = launched.process.getOutputStream()) {
            word.write("go\n".getBytes(StandardCharsets.US_ASCII));
        }
        return launched;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** The end of what it wrote, to either output. */
    String lastLines() {
        return lines.text();
    }

    /** What it and its descendants have in memory; empty where the system does not tell. */
    OptionalLong residentBytes() {
        long bytes = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(each -> residentBytes(each.pid()))
                .sum();
        return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
    }

    static long residentBytes(long pid) {
        try {
            Matcher found = RESIDENT_KIB.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return found.find() ? Long.parseLong(found.group(1)) * 1024 : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Ends it and all its children, and returns when they are gone: after some seconds at most. May be called again. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        leash.pull();
        try {
            if (!leash.await(END_SECONDS) || !process.waitFor(1, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
