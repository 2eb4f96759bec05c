package dev.chorale.deploy.fault;

import java.time.Duration;
import java.util.Set;

/** What a {@link FaultProxy} does to the bytes on their way. */
public sealed interface Interference {
    /** Nothing. */
    record Pass() implements Interference {}

    /** New connections are reset at once; those that are open go on. */
    record Refuse() implements Interference {}

    /**
     * Nothing moves in these directions and no connection ends, as when a cable is out; what came meanwhile moves when
     * this is over.
     */
    record HalfOpen(Set<Direction> directions) implements Interference {
        public HalfOpen {
            directions = Set.copyOf(directions);
        }

        /** In both directions. */
        public static HalfOpen both() {
            return new HalfOpen(Set.of(Direction.values()));
        }
    }

    /** Whatever is read is held for so long before it is written. */
    record Delay(Duration length) implements Interference {}

    /** Each connection is reset when so many more bytes have gone in one direction. */
    record CloseAfter(long bytes) implements Interference {}

    /** Every byte is a write of its own. */
    record Dribble() implements Interference {}

    /** The first time that so many more bytes have gone in this direction, the next one is flipped; only once. */
    record CorruptOne(Direction direction, long after) implements Interference {}
}
