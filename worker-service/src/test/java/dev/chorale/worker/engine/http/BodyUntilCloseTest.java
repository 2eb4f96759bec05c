package dev.chorale.worker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.Wavs;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies with neither a length nor chunks, as HTTP/1.0 and some proxies send them. */
class BodyUntilCloseTest {
    private static final byte[] WAV = Wavs.of(24000, Wavs.tone(24000, 0.5));

    @Test
    void a_wav_that_came_whole_is_taken() throws Exception {
        assertThat(answer(WAV))
                .isInstanceOfSatisfying(
                        Answer.Given.class, given -> assertThat(given.body()).isEqualTo(WAV));
    }

    @Test
    void a_wav_whose_header_states_more_than_came_was_cut() throws Exception {
        assertThat(answer(Arrays.copyOf(WAV, 10_000))).isEqualTo(new Answer.Cut(10_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x7FFFFFFF, 0x7FFFF000})
    void a_wav_whose_header_was_written_before_its_size_was_known_cannot_be_told(int size) throws Exception {
        byte[] streamed = WAV.clone();
        Wavs.size(streamed, size);

        assertThat(answer(Arrays.copyOf(streamed, 10_000))).isInstanceOf(Answer.Given.class);
    }

    @Test
    void bare_samples_cannot_be_told() throws Exception {
        assertThat(answer(Arrays.copyOfRange(WAV, 44, 10_000))).isInstanceOf(Answer.Given.class);
    }

    @Test
    void a_length_says_more_than_the_header_of_a_wav() throws Exception {
        byte[] less = Arrays.copyOf(WAV, 10_000);
        try (RawServer server = new RawServer(talk -> talk.whole(200, "Content-Type: audio/wav\r\n", less))) {
            assertThat(send(server)).isInstanceOf(Answer.Given.class);
        }
    }

    private static Answer answer(byte[] body) throws Exception {
        try (RawServer server = new RawServer(talk -> {
            talk.write("HTTP/1.0 200 OK\r\nContent-Type: audio/wav\r\n\r\n");
            talk.write(body);
            talk.finish();
        })) {
            return send(server);
        }
    }

    private static Answer send(RawServer server) throws InterruptedException {
        Duration limit = Duration.ofSeconds(5);
        return HttpCall.send(
                HttpRequest.newBuilder(URI.create(server.url())).GET().build(),
                new CallLimits(limit, limit, limit, 1 << 20));
    }
}
