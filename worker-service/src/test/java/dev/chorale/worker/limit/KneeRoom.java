package dev.chorale.worker.limit;

import dev.chorale.worker.limit.Ended.How;
import java.time.Instant;
import java.util.OptionalDouble;

/** Time, memory and calls for a {@link Knee}, by hand. */
abstract class KneeRoom {
    static final long SECOND = 1_000_000_000L;

    Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    OptionalDouble memory = OptionalDouble.empty();
    long nanos;
    private int calls;

    Knee knee(Standing standing) {
        return new Knee(standing, () -> wall, () -> memory);
    }

    void die(Knee knee, int inFlight) {
        nanos += SECOND;
        knee.ended(new Ended(nanos - SECOND, nanos, inFlight, How.DIED, 0));
    }

    /** Calls of a second each, as many at once as the limit says; of every {@code failing} one fails, 0: none. */
    void generations(Knee knee, int count, int failing) {
        for (int i = 0; i < count; i++) {
            int limit = knee.limit();
            nanos += SECOND;
            for (int n = 0; n < limit; n++) {
                calls++;
                How how = failing > 0 && calls % failing == 0 ? How.FAILED : How.SPOKEN;
                knee.ended(new Ended(nanos - SECOND, nanos, limit, how, 1000));
            }
        }
    }
}
