package dev.chorale.api.webhook;

import dev.chorale.common.job.Ids;
import java.time.Instant;
import java.util.UUID;

/**
 * A delivery that this process has claimed, for one attempt.
 *
 * @param attempt counted from 1, this one included; also the fence: a later claim has a higher one
 * @param host the receiver's host and port, for the limit per host
 * @param at when it was claimed, by the database's clock: this machine's may be wrong, and receivers refuse what is old
 * @param secret the tenant's {@code whsec_…}
 */
record Delivery(UUID id, int attempt, String host, String url, Instant at, String secret, Event event) {
    /** The same in each attempt. */
    String messageId() {
        return Ids.write("msg", id);
    }

    @Override
    public String toString() {
        return messageId() + " attempt " + attempt;
    }
}
