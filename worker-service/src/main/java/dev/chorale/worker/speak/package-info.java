/**
 * An utterance becomes a file: the text is cut into segments, an engine speaks them, each is checked, and one encoder
 * writes them in order, marked as synthetic.
 *
 * <p>Knows engines only by their port. Never shortens: one segment that fails, fails the whole. Nothing here knows jobs,
 * SQL, Kafka or object stores.
 */
@NullMarked
package dev.chorale.worker.speak;

import org.jspecify.annotations.NullMarked;
