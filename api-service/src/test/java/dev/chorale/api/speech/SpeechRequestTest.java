package dev.chorale.api.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.api.problem.Problem.Refusal;
import dev.chorale.api.submit.SynthesisRequest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SpeechRequestTest {
    @Test
    void a_format_that_is_none_is_named_as_the_caller_names_it() {
        assertThatThrownBy(() -> synthesis(", \"response_format\": \"exe\""))
                .asInstanceOf(InstanceOfAssertFactories.type(Refusal.class))
                .extracting(Refusal::problem)
                .satisfies(problem -> {
                    assertThat(problem.status()).isEqualTo(422);
                    assertThat(problem.code()).isEqualTo("invalid_value");
                    assertThat(problem.errors()).extracting(FieldError::field).containsExactly("response_format");
                });
    }

    @Test
    void mp3_is_the_format_of_who_names_none() {
        assertThat(synthesis("").format()).isEqualTo("mp3");
        assertThat(synthesis(", \"response_format\": \"pcm\"").format()).isEqualTo("pcm");
    }

    private static SynthesisRequest synthesis(String more) {
        String body = "{\"model\": \"tts-1\", \"input\": \"Hi.\", \"voice\": \"alloy\"" + more + "}";
        return JsonBody.read(body.getBytes(StandardCharsets.UTF_8), SpeechRequest.class)
                .toSynthesis(Set.of("espeak"), "espeak/en-us");
    }
}
