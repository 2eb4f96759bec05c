/**
 * A world for the production classes to run in: one actor at a time, a clock that is moved by hand, and a seed that
 * decides what goes wrong. One seed is one history.
 */
@NullMarked
package dev.chorale.worker.sim;

import org.jspecify.annotations.NullMarked;
