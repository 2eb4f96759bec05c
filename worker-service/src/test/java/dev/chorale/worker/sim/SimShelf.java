package dev.chorale.worker.sim;

import dev.chorale.worker.settle.AudioShelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The object store as one process sees it: what is in it is shared, the way there is not. */
public final class SimShelf implements AudioShelf {
    private static final Duration AWAY = Duration.ofSeconds(45);

    private final Map<String, String> objects;
    private final Host host;
    private final Link link;
    private final Clockwork clock;
    private final Chance chance;
    private long awayUntil = Long.MIN_VALUE;

    /** @param objects by key, what each holds */
    public SimShelf(Map<String, String> objects, Host host, Clockwork clock, Chance chance, Journal journal) {
        this.objects = objects;
        this.host = host;
        this.clock = clock;
        this.chance = chance;
        this.link = Link.toStore(
                host, clock, chance, journal, () -> new UncheckedIOException(new IOException("simulated")));
    }

    @Override
    public void put(String key, Path file, String mediaType) throws IOException {
        call("put", () -> objects.put(key, file.toString()));
    }

    @Override
    public void delete(String key) throws IOException {
        call("delete", () -> objects.remove(key));
    }

    private void call(String what, Runnable effect) throws IOException {
        if (chance.hits(Fault.STORE_AWAY)) {
            awayUntil = clock.nanos() + AWAY.toNanos();
        }
        if (!chance.isCalm() && clock.nanos() < awayUntil || chance.hits(Fault.STORE_FAILS)) {
            if (host.isDead()) {
                throw new Killed();
            }
            throw new IOException("simulated");
        }
        try {
            link.call(what, effect);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
