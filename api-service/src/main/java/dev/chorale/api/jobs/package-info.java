/**
 * What callers read of their jobs: one, a list, and the deliveries about them. Lists go by keyset, newest first, and
 * refuse parameters that they don't know. Nothing here writes: {@code submit} makes jobs, the outcome ends them.
 */
@NullMarked
package dev.chorale.api.jobs;

import org.jspecify.annotations.NullMarked;
