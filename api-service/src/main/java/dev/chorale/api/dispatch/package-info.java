/**
 * Wake-ups for committed runs, and the sweeper for what was missed. Nothing here decides an outcome by itself.
 */
@NullMarked
package dev.chorale.api.dispatch;

import org.jspecify.annotations.NullMarked;
