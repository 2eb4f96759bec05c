package dev.chorale.worker.engine.child;

import java.time.Duration;

/**
 * What a child process may use.
 *
 * @param time from start to end when run at once; for each step when fed step by step
 * @param maxOutputBytes of its standard output, held in memory
 */
public record Limits(Duration time, int maxOutputBytes) {}
