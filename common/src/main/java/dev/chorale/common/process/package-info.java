/**
 * How one of our processes ends with the process that started it. Nothing here knows what the process does.
 */
@NullMarked
package dev.chorale.common.process;

import org.jspecify.annotations.NullMarked;
