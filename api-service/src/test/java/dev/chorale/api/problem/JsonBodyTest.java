package dev.chorale.api.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.problem.Problem.Refusal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    record Line(@Nullable String input, @Nullable BigDecimal speed) {}

    @Test
    void a_byte_order_mark_is_skipped() {
        byte[] body = "\uFEFF{\"input\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonBody.read(body, Line.class).input()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"input\":\"a\"",
                "{\"input\":\"a\"} x",
                "{\"input\":1}",
                "{\"input\":true}",
                "{\"speed\":\"1\"}",
                "{\"sped\":1}",
                "{\"input\":\"a\",\"input\":\"b\"}",
                "{\"speed\":NaN}",
                "{'input':'a'}",
                "\"text\"",
                "{\"speed\":{}}",
                "{\"input\":[\"a\"]}"
            })
    void what_is_no_such_object_is_a_400(String body) {
        assertThatThrownBy(() -> JsonBody.read(body.getBytes(StandardCharsets.UTF_8), Line.class))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.problem().status()).isEqualTo(400));
    }

    @Test
    void an_unknown_field_is_named() {
        assertThatThrownBy(() -> JsonBody.read("{\"sped\":1}".getBytes(StandardCharsets.UTF_8), Line.class))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        e -> assertThat(e.problem().errors().getFirst().field()).isEqualTo("sped"));
    }

    @Test
    void deep_nesting_and_long_numbers_are_refused() {
        String deep = "[".repeat(10_000);
        String wide = "{\"speed\":" + "9".repeat(10_000) + "}";
        for (String body : new String[] {deep, "{\"input\":" + deep, wide}) {
            assertThatThrownBy(() -> JsonBody.read(body.getBytes(StandardCharsets.UTF_8), Line.class))
                    .isInstanceOfSatisfying(
                            Refusal.class, e -> assertThat(e.problem().status()).isEqualTo(400));
        }
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        byte[][] bodies = {
            {'{', '"', 'i', '"', ':', '"', (byte) 0xC0, (byte) 0xAF, '"', '}'},
            {'{', (byte) 0xFF, '}'},
            "{\"input\":\"a\"}".getBytes(StandardCharsets.UTF_16),
        };
        for (byte[] body : bodies) {
            assertThatThrownBy(() -> JsonBody.read(body, Line.class)).isInstanceOf(Refusal.class);
        }
    }

    @Test
    void more_than_a_mebibyte_is_a_413() {
        assertThatThrownBy(() -> JsonBody.read(new byte[JsonBody.MAX_BYTES + 1], Line.class))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.problem().status()).isEqualTo(413));
    }
}
