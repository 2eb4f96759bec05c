/**
 * PostgreSQL, Kafka and S3 for a machine that has none: each is the main class of a process of its own, told its folder
 * and ports by arguments. A part ends when its parent ends, keeps its data when killed, and knows nothing of Chorale's
 * jobs. Nothing here starts another part.
 */
@NullMarked
package dev.chorale.deploy.part;

import org.jspecify.annotations.NullMarked;
