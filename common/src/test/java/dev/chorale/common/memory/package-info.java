/**
 * The queue's tables in memory, for tests: the same answers as the SQL behind the same ports, one call after another. It
 * knows no concurrency inside a transaction; that is PostgreSQL's, and tested there.
 *
 * <p>Each {@link dev.chorale.common.memory.Guard} can be switched off, to see whether a simulation notices.
 */
@NullMarked
package dev.chorale.common.memory;

import org.jspecify.annotations.NullMarked;
