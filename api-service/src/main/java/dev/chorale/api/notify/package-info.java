/**
 * Outcomes reach those who wait for them in this process: by job events, and by looking where no event came.
 */
@NullMarked
package dev.chorale.api.notify;

import org.jspecify.annotations.NullMarked;
