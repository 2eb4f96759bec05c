/**
 * The API service: what callers see. The rooms, in walking order: {@code access} (who asks), {@code submit} (from request
 * to committed job), {@code cache} (audio that is there already), {@code dispatch} (wake-ups and the sweeper),
 * {@code notify} (outcomes reach those who wait), {@code webhook}, {@code jobs} (reading them), {@code speech} (the
 * OpenAI routes), {@code admin}. Imports point only down this list.
 */
@NullMarked
package dev.chorale.api;

import org.jspecify.annotations.NullMarked;
