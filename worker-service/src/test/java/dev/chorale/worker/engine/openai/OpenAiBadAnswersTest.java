package dev.chorale.worker.engine.openai;

import static dev.chorale.worker.engine.EngineFailure.Kind.CRASHED;
import static dev.chorale.worker.engine.EngineFailure.Kind.OVERLOADED;
import static dev.chorale.worker.engine.EngineFailure.Kind.TRANSIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.http.Talk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiBadAnswersTest {
    private static final byte[] WAV = Wavs.of(FakeServer.RATE_HZ, Wavs.tone(FakeServer.RATE_HZ, 0.5));

    @ParameterizedTest
    @CsvSource({"application/json", "text/html; charset=utf-8", "application/problem+json", "audio/mpeg"})
    void a_success_that_is_no_audio_is_a_failure(String type) throws Exception {
        Opened.assertFailure(
                Opened.failure(talk -> talk.whole(200, "Content-Type: " + type + "\r\n", "{\"error\":\"sesame\"}")),
                "engine_bad_audio",
                TRANSIENT);
    }

    @Test
    void compressed_audio_is_never_taken_for_samples() throws Exception {
        Opened.assertFailure(
                Opened.failure(talk -> talk.whole(200, "Content-Type: audio/mpeg\r\n", new byte[999]), "format", "pcm"),
                "engine_bad_audio",
                TRANSIENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID3\u0004", "OggS", "fLaC"})
    void nor_is_what_begins_like_it_in_events(String mark) throws Exception {
        byte[] mp3 = Arrays.copyOf(mark.getBytes(StandardCharsets.ISO_8859_1), 1000);
        String events = "data: {\"type\":\"speech.audio.delta\",\"audio\":\""
                + Base64.getEncoder().encodeToString(mp3) + "\"}\n\ndata: {\"type\":\"speech.audio.done\"}\n\n";

        Opened.assertFailure(
                Opened.failure(talk -> talk.whole(200, "Content-Type: text/event-stream\r\n", events), "stream", "sse"),
                "engine_bad_audio",
                TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({"wav,audio/wav", "pcm,audio/pcm"})
    void an_empty_success_is_a_failure(String format, String type) throws Exception {
        Opened.assertFailure(
                Opened.failure(talk -> talk.whole(200, "Content-Type: " + type + "\r\n", ""), "format", format),
                "engine_bad_audio",
                TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({"wav,audio/wav", "pcm,audio/pcm"})
    void an_odd_number_of_bytes_is_cut_audio(String format, String type) throws Exception {
        byte[] odd = Arrays.copyOf(WAV, WAV.length - 1);

        Opened.assertFailure(
                Opened.failure(talk -> talk.whole(200, "Content-Type: " + type + "\r\n", odd), "format", format),
                "engine_cut_audio",
                TRANSIENT);
    }

    @Test
    void a_body_shorter_than_its_length_is_cut_audio() throws Exception {
        Opened.assertFailure(
                Opened.failure(talk -> {
                    talk.head(200, "Content-Type: audio/wav\r\nContent-Length: " + (WAV.length + 2) + "\r\n");
                    talk.write(WAV);
                }),
                "engine_cut_audio",
                TRANSIENT);
    }

    @Test
    void chunks_without_their_end_are_cut_audio() throws Exception {
        Opened.assertFailure(
                Opened.failure(talk -> {
                    talk.chunks("audio/wav");
                    talk.chunk(WAV);
                }),
                "engine_cut_audio",
                TRANSIENT);
    }

    @Test
    void a_cut_before_the_first_byte_is_never_taken_for_a_crash_though_it_may_overtake_the_head() throws Exception {
        try (FakeServer server = new FakeServer(talk -> talk.chunks("audio/wav"))) {
            OpenAiEngine engine = Opened.at(server);
            for (int i = 0; i < 200; i++) {
                Opened.assertFailure(Opened.failure(engine), "engine_cut_audio", TRANSIENT);
            }
        }
    }

    @Test
    void a_cut_by_a_process_that_is_gone_is_a_crash() throws Exception {
        CompletableFuture<FakeServer> itself = new CompletableFuture<>();
        try (FakeServer server = new FakeServer(talk -> {
            talk.chunks("audio/wav");
            talk.chunk(WAV);
            itself.get().die();
        })) {
            itself.complete(server);
            Opened.assertFailure(Opened.failure(Opened.at(server)), "engine_crashed", CRASHED);
        }
    }

    @Test
    void a_reset_within_the_body_is_a_crash() throws Exception {
        Opened.assertFailure(
                Opened.failure(talk -> {
                    talk.chunks("audio/wav");
                    talk.chunk(WAV);
                    TimeUnit.MILLISECONDS.sleep(200);
                    talk.reset();
                }),
                "engine_crashed",
                CRASHED);
    }

    @Test
    void a_connection_that_ends_before_the_answer_is_a_crash() throws Exception {
        Opened.assertFailure(Opened.failure(talk -> {}), "engine_crashed", CRASHED);
        Opened.assertFailure(Opened.failure(Talk::reset), "engine_crashed", CRASHED);
    }

    @Test
    void a_server_that_takes_no_connection_harmed_nobody() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            OpenAiEngine engine = Opened.at(server);
            server.die();

            EngineFailure failure = Opened.failure(engine);
            Opened.assertFailure(failure, "engine_unavailable", OVERLOADED);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
        }
    }

    @Test
    void a_server_that_never_answers_is_given_up() throws Exception {
        EngineFailure failure = Opened.failure(Talk::isLeft, "first-byte", "PT0.3S");

        Opened.assertFailure(failure, "engine_timeout", TRANSIENT);
        assertThat(failure.message()).endsWith("PT0.3S");
    }

    @Test
    void a_server_that_hangs_after_its_headers_is_given_up() throws Exception {
        EngineFailure failure = Opened.failure(
                talk -> {
                    talk.chunks("audio/wav");
                    talk.isLeft();
                },
                "first-byte",
                "PT0.3S");

        Opened.assertFailure(failure, "engine_timeout", TRANSIENT);
    }

    @Test
    void a_server_that_hangs_within_the_audio_is_given_up() throws Exception {
        EngineFailure failure = Opened.failure(
                talk -> {
                    talk.chunks("audio/wav");
                    talk.chunk(WAV);
                    talk.isLeft();
                },
                "stall",
                "PT0.4S");

        Opened.assertFailure(failure, "engine_timeout", TRANSIENT);
        assertThat(failure.message()).endsWith("PT0.4S");
    }

    @Test
    void audio_that_drips_on_for_ever_is_given_up() throws Exception {
        EngineFailure failure = Opened.failure(
                talk -> {
                    talk.chunks("audio/wav");
                    talk.chunk(WAV);
                    while (true) {
                        talk.chunk(new byte[2]);
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                },
                "timeout",
                "PT0.7S");

        Opened.assertFailure(failure, "engine_timeout", TRANSIENT);
        assertThat(failure.message()).endsWith("PT0.7S");
    }

    @Test
    void audio_without_end_is_given_up_at_64_mib() throws Exception {
        byte[] much = new byte[1 << 20];

        Opened.assertFailure(
                Opened.failure(talk -> {
                    talk.chunks("audio/wav");
                    while (true) {
                        talk.chunk(much);
                    }
                }),
                "engine_bad_audio",
                TRANSIENT);
    }

    @Test
    void events_without_their_end_are_cut_audio() throws Exception {
        Opened.assertFailure(
                events("data: {\"type\":\"speech.audio.delta\",\"audio\":\"AAAA\"}\n\ndata: [DONE]\n\n"),
                "engine_cut_audio",
                TRANSIENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"type\":\"speech.audio.error\",\"error\":{\"message\":\"sesame\"}}\n\n",
                "data: {\"type\":\"error\",\"error\":\"sesame\"}\n\n",
                "event: error\ndata: {\"message\":\"sesame\"}\n\n",
                "data: {\"error\":{\"message\":\"sesame\",\"code\":500}}\n\n"
            })
    void an_event_of_failure_is_a_failure_even_if_an_end_follows(String event) throws Exception {
        Opened.assertFailure(events(event + "data: {\"type\":\"speech.audio.done\"}\n\n"), "engine_failed", TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({"CUDA out of memory.,engine_out_of_memory", "CUDA error: unspecified launch failure,engine_crashed"})
    void an_event_that_tells_of_a_full_or_lost_card_counts_as_a_crash(String words, String code) throws Exception {
        Opened.assertFailure(events("data: {\"type\":\"error\",\"error\":\"" + words + "\"}\n\n"), code, CRASHED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: sesame\n\n",
                "data: {\"type\":\"speech.audio.delta\",\"audio\":\"?\"}\n\n",
                "data: {\"type\":\"speech.audio.done\"}\n\n"
            })
    void events_that_hold_no_audio_are_bad_audio(String events) throws Exception {
        Opened.assertFailure(events(events), "engine_bad_audio", TRANSIENT);
    }

    private static EngineFailure events(String events) throws Exception {
        return Opened.failure(
                talk -> talk.whole(200, "Content-Type: text/event-stream\r\n", events),
                "stream",
                "sse",
                "format",
                "pcm");
    }
}
