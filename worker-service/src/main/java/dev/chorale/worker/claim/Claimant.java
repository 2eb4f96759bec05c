package dev.chorale.worker.claim;

import java.util.UUID;

/**
 * Who claims, and for what.
 *
 * @param instance the engine process behind it: two workers that call the same one share a name here
 */
record Claimant(UUID worker, String engine, String instance) {}
