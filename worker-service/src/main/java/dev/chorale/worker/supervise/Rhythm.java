package dev.chorale.worker.supervise;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param startLimit until a process must be ready
 * @param glance from one look at it to the next
 * @param memoryEvery from one look at its memory to the next
 * @param stretch of which its memory's growth is judged by several
 * @param firstPause before it is started again
 * @param longestPause which it doubles up to
 */
record Rhythm(
        Duration startLimit,
        Duration glance,
        Duration memoryEvery,
        Duration stretch,
        Duration firstPause,
        Duration longestPause) {
    static Rhythm of(Duration startLimit) {
        return new Rhythm(
                startLimit,
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60));
    }
}
