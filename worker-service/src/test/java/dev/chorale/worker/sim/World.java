package dev.chorale.worker.sim;

import dev.chorale.common.job.Ids;
import dev.chorale.common.memory.Guard;
import dev.chorale.common.memory.MemoryTables;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** What all processes of a history share. */
public final class World {
    private final Journal journal;
    private final Clockwork clock;
    private final Chance chance;
    private final Ids ids;
    private final MemoryTables tables;
    private final Broker broker;
    private final Map<String, String> objects = new HashMap<>();

    /** @param off the guards that the tables do without */
    public World(long seed, Set<Guard> off, boolean written) {
        clock = new Clockwork(this::died);
        journal = new Journal(written, clock::nanos);
        chance = new Chance(new SplittableRandom(seed));
        ids = new Ids(clock::instant, chance.random());
        tables = new MemoryTables(clock::instant, chance.random(), off);
        broker = new Broker(clock, chance);
    }

    private void died(Throwable cause) {
        StackTraceElement[] at = cause.getStackTrace();
        journal.breach("an actor died of " + cause + (at.length == 0 ? "" : " at " + at[0]));
    }

    public Journal journal() {
        return journal;
    }

    public Clockwork clock() {
        return clock;
    }

    public Chance chance() {
        return chance;
    }

    public Ids ids() {
        return ids;
    }

    public MemoryTables tables() {
        return tables;
    }

    public Broker broker() {
        return broker;
    }

    /** The object store: what each key holds. */
    public Map<String, String> objects() {
        return objects;
    }

    public Link database(Host host) {
        return Link.toDatabase(host, clock, chance, journal);
    }

    public SimShelf shelf(Host host) {
        return new SimShelf(objects, host, clock, chance, journal);
    }
}
