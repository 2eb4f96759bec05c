package dev.chorale.api.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries' rows. The database's clock decides what is due.
 *
 * <p>A claim moves {@code next_at} to the lease's end and counts the attempt in one statement: processes share the work, and
 * what a killed one had claimed comes again by itself. The attempt is the fence: a verdict counts only while the row
 * still has the attempt that the verdict is about. A delivery whose attempts never came to a verdict fails when it is due
 * once more: {@link #MOST_ATTEMPTS}.
 */
@ApplicationScoped
public class DeliveryLedger {
    /** Longer than an attempt can last. */
    static final Duration LEASE = Duration.ofSeconds(60);
    /** Twice what the schedule makes: half of them may have lost their process. */
    static final int MOST_ATTEMPTS = 20;

    private final Jdbi jdbi;

    public DeliveryLedger(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Claims due deliveries: of the host with the fewest calls first, and the longest due first where those are equal. So
     * a few hosts that hang and are owed a lot don't win every slot that they free. Each host that something waits for is
     * looked at once, however much it is.
     *
     * @param atMost how many
     * @param sending the hosts that this process is calling now, and how often
     * @param perHost how many calls a host may have at once: the rows of a slow one stay where they are
     */
    List<Delivery> claim(int atMost, Map<String, Integer> sending, int perHost) {
        List<String> hosts = List.copyOf(sending.keySet());
        return jdbi.withHandle(h -> h.createQuery("""
                        WITH RECURSIVE waiting AS (
                            (SELECT receiver(url) AS host FROM webhook_delivery WHERE state = 'pending' ORDER BY host LIMIT 1)
                            UNION ALL
                            SELECT (SELECT receiver(d.url)
                                    FROM webhook_delivery d
                                    WHERE d.state = 'pending'
                                      AND receiver(d.url) > waiting.host
                                    ORDER BY receiver(d.url)
                                    LIMIT 1)
                            FROM waiting
                            WHERE waiting.host IS NOT NULL
                        ), chosen AS (
                            SELECT due.id
                            FROM waiting
                            LEFT JOIN unnest(:hosts, :calls) AS busy (host, calls) ON busy.host = waiting.host
                            CROSS JOIN LATERAL (
                                SELECT d.id, d.next_at
                                FROM webhook_delivery d
                                WHERE d.state = 'pending'
                                  AND receiver(d.url) = waiting.host
                                  AND d.next_at <= now()
                                ORDER BY d.next_at
                                LIMIT greatest(0, :perHost - coalesce(busy.calls, 0))
                                FOR UPDATE SKIP LOCKED
                            ) due
                            ORDER BY coalesce(busy.calls, 0) + row_number() OVER (PARTITION BY waiting.host ORDER BY due.next_at),
                                     due.next_at
                            LIMIT :atMost
                        ), claimed AS (
                            UPDATE webhook_delivery d
                            SET attempts = CASE WHEN d.attempts < :most THEN d.attempts + 1 ELSE d.attempts END,
                                state = CASE WHEN d.attempts < :most THEN 'pending' ELSE 'failed' END,
                                last_error = CASE WHEN d.attempts < :most THEN d.last_error ELSE 'no_verdict' END,
                                finished_at = CASE WHEN d.attempts < :most THEN NULL ELSE now() END,
                                next_at = now() + :leaseMs * interval '1 millisecond'
                            FROM chosen
                            WHERE d.id = chosen.id
                            RETURNING d.*
                        )
                        SELECT c.id, c.attempts, receiver(c.url) AS host, c.url, c.type, c.created_at, c.job_id, c.sequence, now() AS at,
                               t.webhook_secret, j.kind, j.error_code,
                               CASE WHEN j.deleted_at IS NULL THEN j.metadata::text END AS metadata
                        FROM claimed c
                        JOIN tenant t ON t.id = c.tenant_id
                        LEFT JOIN job j ON j.id = c.job_id
                        WHERE c.state = 'pending'
                        """)
                .bindArray("hosts", String.class, hosts.toArray())
                .bindArray(
                        "calls", Integer.class, hosts.stream().map(sending::get).toArray())
                .bind("perHost", perHost)
                .bind("atMost", atMost)
                .bind("most", MOST_ATTEMPTS)
                .bind("leaseMs", LEASE.toMillis())
                .map((row, ctx) -> delivery(row))
                .list());
    }

    /** @return whether the verdict counted */
    boolean delivered(Delivery delivery, int status) {
        return settle(delivery, "delivered", Optional.empty(), status, null);
    }

    /** Never tried again. @return whether the verdict counted */
    boolean failed(Delivery delivery, @Nullable Integer status, @Nullable String reason) {
        return settle(delivery, "failed", Optional.empty(), status, reason);
    }

    /** Tried again after the wait. @return whether the verdict counted */
    boolean retry(Delivery delivery, Duration wait, @Nullable Integer status, @Nullable String reason) {
        return settle(delivery, "pending", Optional.of(wait), status, reason);
    }

    private boolean settle(
            Delivery delivery,
            String state,
            Optional<Duration> wait,
            @Nullable Integer status,
            @Nullable String reason) {
        return jdbi.withHandle(h -> h.createUpdate("""
                        UPDATE webhook_delivery
                        SET state = :state,
                            next_at = now() + :waitMs * interval '1 millisecond',
                            last_status = :status,
                            last_error = :reason,
                            finished_at = CASE WHEN :state = 'pending' THEN NULL ELSE now() END
                        WHERE id = :id
                          AND attempts = :attempt
                          AND state = 'pending'
                        """)
                        .bind("state", state)
                        .bind("waitMs", wait.orElse(Duration.ZERO).toMillis())
                        .bind("status", status)
                        .bind("reason", reason)
                        .bind("id", delivery.id())
                        .bind("attempt", delivery.attempt())
                        .execute())
                == 1;
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        String type = row.getString("type");
        Event event = new Event(
                type,
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("job_id", UUID.class),
                type.substring(type.indexOf('.') + 1),
                row.getInt("sequence"),
                row.getString("kind"),
                row.getString("error_code"),
                row.getString("metadata"));
        return new Delivery(
                row.getObject("id", UUID.class),
                row.getInt("attempts"),
                row.getString("host"),
                row.getString("url"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("webhook_secret"),
                event);
    }
}
