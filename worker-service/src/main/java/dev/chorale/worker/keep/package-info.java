/**
 * The spoken segments of a text stay: in the object store, with a row that finds them. So a run that moves to another
 * worker goes on at the next segment, and of a text that was changed only the touched segments are spoken again.
 *
 * <p>Only a help: where a store is away, segments are spoken. Nothing here decides about runs.
 */
@NullMarked
package dev.chorale.worker.keep;

import org.jspecify.annotations.NullMarked;
