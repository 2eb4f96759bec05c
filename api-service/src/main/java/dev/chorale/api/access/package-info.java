/**
 * Who asks: API keys, their tenants and roles. A tenant comes from the key alone, never from a request.
 */
@NullMarked
package dev.chorale.api.access;

import org.jspecify.annotations.NullMarked;
