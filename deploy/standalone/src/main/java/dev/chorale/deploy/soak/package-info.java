/**
 * The long fault suite: load on a whole installation whose parts are killed, frozen and cut off from each other
 * meanwhile, and then a look at every job. The list of faults is {@link dev.chorale.deploy.soak.FaultList}, the list of
 * what must hold is {@link dev.chorale.deploy.soak.Invariants}. Sees the system as a caller and an operator do: HTTP,
 * PostgreSQL, process ids.
 */
@NullMarked
package dev.chorale.deploy.soak;

import org.jspecify.annotations.NullMarked;
