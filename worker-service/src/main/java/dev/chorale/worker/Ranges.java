package dev.chorale.worker;

import java.time.Duration;

/** Refuses settings outside their range before anything begins. */
final class Ranges {
    static final int MOST_SLOTS = 512;

    private Ranges() {}

    /** @throws IllegalArgumentException naming the key, the value and what was expected */
    static void check(WorkerSettings settings, CacheSettings cache) {
        settings.slots().ifPresent(slots -> within("chorale.worker.slots", slots, 1, MOST_SLOTS));
        within("chorale.worker.lease", settings.lease(), Duration.ofMillis(500), Duration.ofMinutes(10));
        within("chorale.worker.grace", settings.grace(), Duration.ZERO, Duration.ofHours(1));
        within("chorale.worker.topic-partitions", settings.topicPartitions(), 1, 1000);
        within("chorale.worker.poll.after", settings.poll().after(), Duration.ofMillis(100), Duration.ofMinutes(10));
        settings.engines().forEach((name, engine) -> check("chorale.worker.engines." + name, engine));
        within("chorale.cache.ttl", cache.ttl(), Duration.ofSeconds(1), Duration.ofDays(3650));
    }

    private static void check(String key, WorkerSettings.Engine engine) {
        engine.maxConcurrency().ifPresent(calls -> within(key + ".max-concurrency", calls, 1, 512));
        within(key + ".start-limit", engine.startLimit(), Duration.ofSeconds(1), Duration.ofHours(1));
    }

    private static <T extends Comparable<T>> void within(String key, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + ": " + value + " (expected " + least + ".." + most + ")");
        }
    }
}
