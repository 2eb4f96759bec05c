/**
 * The port to a speech engine: a segment of text goes in, PCM or a typed failure comes out.
 *
 * <p>An adapter is a package of its own below this one. Nothing here knows jobs, SQL, Kafka or containers of audio, and
 * no adapter judges whether its audio is good: that is the caller's part.
 */
@NullMarked
package dev.chorale.worker.engine;

import org.jspecify.annotations.NullMarked;
