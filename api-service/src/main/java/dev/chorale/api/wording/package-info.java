/**
 * What a tenant says about all its texts: words that none may hold, and how words are to be said.
 *
 * <p>A forbidden word is never written into an answer or a log. Both lists are applied at submit, so that a stored text
 * and a cache key hold their result and a later change touches no job.
 */
@NullMarked
package dev.chorale.api.wording;

import org.jspecify.annotations.NullMarked;
