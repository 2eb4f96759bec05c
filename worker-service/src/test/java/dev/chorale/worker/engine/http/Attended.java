package dev.chorale.worker.engine.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An attendant that does as the test says, and remembers. */
public final class Attended implements Attendant {
    public final List<Sign> signs = new CopyOnWriteArrayList<>();
    public volatile boolean open = true;
    /** False: it is closed just as the next call begins. */
    public volatile boolean lets = true;

    public volatile int starts;
    public volatile int inside;
    public volatile int begun;
    public volatile @Nullable Rehearsal rehearsal;

    /** One that lets nobody in. */
    public static Attended closed() {
        Attended closed = new Attended();
        closed.open = false;
        return closed;
    }

    public static Maker by(Attendant attendant) {
        return by(_ -> attendant);
    }

    public static Maker by(Function<URI, Attendant> attendants) {
        return new Maker() {
            @Override
            public Attendant of(URI address) {
                return attendants.apply(address);
            }

            @Override
            public Duration patience() {
                return Duration.ofSeconds(5);
            }
        };
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public synchronized boolean begin(Duration atMost) {
        open &= lets;
        boolean enters = open;
        inside += enters ? 1 : 0;
        begun += enters ? 1 : 0;
        return enters;
    }

    @Override
    public synchronized void end() {
        inside--;
    }

    @Override
    public int starts() {
        return starts;
    }

    @Override
    public void saw(Sign sign) {
        signs.add(sign);
    }

    @Override
    public void rehearseWith(Rehearsal wanted) {
        rehearsal = wanted;
    }
}
