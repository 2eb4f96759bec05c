package dev.chorale.worker.claim;

import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;

/** The clock that counts and the waiting, both driven by hand in tests. */
public record Time(Monotonic clock, Pause pause) {}
