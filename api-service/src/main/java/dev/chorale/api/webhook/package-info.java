/**
 * Tells callers' receivers how jobs ended: signed by Standard Webhooks, at least once, on a schedule over three days.
 * The rows are made where jobs end; here they are claimed under a lease, sent and settled. Receivers are strangers:
 * every address is checked before a connection is made, every reply is bounded, no text and no link is ever sent.
 */
@NullMarked
package dev.chorale.api.webhook;

import org.jspecify.annotations.NullMarked;
