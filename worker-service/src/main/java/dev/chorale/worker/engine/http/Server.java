package dev.chorale.worker.engine.http;

import java.net.URI;
import java.time.Duration;

/** One process, and what {@link Servers} knows of it; its lock guards what is not volatile. */
final class Server {
    static final Duration PASSED_OVER = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int OFTEN = 3;
    private static final int MOST_DOUBLINGS = 5;

    final URI address;
    final Limiter limiter;
    final Attendant attendant;
    int inFlight;
    private int failedInARow;
    /** Readings of the clock that goes only forward: what lies behind us holds no more. */
    long passedOverUntil = System.nanoTime();

    int startsWhenLeft;
    volatile long freshUntil = passedOverUntil;

    Server(URI address, Limiter limiter, Attendant attendant) {
        this.address = address;
        this.limiter = limiter;
        this.attendant = attendant;
    }

    boolean hasRoom() {
        return attendant.isOpen() && inFlight < limiter.limit();
    }

    int limit() {
        return attendant.isOpen() ? limiter.limit() : 0;
    }

    boolean isPassedOver() {
        return attendant.starts() == startsWhenLeft && System.nanoTime() - passedOverUntil < 0;
    }

    /** A call ended like that: how long others are called first. */
    Duration restAfter(Sign sign) {
        failedInARow = sign == Sign.SPOKE ? 0 : failedInARow + 1;
        if (sign == Sign.LOST_CARD) {
            return LONGEST;
        }
        Duration rest = PASSED_OVER.multipliedBy(1L << Math.clamp(failedInARow - OFTEN, 0, MOST_DOUBLINGS));
        return failedInARow < OFTEN ? Duration.ZERO : rest.compareTo(LONGEST) < 0 ? rest : LONGEST;
    }

    void passOver(Duration rest) {
        long until = System.nanoTime() + rest.toNanos();
        boolean longer = until - passedOverUntil > 0;
        passedOverUntil = isPassedOver() && !longer ? passedOverUntil : until;
        startsWhenLeft = attendant.starts();
    }
}
