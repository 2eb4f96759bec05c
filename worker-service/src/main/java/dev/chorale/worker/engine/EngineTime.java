package dev.chorale.worker.engine;

import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import java.time.InstantSource;

/**
 * Time, as an adapter needs it.
 *
 * @param wall for dates that an engine names
 * @param clock for limits
 * @param pause for waiting between tries
 */
public record EngineTime(InstantSource wall, Monotonic clock, Pause pause) {}
