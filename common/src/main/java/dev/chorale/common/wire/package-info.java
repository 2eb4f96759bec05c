/**
 * What travels through Kafka: wake-ups for workers and events about jobs. Ids and states only, never text: a log that
 * cannot be edited holds no personal data.
 */
@NullMarked
package dev.chorale.common.wire;

import org.jspecify.annotations.NullMarked;
