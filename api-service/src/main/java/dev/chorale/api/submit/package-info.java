/**
 * From a request to a committed job: checks, key, cache look-up, group commit. 202 means committed.
 */
@NullMarked
package dev.chorale.api.submit;

import org.jspecify.annotations.NullMarked;
