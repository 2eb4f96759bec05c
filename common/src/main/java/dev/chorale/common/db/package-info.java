/** The one way to PostgreSQL for the hot path: Jdbi with the array types that its statements bind. */
@NullMarked
package dev.chorale.common.db;

import org.jspecify.annotations.NullMarked;
