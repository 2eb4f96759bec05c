package dev.chorale.worker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignTest {
    @Test
    void sound_is_speech_zeros_are_silence_and_nothing_is_a_failure() {
        byte[] sound = new byte[1000];
        sound[900] = 1;
        byte[] silence = new byte[1000];
        Arrays.fill(silence, 0, 44, (byte) 7);
        assertThat(Sign.of(given(200, sound))).contains(Sign.SPOKE);
        assertThat(Sign.of(given(200, silence))).contains(Sign.SILENT);
        assertThat(Sign.of(given(200, new byte[0]))).contains(Sign.FAILED);
        assertThat(Sign.of(given(200, "RIFF and a header alone"))).contains(Sign.SILENT);
    }

    @Test
    void a_short_text_is_no_silence() {
        assertThat(Sign.of(given(200, "data: {\"type\":\"error\",\"error\":\"CUDA out of memory.\"}\n\n")))
                .contains(Sign.SPOKE);
    }

    @Test
    void errors_of_the_server_are_failures_and_a_lost_card_is_told_from_a_full_one() {
        assertThat(Sign.of(given(500, "Internal Server Error"))).contains(Sign.FAILED);
        assertThat(Sign.of(given(500, "{\"detail\":\"CUDA out of memory. Tried to allocate\"}")))
                .contains(Sign.FAILED);
        assertThat(Sign.of(given(500, "{\"error\":{\"message\":\"CUDA error: unspecified launch failure\"}}")))
                .contains(Sign.LOST_CARD);
    }

    @Test
    void refusals_of_a_request_say_nothing_of_the_process() {
        assertThat(Sign.of(given(400, "CUDA error: quoted by somebody"))).isEmpty();
        assertThat(Sign.of(given(429, ""))).isEmpty();
        assertThat(Sign.of(new Answer.Busy())).isEmpty();
    }

    @Test
    void a_limit_of_time_is_told_from_other_troubles() {
        assertThat(Sign.of(new Answer.Overran(Duration.ofSeconds(1)))).contains(Sign.LATE);
        assertThat(Sign.of(new Answer.Cut(7))).contains(Sign.FAILED);
        assertThat(Sign.of(new Answer.Lost())).contains(Sign.FAILED);
        assertThat(Sign.of(new Answer.Unreachable())).contains(Sign.FAILED);
    }

    @Test
    void where_success_says_nothing_it_gives_no_sign() {
        assertThat(Sign.ofTrouble(given(200, new byte[0]))).isEmpty();
        assertThat(Sign.ofTrouble(new Answer.Overran(Duration.ofSeconds(1)))).contains(Sign.LATE);
    }

    private static Answer given(int status, String body) {
        return given(status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer given(int status, byte[] body) {
        return new Answer.Given(status, HttpHeaders.of(Map.of(), (k, v) -> true), body);
    }
}
