package dev.chorale.common.db;

import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Work that one process does for all, by a lease in PostgreSQL and its clock. The lease spares work, it guards nothing:
 * a holder that was paused may go on beside its successor, so the work itself must bear two hands.
 */
public final class Duty {
    private final Jdbi jdbi;
    private final String name;
    private final UUID me;
    private final Duration lease;

    /** @param me this process, as no other calls itself */
    public Duty(Jdbi jdbi, String name, UUID me, Duration lease) {
        this.jdbi = jdbi;
        this.name = name;
        this.me = me;
        this.lease = lease;
    }

    /** Takes the duty where nobody holds it, renews it where we do. Returns whether it is ours now. */
    public boolean isOurs() {
        return jdbi.withHandle(h -> h.createUpdate("""
                INSERT INTO duty (name, holder, until)
                VALUES (:name, :me, now() + :lease * interval '1 millisecond')
                ON CONFLICT ON CONSTRAINT duty_pk DO UPDATE
                SET holder = excluded.holder,
                    until = excluded.until
                WHERE duty.holder = excluded.holder
                   OR duty.until < now()
                """)
                        .bind("name", name)
                        .bind("me", me)
                        .bind("lease", lease.toMillis())
                        .execute()
                == 1);
    }

    /** Lets another process take it at once. */
    public void leave() {
        jdbi.useHandle(
                h -> h.createUpdate("""
                DELETE FROM duty
                WHERE name = :name
                  AND holder = :me
                """).bind("name", name).bind("me", me).execute());
    }
}
