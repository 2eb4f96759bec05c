package dev.chorale.worker.engine.http;

import java.net.URI;
import java.time.Duration;

/** One process, and what {@link Servers} knows of it; its lock guards what is not volatile. */
final class Server {
    final URI address;
    final Limiter limiter;
    final Attendant attendant;
    int inFlight;
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

    void passOver(Duration rest) {
        long until = System.nanoTime() + rest.toNanos();
        boolean longer = until - passedOverUntil > 0;
        passedOverUntil = isPassedOver() && !longer ? passedOverUntil : until;
        startsWhenLeft = attendant.starts();
    }
}
