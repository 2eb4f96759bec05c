/**
 * Audio that is there already: found by key, held in memory where it is small. Nothing here speaks or enqueues.
 */
@NullMarked
package dev.chorale.api.cache;

import org.jspecify.annotations.NullMarked;
