package dev.chorale.deploy.launch;

import dev.chorale.deploy.part.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything in one data folder, brought up and down. The folder is locked and the ports are checked before anything is
 * written or started, so a refusal leaves nothing behind.
 */
public final class Installation {
    /** Above the environment (300), below system properties (400). */
    static final int ORDINAL = 390;

    /** A JVM writes down what it learned when it ends: some seconds of a core. */
    private static final Duration WRITING_NOTES = Duration.ofMinutes(2);

    /** What was killed is gone by then. */
    private static final Duration GONE = Duration.ofSeconds(10);

    private final DataFolder folder;
    private final PortPlan ports;
    private final Size size;
    private final SharedSettings settings;
    private final Recipes recipes;
    private final Ensemble ensemble;

    private final Optional<FileLock> lock;

    private Installation(
            DataFolder folder,
            PortPlan ports,
            Size size,
            SharedSettings settings,
            Recipes recipes,
            Ensemble ensemble,
            Optional<FileLock> lock) {
        this.folder = folder;
        this.ports = ports;
        this.size = size;
        this.settings = settings;
        this.recipes = recipes;
        this.ensemble = ensemble;
        this.lock = lock;
    }

    /**
     * Takes a folder and its ports for this process, until it ends.
     *
     * @param chosen settings that go before the launcher's own
     * @throws Failure if another launcher works in the folder or somebody listens on one of the ports
     */
    public static Installation claim(
            Path data, PortPlan ports, Size size, Map<String, String> chosen, Console console) {
        return claim(new DataFolder(data), ports, size, chosen, StartCache.Use.START, console);
    }

    /** A new one that learns how to start quickly; what it learned is kept by {@link #keepWhatWasLearned}. */
    public static Installation rehearsal(PortPlan ports, Size size, Map<String, String> chosen, Console console)
            throws IOException {
        Path data = StartCache.of(Home.folder(), StartCache.Use.LEARN).folder().resolve("rehearsal");
        Trees.delete(data);
        return claim(new DataFolder(data), ports, size, chosen, StartCache.Use.LEARN, console);
    }

    private static Installation claim(
            DataFolder folder,
            PortPlan ports,
            Size size,
            Map<String, String> chosen,
            StartCache.Use use,
            Console console) {
        FileLock lock = folder.lock();
        ports.requireFree(size.apis(), size.workers());
        SharedSettings settings = SharedSettings.of(folder, ports, chosen);
        settings.writeTo(folder.settings(), ORDINAL);
        new UpRecord(ports.base(), Home.folder().toString()).writeTo(folder.record());
        Recipes recipes = new Recipes(folder, ports, Home.folder(), StartCache.of(Home.folder(), use));
        Ensemble ensemble = use == StartCache.Use.LEARN
                ? Ensemble.stoppedAtExit(console, WRITING_NOTES)
                : Ensemble.stoppedAtExit(console);
        return new Installation(folder, ports, size, settings, recipes, ensemble, Optional.of(lock));
    }

    /**
     * The installation that another launcher keeps in a folder: what died of it can be started from here, and ends with
     * this process.
     */
    public static Installation beside(Path data, Console console) {
        DataFolder folder = DataFolder.existing(data);
        UpRecord up = UpRecord.readFrom(folder.record());
        SharedSettings settings = SharedSettings.readFrom(folder.settings());
        return new Installation(
                folder,
                up.ports(),
                new Size(0, 0),
                settings,
                Recipes.of(folder, up.ports(), Home.folder()),
                Ensemble.stoppedAtExit(console),
                Optional.empty());
    }

    /**
     * Starts everything and blocks until all is ready. The first API goes alone, for it brings the schema up to date.
     *
     * @return the ready line
     */
    public String start() throws InterruptedException {
        List<Child> parts = ensemble.start(List.of(recipes.postgres(), recipes.kafka(), recipes.s3()));
        List<Child> first = ensemble.start(apis(1, Math.min(1, size.apis())));
        List<Child> rest = ensemble.start(
                Stream.concat(apis(2, size.apis()).stream(), workers().stream()).toList());
        List<Child> services = Stream.concat(first.stream(), rest.stream()).toList();
        return ReadyLine.json(ReadyLine.of(settings, urls(), pids(parts, services)));
    }

    /**
     * Starts one child alone, and blocks until it is ready: one more, or one that died, on the same port and data.
     *
     * @param name {@code postgres}, {@code kafka}, {@code s3}, {@code api-1} …, {@code worker-1} …
     * @param chosen settings that go before everybody's, for a service
     * @return the id of the process that does the work
     */
    public long start(String name, Map<String, String> chosen) throws InterruptedException {
        return ensemble.start(List.of(recipe(name, chosen))).getFirst().pid();
    }

    /** kill -9 of one of an installation's processes; waits until it is gone. */
    public static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(GONE.toSeconds(), TimeUnit.SECONDS).join();
        });
    }

    /** Stays until this process is asked to end; its children are then stopped in order. */
    public void stay() throws InterruptedException {
        ensemble.stay();
    }

    /** Stops the workers alone: what is submitted from now on waits. */
    public void stopWorkers() throws InterruptedException {
        ensemble.stop(Recipe.Kind.WORKER);
    }

    /** Stops everything in order, services first, and gives the folder back. */
    public void stop() throws InterruptedException {
        ensemble.stop();
        try {
            if (lock.isPresent()) {
                lock.get().release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes files of what the JVMs of a rehearsal noted down when they were stopped, for all that start from now on. Takes
     * some ten seconds of a core for each program.
     */
    public void keepWhatWasLearned() throws InterruptedException {
        StartCache cache = StartCache.of(Home.folder(), StartCache.Use.KEEP);
        Recipes makers = new Recipes(folder, ports, Home.folder(), cache);
        List<Path> files = List.of(folder.settings());
        Map<String, Child> children = new TreeMap<>();
        children.put("postgres", Child.start(makers.postgres()));
        children.put("kafka", Child.start(makers.kafka()));
        children.put("s3", Child.start(makers.s3()));
        children.put("api", Child.start(makers.api("api-1", ports.api(1), files)));
        children.put("worker", Child.start(makers.worker("worker-1", ports.worker(1), files)));
        for (Map.Entry<String, Child> child : children.entrySet()) {
            child.getValue().awaitDone();
            cache.keep(child.getKey());
        }
    }

    public SharedSettings settings() {
        return settings;
    }

    public DataFolder folder() {
        return folder;
    }

    /** The address of the first API. */
    public String url() {
        return "http://127.0.0.1:" + ports.api(1);
    }

    /** The ports of everything in here. */
    public PortPlan ports() {
        return ports;
    }

    private Recipe recipe(String name, Map<String, String> chosen) {
        return switch (name) {
            case "postgres" -> recipes.postgres();
            case "kafka" -> recipes.kafka();
            case "s3" -> recipes.s3();
            default -> {
                int number = Integer.parseInt(name.substring(name.indexOf('-') + 1));
                List<Path> files = folder.settingsOf(name, chosen);
                yield name.startsWith("api-")
                        ? recipes.api(name, ports.api(number), files)
                        : recipes.worker(name, ports.worker(number), files);
            }
        };
    }

    private List<Recipe> apis(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(n -> recipes.api("api-" + n, ports.api(n), List.of(folder.settings())))
                .toList();
    }

    private List<Recipe> workers() {
        return IntStream.rangeClosed(1, size.workers())
                .mapToObj(n -> recipes.worker("worker-" + n, ports.worker(n), List.of(folder.settings())))
                .toList();
    }

    private List<String> urls() {
        return IntStream.rangeClosed(1, size.apis())
                .mapToObj(n -> "http://127.0.0.1:" + ports.api(n))
                .toList();
    }

    private static ReadyLine.Pids pids(List<Child> parts, List<Child> services) {
        return new ReadyLine.Pids(
                ProcessHandle.current().pid(),
                pids(services, Recipe.Kind.API),
                pids(services, Recipe.Kind.WORKER),
                parts.get(1).pid(),
                parts.get(0).pid(),
                parts.get(2).pid());
    }

    private static List<Long> pids(List<Child> services, Recipe.Kind kind) {
        return services.stream()
                .filter(child -> child.kind() == kind)
                .map(Child::pid)
                .toList();
    }
}
