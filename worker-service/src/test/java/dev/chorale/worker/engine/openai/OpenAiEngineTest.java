package dev.chorale.worker.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.http.CallTimes;
import dev.chorale.worker.engine.http.RawServer.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiEngineTest {
    private static final int RATE_HZ = FakeServer.RATE_HZ;
    private static final short[] TONE = Wavs.tone(RATE_HZ, 0.5);
    private static final byte[] SAMPLES = Wavs.bytes(TONE);

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void a_streamed_wav_header_without_a_size_is_read_to_the_end(int size) throws Exception {
        byte[] wav = Wavs.of(RATE_HZ, TONE);
        Wavs.size(wav, size);

        assertThat(heard(talk -> {
                            talk.chunks("audio/wav");
                            talk.chunk(Arrays.copyOf(wav, 44));
                            talk.chunk(Arrays.copyOfRange(wav, 44, 1001));
                            talk.chunk(Arrays.copyOfRange(wav, 1001, wav.length));
                            talk.lastChunk();
                        })
                        .bytes())
                .isEqualTo(SAMPLES);
    }

    @Test
    void who_measures_a_server_is_told_when_the_first_sound_came_after_the_header() throws Exception {
        byte[] wav = Wavs.of(RATE_HZ, TONE);
        Queue<CallTimes> told = new ConcurrentLinkedQueue<>();
        Script streaming = talk -> {
            talk.chunks("audio/wav");
            talk.chunk(Arrays.copyOf(wav, 44));
            Opened.TIME.pause().of(Duration.ofMillis(100));
            talk.chunk(Arrays.copyOfRange(wav, 44, 1001));
            Opened.TIME.pause().of(Duration.ofMillis(100));
            talk.chunk(Arrays.copyOfRange(wav, 1001, wav.length));
            talk.lastChunk();
        };

        try (FakeServer server = new FakeServer(streaming)) {
            OpenAiEngine engine = Opened.at(server);
            ScopedValue.where(CallTimes.LISTENER, told::add).call(() -> Opened.speech(engine, Opened.segment("one")));
        }

        assertThat(told)
                .filteredOn(times -> times.path().equals("/v1/audio/speech"))
                .singleElement()
                .satisfies(times -> {
                    assertThat(times.bytes()).isEqualTo(wav.length);
                    Duration first = times.firstSound().orElseThrow();
                    assertThat(first).isGreaterThanOrEqualTo(Duration.ofMillis(100));
                    assertThat(times.whole().minus(first)).isGreaterThanOrEqualTo(Duration.ofMillis(90));
                });
    }

    @Test
    void pcm_has_the_rate_of_its_content_type() throws Exception {
        Pcm pcm = heard(talk -> talk.whole(200, "Content-Type: audio/pcm;rate=22050\r\n", SAMPLES), "format", "pcm");

        assertThat(pcm.sampleRateHz()).isEqualTo(22050);
        assertThat(pcm.bytes()).isEqualTo(SAMPLES);
    }

    @Test
    void pcm_without_a_rate_has_the_one_of_the_options() throws Exception {
        Pcm pcm = heard(
                talk -> talk.whole(200, "Content-Type: application/octet-stream\r\n", SAMPLES),
                "format",
                "pcm",
                "sample-rate",
                "44100");

        assertThat(pcm.sampleRateHz()).isEqualTo(44100);
    }

    @Test
    void a_wav_in_place_of_pcm_is_read_as_a_wav() throws Exception {
        assertThat(heard(FakeServer::good, "format", "pcm").bytes()).isEqualTo(SAMPLES);
    }

    @Test
    void events_are_joined_in_order_wherever_they_are_split() throws Exception {
        byte[] events = (": a comment\r\n\r\n"
                        + "event: speech.audio.delta\r\n" + delta(0, 11) + delta(11, 12000)
                        + "data: {\"type\":\"speech.audio.progress\"}\n\n"
                        + "data: {\"type\":\"speech.audio.delta\",\ndata: \"audio\":\""
                        + base64(Arrays.copyOfRange(SAMPLES, 12000, SAMPLES.length)) + "\"}\n\n"
                        + "data: {\"type\":\"speech.audio.done\",\"usage\":{}}\n\ndata: [DONE]\n\n")
                .getBytes(StandardCharsets.UTF_8);

        Pcm pcm = heard(
                talk -> {
                    talk.chunks("text/event-stream; charset=utf-8");
                    for (int at = 0; at < events.length; at += 997) {
                        talk.chunk(Arrays.copyOfRange(events, at, Math.min(events.length, at + 997)));
                    }
                    talk.lastChunk();
                },
                "format",
                "pcm",
                "stream",
                "sse");

        assertThat(pcm.bytes()).isEqualTo(SAMPLES);
    }

    @Test
    void events_that_each_hold_a_whole_wav_lose_their_headers() throws Exception {
        byte[] one = Wavs.of(RATE_HZ, Arrays.copyOf(TONE, 4000));
        byte[] two = Wavs.of(RATE_HZ, Arrays.copyOfRange(TONE, 4000, TONE.length));

        Pcm pcm = heard(
                talk -> talk.whole(
                        200,
                        "Content-Type: text/event-stream\r\n",
                        event(base64(one)) + event(base64(two)) + "data: {\"type\":\"speech.audio.done\"}\n\n"),
                "stream",
                "sse");

        assertThat(pcm.bytes()).isEqualTo(SAMPLES);
    }

    @Test
    void events_of_bare_samples_are_heard_though_wav_was_asked_for() throws Exception {
        Pcm pcm = heard(
                talk -> talk.whole(
                        200,
                        "Content-Type: text/event-stream\r\n",
                        event(base64(SAMPLES)) + "data: {\"type\":\"speech.audio.done\"}\n\n"),
                "stream",
                "sse");

        assertThat(pcm.bytes()).isEqualTo(SAMPLES);
    }

    @Test
    void wavs_one_behind_the_other_in_one_answer_lose_their_headers() throws Exception {
        byte[] one = Wavs.of(RATE_HZ, Arrays.copyOf(TONE, 4000));
        byte[] two = Wavs.of(RATE_HZ, Arrays.copyOfRange(TONE, 4000, 8000));
        byte[] three = Wavs.of(RATE_HZ, Arrays.copyOfRange(TONE, 8000, TONE.length));

        Pcm pcm = heard(talk -> {
            talk.chunks("audio/wav");
            talk.chunk(one);
            talk.chunk(two);
            talk.chunk(three);
            talk.lastChunk();
        });

        assertThat(pcm.bytes()).isEqualTo(SAMPLES);
    }

    @Test
    void a_server_that_ignores_the_wish_for_events_is_heard_all_the_same() throws Exception {
        assertThat(heard(FakeServer::good, "stream", "sse").bytes()).isEqualTo(SAMPLES);
    }

    @Test
    void volume_is_done_on_the_samples() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Pcm pcm = Opened.speech(Opened.at(server), new Segment("one", "nova", new Prosody(100, 0, -60), 1));

            assertThat(pcm.bytes())
                    .isEqualTo(new Pcm(SAMPLES, RATE_HZ)
                            .amplified(Math.pow(10, -0.3))
                            .bytes());
            assertThat(server.asked().getFirst().json().has("volume")).isFalse();
        }
    }

    @Test
    void pitch_is_done_on_the_samples_and_keeps_the_length() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Pcm pcm = Opened.speech(Opened.at(server), new Segment("one", "nova", new Prosody(100, 500, 0), 1));

            assertThat(pcm.sampleCount()).isEqualTo(TONE.length);
            assertThat(crossings(pcm)).isCloseTo((int) (crossings(new Pcm(SAMPLES, RATE_HZ)) * 1.335), within(8));
        }
    }

    @ParameterizedTest
    @CsvSource({"25,4.0", "50,2.0", "200,0.5", "400,0.25"})
    void speed_is_done_on_the_samples_where_the_server_cannot(int percent, double longer) throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Pcm pcm = Opened.speech(
                    Opened.at(server, "speed", "none"), new Segment("one", "nova", new Prosody(percent, 0, 0), 1));

            assertThat(server.asked().getFirst().json().has("speed")).isFalse();
            assertThat(pcm.sampleCount()).isEqualTo((int) (TONE.length * longer));
            assertThat(crossings(pcm))
                    .isCloseTo((int) (crossings(new Pcm(SAMPLES, RATE_HZ)) * longer), withinPercentage(5));
        }
    }

    @Test
    void an_unknown_voice_is_refused_without_a_call() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Spoken spoken = Opened.at(server).speak(new Segment("one", "klingon", Prosody.NEUTRAL, 1));

            assertThat(spoken).isInstanceOfSatisfying(Spoken.Refused.class, refused -> {
                assertThat(refused.failure().code()).isEqualTo("unknown_native_voice");
                assertThat(refused.failure().kind()).isEqualTo(EngineFailure.Kind.PERMANENT);
            });
            assertThat(server.asked()).isEmpty();
        }
    }

    private static Pcm heard(Script script, String... options) throws Exception {
        try (FakeServer server = new FakeServer(script)) {
            return Opened.speech(Opened.at(server, options), Opened.segment("one"));
        }
    }

    private static String delta(int from, int to) {
        return event(base64(Arrays.copyOfRange(SAMPLES, from, to)));
    }

    private static String event(String audio) {
        return "data: {\"type\":\"speech.audio.delta\",\"audio\":\"" + audio + "\"}\r\n\r\n";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static int crossings(Pcm pcm) {
        int crossings = 0;
        for (int i = 1; i < pcm.sampleCount(); i++) {
            crossings += (pcm.sample(i - 1) < 0) != (pcm.sample(i) < 0) ? 1 : 0;
        }
        return crossings;
    }
}
