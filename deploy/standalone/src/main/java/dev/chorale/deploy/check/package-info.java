/**
 * Looks at a speech server before a worker does: calls it through the worker's own adapters, measures, and says what to set.
 * What a probe could not find out is said as such. Knows no job and no API.
 */
@NullMarked
package dev.chorale.deploy.check;

import org.jspecify.annotations.NullMarked;
