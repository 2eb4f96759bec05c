/**
 * From a wake-up to a run that exactly one worker holds: the share consumer with credit, the guarded claim, the lease
 * and its heartbeat, the drain.
 *
 * <p>A wake-up is only a hint. Whether a run is ours is decided by one statement in PostgreSQL, and for how long by the
 * lease. No audio is made here and no outcome written: the room hands each claimed run on and settles by its
 * downstream neighbour. Nothing here holds a Kafka record for longer than a claim takes.
 */
@NullMarked
package dev.chorale.worker.claim;

import org.jspecify.annotations.NullMarked;
