/**
 * Measures what the README and the operations page state: submits, hits, starts. Load generators park between requests
 * and count a request's time from the moment it was due. Nothing here judges: figures are printed, not asserted.
 */
@NullMarked
package dev.chorale.deploy.bench;

import org.jspecify.annotations.NullMarked;
