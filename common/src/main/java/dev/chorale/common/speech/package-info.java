/**
 * What is to be said, and how: the checked request, its text and the markup in it, and the key under which its audio is cached.
 *
 * <p>Values only. Nothing here speaks, stores or waits.
 */
@NullMarked
package dev.chorale.common.speech;

import org.jspecify.annotations.NullMarked;
