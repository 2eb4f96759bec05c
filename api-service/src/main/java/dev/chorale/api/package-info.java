/**
 * The API service: what callers see. A room imports only from rooms named before it: {@code problem} (refusals), {@code
 * access} (who asks), {@code notify} (outcomes reach those who wait), {@code cache} (audio that is there already), {@code
 * webhook}, {@code jobs} (reading them), {@code dispatch} (wake-ups and the sweeper), {@code submit} (from request to
 * committed job), {@code audio}, {@code voice} (voices of a tenant's own), {@code speech} (the OpenAI routes), {@code admin}.
 */
@NullMarked
package dev.chorale.api;

import org.jspecify.annotations.NullMarked;
