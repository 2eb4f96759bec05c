package dev.chorale.api.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.api.problem.Problem.Refusal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    record Line(
            @Nullable String input,
            @Nullable BigDecimal speed,
            @Nullable Map<String, String> pairs,
            @Nullable List<String> words,
            @Nullable JsonNode any) {}

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input\":\"a\\u0000\"}|input",
                "{\"input\":\"\\ud83d\"}|input",
                "{\"input\":\"\\udca9\\ud83d\"}|input",
                "{\"pairs\":{\"a\":\"b\\u0000\"}}|pairs.a",
                "{\"pairs\":{\"a\\u0000\":\"b\"}}|pairs",
                "{\"pairs\":{\"\\ud800\":\"b\"}}|pairs",
                "{\"words\":[\"a\",\"b\\u0000\"]}|words.[1]",
                "{\"any\":\"\\u0000\"}|any",
                "{\"any\":{\"id\":\"\\ud800\"}}|any.id",
                "{\"any\":{\"\\u0000\":1}}|any"
            })
    void no_name_and_no_string_holds_nul_or_half_a_character(String body, String field) {
        assertThatThrownBy(() -> JsonBody.read(body.getBytes(StandardCharsets.UTF_8), Line.class))
                .isInstanceOfSatisfying(Refusal.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(400);
                    assertThat(e.problem().errors().getFirst().field()).isEqualTo(field);
                });
    }

    @Test
    void a_field_whose_name_nobody_can_write_is_not_named() {
        assertThatThrownBy(() -> JsonBody.read("{\"\\ud800\":1}".getBytes(StandardCharsets.UTF_8), Line.class))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        e -> assertThat(e.problem().errors().getFirst().field()).isEmpty());
    }

    @Test
    void whole_characters_of_two_halves_are_text() {
        Line read = JsonBody.read(
                "{\"input\":\"\\ud83d\\ude00\",\"pairs\":{\"😀\":\"😀\"}}".getBytes(StandardCharsets.UTF_8),
                Line.class);

        assertThat(read.input()).isEqualTo("😀");
        assertThat(read.pairs()).containsEntry("😀", "😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"any\":100E2147483647}", "{\"any\":1e-400000000}", "{\"speed\":1e-400000000}"})
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_number_with_an_absurd_exponent_is_read_at_once(String body) {
        assertThat(JsonBody.read(body.getBytes(StandardCharsets.UTF_8), Line.class))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"speed\":1e-99999999999}", "{\"speed\":1e99999999999}", "{\"any\":1e99999999999}"})
    void a_number_with_an_exponent_that_no_number_has_is_a_400(String body) {
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
