package dev.chorale.api.submit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;

/** An engine as a worker registers it, once for all tests of a database. */
public final class TestEngine {
    private TestEngine() {}

    /** Waits until the catalogue has seen it, 20 s at most. @param voices as JSON */
    public static void register(Jdbi db, Catalogue catalogue, String name, String voices) {
        db.useHandle(h -> h.execute("""
                INSERT INTO engine (name, kind, build, encoder_build, voices, registered_at)
                VALUES (?, 'test', 'b', 'e', CAST(? AS jsonb), now())
                ON CONFLICT DO NOTHING
                """, name, voices));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!catalogue.engines().containsKey(name)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("the catalogue still has no engine " + name);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
