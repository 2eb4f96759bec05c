package dev.chorale.worker.engine.openai;

import static dev.chorale.worker.engine.EngineFailure.Kind.CRASHED;
import static dev.chorale.worker.engine.EngineFailure.Kind.OVERLOADED;
import static dev.chorale.worker.engine.EngineFailure.Kind.PERMANENT;
import static dev.chorale.worker.engine.EngineFailure.Kind.TRANSIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiRefusalsTest {
    private static final String JSON = "Content-Type: application/json\r\n";

    @ParameterizedTest
    @CsvSource({"400", "404", "405", "413", "415", "422"})
    void a_request_that_the_server_will_not_speak_is_refused_for_good(int status) throws Exception {
        EngineFailure failure = Opened.failure(talk -> talk.whole(status, JSON, "{}"));

        Opened.assertFailure(failure, "engine_refused", PERMANENT);
        assertThat(failure.message()).isEqualTo("the engine answered " + status);
    }

    @Test
    void fastapis_detail_names_the_field_and_never_the_text() throws Exception {
        EngineFailure failure = Opened.failure(talk -> talk.whole(422, JSON, """
                {"detail":[{"type":"string_too_long","loc":["body","input"],"msg":"sesame is too long","input":"sesame"}]}
                """));

        Opened.assertFailure(failure, "engine_refused", PERMANENT);
        assertThat(failure.message()).isEqualTo("the engine answered 422 (string_too_long, body.input)");
    }

    @Test
    void openais_error_names_its_type_and_never_the_text() throws Exception {
        EngineFailure failure = Opened.failure(talk -> talk.whole(400, JSON, """
                {"error":{"message":"cannot say sesame","type":"invalid_request_error","param":"sesame","code":null}}
                """));

        Opened.assertFailure(failure, "engine_refused", PERMANENT);
        assertThat(failure.message()).isEqualTo("the engine answered 400 (invalid_request_error)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"detail\":\"no: sesame\"}", "no: sesame", "[\"sesame\"]", "", "{\"message\":7}"})
    void an_error_in_any_other_form_is_told_by_its_status(String body) throws Exception {
        EngineFailure failure = Opened.failure(talk -> talk.whole(400, "", body));

        assertThat(failure.message()).isEqualTo("the engine answered 400");
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "307"})
    void what_an_operator_can_mend_passes(int status) throws Exception {
        Opened.assertFailure(
                Opened.failure(talk -> talk.whole(status, "Location: http://127.0.0.1:1/\r\n", "")),
                "engine_misconfigured",
                TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({"429", "503"})
    void a_full_server_that_names_seconds_is_asked_again_after_them(int status) throws Exception {
        EngineFailure failure = Opened.failure(talk -> talk.whole(status, "Retry-After: 7\r\n", ""));

        Opened.assertFailure(failure, "engine_overloaded", OVERLOADED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sat, 21 Nov 2026 12:00:30 GMT|PT30S",
                "Sat, 21 Nov 2026 11:00:00 GMT|PT0S",
                "Sun, 22 Nov 2026 12:00:00 GMT|PT1H",
                "Saturday, 21-Nov-26 12:00:30 GMT|PT30S",
                "Sat Nov 21 12:00:30 2026|PT30S",
                "999999999|PT1H",
                "99999999999999999999|PT1H"
            })
    void a_date_or_an_age_to_be_asked_again_is_taken_within_reason(String header, Duration wait) throws Exception {
        EngineFailure failure = Opened.failure(talk -> talk.whole(429, "Retry-After: " + header + "\r\n", ""));

        assertThat(failure.retryAfter()).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "1.5", ""})
    void a_full_server_that_names_no_time_is_just_full(String header) throws Exception {
        EngineFailure failure = Opened.failure(talk -> talk.whole(429, "Retry-After: " + header + "\r\n", ""));

        Opened.assertFailure(failure, "engine_overloaded", OVERLOADED);
        assertThat(failure.retryAfter()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "504", "408", "202"})
    void a_server_that_failed_may_succeed_at_another_try(int status) throws Exception {
        Opened.assertFailure(Opened.failure(talk -> talk.whole(status, "", "Internal")), "engine_failed", TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "504", "408", "425"})
    void a_server_that_failed_may_say_when_to_ask_again(int status) throws Exception {
        EngineFailure failure = Opened.failure(talk -> talk.whole(status, "Retry-After: 7\r\n", ""));

        Opened.assertFailure(failure, "engine_failed", TRANSIENT);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"detail\":{\"error\":\"processing_error\",\"message\":\"CUDA out of memory. Tried to allocate 2 GiB\"}}",
                "{\"error\":{\"message\":\"CUDA out of memory. Tried\",\"type\":\"InternalServerError\"}}",
                "{\"detail\":\"CUDA Out of Memory\"}",
                "{\"error\":\"out of memory\"}"
            })
    void a_full_card_counts_as_a_crash(String body) throws Exception {
        Opened.assertFailure(Opened.failure(talk -> talk.whole(500, JSON, body)), "engine_out_of_memory", CRASHED);
    }

    @Test
    void a_refusal_that_speaks_of_memory_stays_a_refusal() throws Exception {
        Opened.assertFailure(
                Opened.failure(talk -> talk.whole(400, JSON, "{\"detail\":\"out of memory\"}")),
                "engine_refused",
                PERMANENT);
    }
}
