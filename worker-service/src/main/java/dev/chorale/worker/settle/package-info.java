/**
 * From audio, or the reason why there is none, to the row that tells the outcome.
 *
 * <p>The file goes to the object store under a key that is used once; then one transaction, fenced by the run's epoch,
 * moves the run and ends its jobs. Zero rows mean that the run is no longer ours: {@code LeaseLost}, a value, and
 * nothing of this try remains. Nothing here speaks, claims, or asks Kafka whether something happened: events are told
 * after the commit and may be lost.
 */
@NullMarked
package dev.chorale.worker.settle;

import org.jspecify.annotations.NullMarked;
