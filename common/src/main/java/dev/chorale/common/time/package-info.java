/** Time that passes and waiting for it, injected so that tests drive both by hand. Wall-clock time is InstantSource. */
@NullMarked
package dev.chorale.common.time;

import org.jspecify.annotations.NullMarked;
