/**
 * How full the GPU of an engine process is, read from an address that tells it in Prometheus' form.
 *
 * <p>What cannot be read, or was read too long ago, is unknown: no speech fails or waits for it.
 */
@NullMarked
package dev.chorale.worker.memory;

import org.jspecify.annotations.NullMarked;
