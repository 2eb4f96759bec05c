package dev.chorale.worker.engine.child;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A child process under limits.
 *
 * <p>Reading and writing a pipe cannot be interrupted, so each of the three pipes has a virtual thread of its own and
 * the caller only ever waits for those, with a limit. To stop, the process is killed: its pipes break, and the threads
 * end with them. Standard output is kept up to a limit, past which the process is killed; standard error is drained to
 * its end and its beginning kept. Used by one thread; {@link #close} ends whatever still runs.
 */
public final class Child implements AutoCloseable {
    private static final int KEPT_ERROR_BYTES = 4096;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final long DEATH_SECONDS = 5;

    private final Process process;
    private final Limits limits;
    private final ExecutorService pipes = Executors.newVirtualThreadPerTaskExecutor();
    private final Future<Boolean> outputWhole;
    private final Future<byte[]> errors;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private @Nullable Ending cutShort;

    /** @throws IOException if the program cannot be started */
    public Child(List<String> command, Limits limits) throws IOException {
        this.process = new ProcessBuilder(command).start();
        this.limits = limits;
        this.outputWhole = pipes.submit(this::readOutput);
        this.errors = pipes.submit(this::readErrors);
    }

    /**
     * Runs a program from start to end.
     *
     * @param input all of its standard input
     * @throws InterruptedException if the thread was interrupted; the program has ended by then
     */
    public static Ending run(List<String> command, byte[] input, Limits limits) throws InterruptedException {
        try (Child child = new Child(command, limits)) {
            child.pipes.submit(() -> child.write(input, true));
            return child.ending();
        } catch (IOException e) {
            return new Ending.NotStarted(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Writes to the program's standard input and waits until it took all of it.
     *
     * @return false if it has ended or was killed at the limit of time: {@link #finish} tells which
     */
    public boolean feed(byte[] bytes) throws InterruptedException {
        return cutShort == null && Boolean.TRUE.equals(within(() -> write(bytes, false)));
    }

    /** Closes the program's standard input and waits for its end. */
    public Ending finish() throws InterruptedException {
        if (cutShort == null) {
            within(() -> write(new byte[0], true));
        }
        return cutShort != null ? cutShort : ending();
    }

    /** Kills the program if it still runs, and returns when it is gone. May be called again. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        process.destroyForcibly();
        try {
            process.waitFor(DEATH_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        pipes.shutdownNow();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Ending ending() throws InterruptedException {
        long deadline = System.nanoTime() + limits.time().toNanos();
        try {
            if (!outputWhole.get(limits.time().toNanos(), TimeUnit.NANOSECONDS)) {
                return new Ending.Overflowed(limits.maxOutputBytes());
            }
            byte[] said = errors.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return new Ending.Overran(limits.time());
            }
            return new Ending.Ended(
                    process.exitValue(), output.toByteArray(), new String(said, StandardCharsets.UTF_8).strip());
        } catch (TimeoutException e) {
            return new Ending.Overran(limits.time());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a pipe's reader failed", e.getCause());
        }
    }

    private @Nullable Boolean within(Callable<Boolean> step) throws InterruptedException {
        try {
            return pipes.submit(step).get(limits.time().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            cutShort = new Ending.Overran(limits.time());
            process.destroyForcibly();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a pipe's writer failed", e.getCause());
        }
    }

    /** A program may end before it read everything: its exit code says whether that was well. */
    private boolean write(byte[] bytes, boolean last) {
        OutputStream stdin = process.getOutputStream();
        try {
            stdin.write(bytes);
            stdin.flush();
            if (last) {
                stdin.close();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean readOutput() {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream stdout = process.getInputStream()) {
            for (int n = stdout.read(chunk); n >= 0; n = stdout.read(chunk)) {
                if (output.size() + n > limits.maxOutputBytes()) {
                    process.destroyForcibly();
                    return false;
                }
                output.write(chunk, 0, n);
            }
        } catch (IOException e) {
            // The process was killed while it wrote: its exit code or the limit that it met tells the story.
        }
        return true;
    }

    private byte[] readErrors() {
        try (InputStream stderr = process.getErrorStream()) {
            byte[] kept = stderr.readNBytes(KEPT_ERROR_BYTES);
            stderr.transferTo(OutputStream.nullOutputStream());
            return kept;
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
