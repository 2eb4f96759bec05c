/**
 * Programs that run as children of the worker: started, fed, read, bounded and always ended.
 *
 * <p>Nothing here knows what the programs are for. No child outlives the call or the try block that started it.
 */
@NullMarked
package dev.chorale.worker.engine.child;

import org.jspecify.annotations.NullMarked;
