package dev.chorale.deploy.soak;

import dev.chorale.common.store.AudioStore;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.launch.SharedSettings;
import dev.chorale.deploy.soak.Findings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** O14: what nobody needs any more: objects without a row, threads and descriptors of services that have nothing to do. */
final class Leftovers {
    private static final Duration SWEPT = Duration.ofMinutes(4);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    /** Longer than an HTTP client keeps a connection that it does not use. */
    private static final Duration KEPT_ALIVE = Duration.ofSeconds(45);

    private static final Path PROCESSES = Path.of("/proc");
    private static final String REGION = "us-east-1";
    private static final String THREADS = "Threads:";
    private static final int MOST_THREADS = 250;
    private static final int MOST_DESCRIPTORS = 500;

    private final Stage stage;
    private final Ledger ledger;
    private final Findings findings;

    Leftovers(Stage stage, Ledger ledger, Findings findings) {
        this.stage = stage;
        this.ledger = ledger;
        this.findings = findings;
    }

    /** Returns what there is, in a line. */
    String look() throws IOException, InterruptedException {
        String services = Files.isDirectory(PROCESSES) ? processes() : "threads and descriptors can't be seen here";
        return stage.rig().isPresent() ? objects() + services : services;
    }

    /** Waits for the sweep. Elsewhere it comes after hours. */
    private String objects() throws IOException, InterruptedException {
        long until = System.nanoTime() + SWEPT.toNanos();
        Set<String> orphans = orphans();
        int first = orphans.size();
        while (!orphans.isEmpty() && System.nanoTime() < until) {
            Pause.system().of(BETWEEN_LOOKS);
            orphans = orphans();
        }
        orphans.forEach(key -> findings.add(Kind.LEFT_BEHIND, "O14", "object " + key + " has no row"));
        return String.format(Locale.ROOT, "objects without a row: %d, after the sweep %d; ", first, orphans.size());
    }

    private Set<String> orphans() throws IOException {
        SharedSettings s3 = stage.settings();
        AudioStore store = new AudioStore(new AudioStore.Settings(
                s3.get("chorale.s3.url"),
                s3.get("chorale.s3.bucket"),
                REGION,
                s3.get("chorale.s3.access-key"),
                s3.get("chorale.s3.secret-key")));
        Set<String> keys = new HashSet<>();
        for (List<AudioStore.Stored> page = store.list("");
                !page.isEmpty();
                page = store.list(page.getLast().key())) {
            page.forEach(object -> keys.add(object.key()));
        }
        ledger.texts("SELECT object_key FROM artefact UNION ALL SELECT object_key FROM segment")
                .forEach(keys::remove);
        return keys;
    }

    /** What a service holds: {@code threads} of the system and open {@code descriptors}. */
    private record Holdings(String service, int threads, int descriptors) {
        boolean isMuch() {
            return threads > MOST_THREADS || descriptors > MOST_DESCRIPTORS;
        }

        @Override
        public String toString() {
            return service + " " + threads + " threads " + descriptors + " descriptors";
        }
    }

    /** Waits until callers' idle connections are closed. */
    private String processes() throws IOException, InterruptedException {
        long until = System.nanoTime() + KEPT_ALIVE.toNanos();
        List<Holdings> all = holdings();
        while (all.stream().anyMatch(Holdings::isMuch) && System.nanoTime() < until) {
            Pause.system().of(BETWEEN_LOOKS);
            all = holdings();
        }
        all.stream().filter(Holdings::isMuch).forEach(much -> findings.add(Kind.LEFT_BEHIND, "O14", much.toString()));
        return all.stream().map(Holdings::toString).collect(Collectors.joining(", "));
    }

    private List<Holdings> holdings() throws IOException {
        List<Holdings> all = new ArrayList<>();
        for (Map.Entry<String, Long> service : new TreeMap<>(stage.parts().services()).entrySet()) {
            Path process = PROCESSES.resolve(service.getValue().toString());
            all.add(new Holdings(service.getKey(), threads(process), descriptors(process)));
        }
        return all;
    }

    private static int threads(Path process) throws IOException {
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith(THREADS))
                    .mapToInt(line ->
                            Integer.parseInt(line.substring(THREADS.length()).strip()))
                    .sum();
        }
    }

    private static int descriptors(Path process) throws IOException {
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            return (int) open.count();
        }
    }
}
