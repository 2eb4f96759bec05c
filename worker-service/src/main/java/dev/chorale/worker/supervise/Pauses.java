package dev.chorale.worker.supervise;

import java.time.Duration;

/** How long to wait before a process is started again: longer from time to time, until it lives for a while. */
final class Pauses {
    /** A process that could be called for so long has earned a quick start. */
    static final Duration GOOD_LIFE = Duration.ofMinutes(10);

    private final Duration first;
    private final Duration longest;
    private Duration next;

    Pauses(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** @param life how long it could be called this time */
    Duration after(Duration life) {
        Duration pause = life.compareTo(GOOD_LIFE) >= 0 ? first : next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return pause;
    }
}
