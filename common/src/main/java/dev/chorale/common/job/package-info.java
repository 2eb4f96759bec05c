/**
 * What a job is: its states and moves, its ids, its lane, and how its run's outcome reaches it.
 *
 * <p>A job is a caller's request; a run is one computation that many jobs may share.
 */
@NullMarked
package dev.chorale.common.job;

import org.jspecify.annotations.NullMarked;
