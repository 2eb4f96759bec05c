package dev.chorale.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventTest {
    private static final UUID JOB = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");
    private static final Instant AT = Instant.parse("2026-11-21T08:00:00Z");

    @Test
    void the_body_has_the_documented_form() {
        assertThat(text(new Event("job.failed", AT, JOB, "failed", 7, "synthesis", "engine_failed", "{\"a\": \"b\"}")))
                .isEqualTo("""
                        {"type":"job.failed","timestamp":"2026-11-21T08:00:00.000Z","data":{\
                        "job_id":"job_0123456789ab7def8123456789abcdef","state":"failed","kind":"synthesis","sequence":7,\
                        "error_code":"engine_failed","metadata":{"a":"b"}}}""");
    }

    @Test
    void what_there_is_not_is_left_out() {
        assertThat(text(succeeded(null))).isEqualTo("""
                {"type":"job.succeeded","timestamp":"2026-11-21T08:00:00.000Z","data":{\
                "job_id":"job_0123456789ab7def8123456789abcdef","state":"succeeded","kind":"synthesis","sequence":3}}""");
    }

    @Test
    void metadata_that_makes_the_body_too_long_is_left_out() {
        String fits = "{\"a\":\"%s\"}".formatted("x".repeat(3800));
        String tooLong = "{\"a\":\"%s\"}".formatted("é".repeat(2000));

        assertThat(text(succeeded(fits))).contains("xxx").hasSizeLessThan(4096);
        assertThat(text(succeeded(tooLong))).isEqualTo(text(succeeded(null)));
    }

    private static Event succeeded(@Nullable String metadata) {
        return new Event("job.succeeded", AT, JOB, "succeeded", 3, "synthesis", null, metadata);
    }

    private static String text(Event event) {
        return new String(event.body(), StandardCharsets.UTF_8);
    }
}
