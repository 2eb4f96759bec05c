package dev.chorale.common.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends this process when its parent ends, however the parent ends. The parent holds the other end of our standard
 * input: the kernel closes it even after a kill -9, and the end of the stream is the only sign that cannot be missed.
 */
public final class ParentWatch {
    /** Set to {@code true} by a parent that keeps our standard input open for as long as it lives. */
    public static final String VARIABLE = "CHORALE_EXIT_WITH_STDIN";

    private static final Duration GRACE = Duration.ofSeconds(8);

    private ParentWatch() {}

    /**
     * Starts the watch if the environment asks for it, else does nothing. Returns at once. At the end of standard input
     * the process exits with code 0 through its shutdown hooks, and is halted if these take longer than 8 s. Nothing
     * else may read standard input afterwards. To be called once, first thing in a main method.
     */
    public static void startIfAsked() {
        startIfAsked(System.getenv(), System.in);
    }

    private static void startIfAsked(Map<String, String> environment, InputStream parent) {
        if (Boolean.parseBoolean(environment.get(VARIABLE))) {
            Thread.ofPlatform().daemon().name("parent-watch").start(() -> exitAtEndOf(parent));
        }
    }

    private static void exitAtEndOf(InputStream parent) {
        drain(parent);
        CompletableFuture.delayedExecutor(GRACE.toSeconds(), TimeUnit.SECONDS)
                .execute(() -> Runtime.getRuntime().halt(1));
        System.exit(0);
    }

    private static void drain(InputStream parent) {
        try {
            parent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // A broken pipe says the same as its end: nobody holds the other side.
        }
    }
}
