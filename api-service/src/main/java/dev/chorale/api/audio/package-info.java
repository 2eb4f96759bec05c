/**
 * A finished job's bytes: whole, in ranges, by redirect, and their deletion.
 */
@NullMarked
package dev.chorale.api.audio;

import org.jspecify.annotations.NullMarked;
