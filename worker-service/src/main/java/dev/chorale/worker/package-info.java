/**
 * The worker service as a process: settings, wiring, start, readiness, end. Decides nothing about runs.
 *
 * <p>The rooms behind it, in walking order: {@code claim}, {@code speak} with its engines, {@code settle}.
 */
@NullMarked
package dev.chorale.worker;

import org.jspecify.annotations.NullMarked;
