/**
 * Refusals: RFC 9457 problems with a stable code, whatever part of the service refuses.
 */
@NullMarked
package dev.chorale.api.problem;

import org.jspecify.annotations.NullMarked;
