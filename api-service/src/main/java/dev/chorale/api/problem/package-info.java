/**
 * Refusals: RFC 9457 problems with a stable code, whatever part of the service refuses. What can be refused before a resource
 * sees the request, by its head, its body's type, length or pace, or as JSON, is refused here.
 */
@NullMarked
package dev.chorale.api.problem;

import org.jspecify.annotations.NullMarked;
