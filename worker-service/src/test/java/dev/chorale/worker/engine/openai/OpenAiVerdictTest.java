package dev.chorale.worker.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Attended;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Sign;
import dev.chorale.worker.engine.http.Told;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What limiter and attendant are told of an answer with a status of 200. */
class OpenAiVerdictTest {
    private static final String SOUND =
            Base64.getEncoder().encodeToString("x".repeat(3000).getBytes());
    private static final String DELTA = "data: {\"type\":\"speech.audio.delta\",\"audio\":\"" + SOUND + "\"}\n\n";

    private final Attended attended = new Attended();
    private final Told limiter = new Told(2);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'data: {\"type\":\"speech.audio.error\",\"error\":{\"message\":\"sesame\"}}'|FAILED",
                "'data: {\"error\":\"CUDA out of memory.\"}'|FAILED",
                "'data: {\"error\":\"CUDA error: unspecified launch failure\"}'|LOST_CARD",
                "'data: [DONE]'|FAILED"
            })
    void events_that_tell_of_a_failure_or_lack_their_end_are_no_speech(String end, Sign sign) throws Exception {
        assertThat(signOf("text/event-stream", DELTA + end + "\n\n")).isEqualTo(sign);
        assertThat(limiter.answers).last().isInstanceOf(Answer.Failed.class);

        assertThat(signOf("text/event-stream", end + "\n\n"))
                .as("before any sound")
                .isEqualTo(sign);
        assertThat(limiter.answers).last().isInstanceOf(Answer.Failed.class);
    }

    @Test
    void json_under_a_status_of_success_is_no_speech() throws Exception {
        assertThat(signOf("application/json", "{\"error\":\"" + "x".repeat(1000) + "\"}"))
                .isEqualTo(Sign.FAILED);
        assertThat(limiter.answers).last().isInstanceOf(Answer.Failed.class);
    }

    @Test
    void events_that_are_whole_are_speech() throws Exception {
        assertThat(signOf("text/event-stream", DELTA + "data: {\"type\":\"speech.audio.done\"}\n\n"))
                .isEqualTo(Sign.SPOKE);
        assertThat(limiter.answers).last().isInstanceOf(Answer.Given.class);
    }

    /** Of the last call. */
    private Sign signOf(String type, String body) throws Exception {
        try (FakeServer server = new FakeServer(talk -> talk.whole(200, "Content-Type: " + type + "\r\n", body))) {
            ServerSettings settings = new ServerSettings(
                    "sim",
                    List.of(server.url()),
                    Optional.empty(),
                    2,
                    Map.of("voices", "nova:en", "stream", "sse", "format", "pcm"),
                    (_, _) -> limiter,
                    Attended.by(attended));
            OpenAiEngine.open(settings, "ffmpeg", Opened.TIME).speak(Opened.segment("sesame"));
        }
        return attended.signs.getLast();
    }
}
