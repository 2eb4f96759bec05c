/**
 * A TCP connection that misbehaves on request: what stands between two parts when the network is to blame. Sees bytes,
 * knows no protocol.
 */
@NullMarked
package dev.chorale.deploy.fault;

import org.jspecify.annotations.NullMarked;
