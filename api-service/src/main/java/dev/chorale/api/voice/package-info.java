/**
 * Voices of a tenant's own: made, changed by new versions, deleted. A version is never changed, and what its engine would
 * refuse is refused here, as far as that can be told without the engine's files. The files that tenants upload for them are
 * received and kept here too, and never looked into. Which version a request gets is decided in {@code submit}.
 */
@NullMarked
package dev.chorale.api.voice;

import org.jspecify.annotations.NullMarked;
