/**
 * How many calls an engine process takes at once is found here, while it works, and kept for the next start.
 *
 * <p>{@link dev.chorale.worker.limit.Knee} decides and knows no thread, clock or database;
 * {@link dev.chorale.worker.limit.KneeLimiter} stands between it and those who call.
 */
@NullMarked
package dev.chorale.worker.limit;

import org.jspecify.annotations.NullMarked;
