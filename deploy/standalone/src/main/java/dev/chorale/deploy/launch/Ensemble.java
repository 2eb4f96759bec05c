package dev.chorale.deploy.launch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * All children of one launcher. Those that have to be ready together are started together; they are stopped in the
 * opposite order of need: workers, APIs, parts. A dead child is reported and not started again.
 */
final class Ensemble {
    private static final Duration READY = Duration.ofSeconds(120);

    private static final Duration STOP = Duration.ofSeconds(10);

    private final Console console;
    private final Duration patience;
    private final List<Child> children = new ArrayList<>();
    private boolean stopping;

    private Ensemble(Console console, Duration patience) {
        this.console = console;
        this.patience = patience;
    }

    /** An empty ensemble that is stopped when this process is asked to end. */
    static Ensemble stoppedAtExit(Console console) {
        return stoppedAtExit(console, STOP);
    }

    /** @param patience how long a child may take to end when it is asked to, before it is killed */
    static Ensemble stoppedAtExit(Console console, Duration patience) {
        Ensemble ensemble = new Ensemble(console, patience);
        Runtime.getRuntime().addShutdownHook(new Thread(ensemble::stopAtExit, "stop-children"));
        return ensemble;
    }

    /** Starts these at once and waits until all are ready; the first that fails ends the wait and all of these. */
    List<Child> start(List<Recipe> recipes) throws InterruptedException {
        List<Child> started = recipes.stream().map(this::launch).toList();
        ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var ready = new ExecutorCompletionService<Child>(watchers);
            started.forEach(child -> ready.submit(() -> awaitReady(child)));
            for (Child _ : started) {
                ready.take().get();
            }
        } catch (ExecutionException failed) {
            stopAll(forget(started));
            throw failed.getCause() instanceof Failure failure ? failure : new IllegalStateException(failed.getCause());
        } finally {
            watchers.shutdownNow();
        }
        return started;
    }

    /** Stays until this process is asked to end. */
    void stay() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Stays as well if the children were asked to end: their ends are no news then. */
    void stayIfStopping() throws InterruptedException {
        if (isStopping()) {
            stay();
        }
    }

    /** Stops the children of one kind; the others go on. */
    void stop(Recipe.Kind kind) throws InterruptedException {
        stopAll(take(kind));
    }

    /** Stops all children in order. May be called again. */
    void stop() throws InterruptedException {
        List<Child> running = takeAll();
        for (Recipe.Kind kind : Recipe.Kind.values()) {
            stopAll(running.stream().filter(child -> child.kind() == kind).toList());
        }
    }

    private synchronized Child launch(Recipe recipe) {
        if (stopping) {
            throw new Failure("stopped before " + recipe.name() + " was started");
        }
        Child child = Child.start(recipe);
        children.add(child);
        return child;
    }

    private Child awaitReady(Child child) throws InterruptedException {
        long start = System.nanoTime();
        child.awaitReady(READY);
        double seconds = (System.nanoTime() - start) / 1e9;
        console.say(String.format(Locale.ROOT, "  %-10s ready after %.1f s", child.name(), seconds));
        child.onEnd(code -> reportEnd(child, code));
        return child;
    }

    private synchronized void reportEnd(Child child, int code) {
        if (!stopping) {
            console.say("  " + child.name() + " ended with code " + code + " and is not started again by itself");
        }
    }

    private synchronized List<Child> take(Recipe.Kind kind) {
        List<Child> some =
                children.stream().filter(child -> child.kind() == kind).toList();
        children.removeAll(some);
        return some;
    }

    private synchronized List<Child> forget(List<Child> some) {
        children.removeAll(some);
        return some;
    }

    private synchronized List<Child> takeAll() {
        stopping = true;
        List<Child> all = List.copyOf(children);
        children.clear();
        return all;
    }

    private void stopAll(List<Child> some) throws InterruptedException {
        List<Thread> stops = some.stream()
                .map(child -> Thread.ofPlatform().start(() -> stop(child)))
                .toList();
        for (Thread stop : stops) {
            stop.join();
        }
    }

    private void stop(Child child) {
        try {
            child.stop(patience);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** A process that was asked to end and did so in order has not failed: it ends with code 0. */
    private void stopAtExit() {
        if (isStopping()) {
            return;
        }
        try {
            stop();
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isStopping() {
        return stopping;
    }
}
