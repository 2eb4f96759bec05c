package dev.chorale.deploy.soak;

import dev.chorale.common.time.Pause;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Installation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The processes that die, stand still and come again. Used by several threads: a fault takes the part that it breaks for
 * itself.
 */
final class Parts {
    private static final int STARTS = 4;

    /** What operations.md gives a worker: its grace and some more. */
    private static final Duration IN_ORDER = Duration.ofSeconds(60);

    private static final List<String> STORES = List.of("postgres", "kafka", "s3");

    private final Starter starter;
    private final Map<String, Long> pids = new ConcurrentHashMap<>();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** Starts a part that died, and blocks until it is ready. */
    @FunctionalInterface
    interface Starter {
        /** Returns the id of the process that does the work. */
        long start(String name) throws InterruptedException;
    }

    Parts(Starter starter) {
        this.starter = starter;
    }

    /** This part runs already. */
    void found(String name, long pid) {
        pids.put(name, pid);
    }

    List<String> apis() {
        return named("api-");
    }

    List<String> workers() {
        return named("worker-");
    }

    private List<String> named(String prefix) {
        return pids.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    /** A part that one fault has for itself. */
    record Hold(String name, ReentrantLock lock) implements AutoCloseable {
        @Override
        public void close() {
            lock.unlock();
        }
    }

    /** Takes one of these parts, preferably one that no other fault has; blocks if all are taken. */
    Hold take(List<String> names, RandomGenerator random) throws InterruptedException {
        int first = random.nextInt(names.size());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get((first + i) % names.size());
            ReentrantLock lock = lock(name);
            if (lock.tryLock()) {
                return new Hold(name, lock);
            }
        }
        String name = names.get(first);
        lock(name).lockInterruptibly();
        return new Hold(name, lock(name));
    }

    private ReentrantLock lock(String name) {
        return locks.computeIfAbsent(name, n -> new ReentrantLock());
    }

    long pid(String name) {
        return Objects.requireNonNull(pids.get(name), name);
    }

    /** The processes of APIs and workers that run now, by name. */
    Map<String, Long> services() {
        return pids.entrySet().stream()
                .filter(entry -> !STORES.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** kill -9, and waits until it is gone. */
    void kill(String name) {
        Installation.kill(pid(name));
    }

    /** SIGTERM, and waits until it has ended as it does in order. */
    void terminate(String name) {
        ProcessHandle.of(pid(name)).ifPresent(process -> {
            process.destroy();
            process.onExit().orTimeout(IN_ORDER.toSeconds(), TimeUnit.SECONDS).join();
        });
    }

    /** SIGSTOP, of its children too. */
    void freeze(String name) throws InterruptedException {
        signal("STOP", name);
    }

    /** SIGCONT, of its children too. */
    void thaw(String name) throws InterruptedException {
        signal("CONT", name);
    }

    /** Lets everything go on. */
    void thawAll() throws InterruptedException {
        for (String name : pids.keySet()) {
            thaw(name);
        }
    }

    /** Starts what died. */
    void start(String name) throws InterruptedException {
        for (int n = 1; ; n++) {
            try {
                pids.put(name, starter.start(name));
                return;
            } catch (Failure failure) {
                // PostgreSQL refuses to start while a process of the one before still has its memory.
                if (n == STARTS) {
                    throw failure;
                }
                Pause.system().of(Duration.ofSeconds(1));
            }
        }
    }

    private void signal(String signal, String name) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal, Long.toString(pid(name))));
        ProcessHandle.of(pid(name)).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(child -> command.add(Long.toString(child.pid())));
        try {
            Process kill = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor();
        } catch (IOException noKill) {
            throw new Failure("kill cannot be run", noKill);
        }
    }
}
