/**
 * Engines that are servers: one HTTP call under limits, and the choice between processes of the same
 * engine, whatever protocol they speak.
 *
 * <p>Nothing here knows what is asked or answered. No connection outlives its call.
 */
@NullMarked
package dev.chorale.worker.engine.http;

import org.jspecify.annotations.NullMarked;
