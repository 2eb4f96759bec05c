/**
 * Engine processes that this worker starts itself: started, warmed, watched, started anew between two calls, and ended
 * with the worker, however that ends.
 *
 * <p>{@link dev.chorale.worker.supervise.Health} decides and knows no process, thread or clock;
 * {@link dev.chorale.worker.supervise.EngineProcess} does what was decided. Nothing here knows what engines speak.
 */
@NullMarked
package dev.chorale.worker.supervise;

import org.jspecify.annotations.NullMarked;
