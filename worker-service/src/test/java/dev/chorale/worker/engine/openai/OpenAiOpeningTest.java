package dev.chorale.worker.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.chorale.common.docs.ConfigurationPage;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.http.RawServer.Script;
import dev.chorale.worker.engine.http.ServerSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiOpeningTest {
    private static final String JSON = "Content-Type: application/json\r\n";

    /** Time that passes only while somebody waits on purpose. */
    private final AtomicLong nanos = new AtomicLong();

    private final EngineTime handDriven =
            new EngineTime(InstantSource.fixed(Opened.NOW), nanos::get, length -> nanos.addAndGet(length.toNanos()));

    @Test
    void the_page_has_every_option_with_its_default_and_no_other() {
        assertThat(ConfigurationPage.rowsOf("Options of the adapter openai")).isEqualTo(OpenAiSettings.OPTIONS);
    }

    @Test
    void a_card_holds_what_was_set_and_the_rate_that_was_heard() throws Exception {
        Script low = talk -> talk.whole(200, "", Wavs.of(22050, Wavs.tone(22050, 0.3)));
        try (FakeServer server = new FakeServer(low, low)) {
            var card = Opened.at(server, "voices", "alloy:en, nova , alloy, a:b:zh-CN", "max-input", "123")
                    .card();

            assertThat(card.name()).isEqualTo("kokoro");
            assertThat(card.kind()).isEqualTo("openai");
            assertThat(card.build()).startsWith("openai/tts-1/");
            assertThat(card.sampleRateHz()).isEqualTo(22050);
            assertThat(card.maxSegmentCodePoints()).isEqualTo(123);
            assertThat(card.voices())
                    .containsExactly(
                            new EngineVoice("alloy", "en", "alloy"),
                            new EngineVoice("nova", "und", "nova"),
                            new EngineVoice("a:b", "zh-CN", "a:b"));
        }
    }

    @Test
    void an_operator_may_name_the_build() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            assertThat(Opened.at(server, "build", "kokoro 1.0").card().build()).startsWith("kokoro 1.0/");
        }
    }

    @ParameterizedTest
    @CsvSource({"speed, none", "seed, true", "instructions, true", "max-input, 399", "voices, nova:de", "build, tts-1b"
    })
    void an_option_that_changes_the_audio_changes_the_build(String key, String value) throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            assertThat(Opened.at(server, key, value).card().build())
                    .isNotEqualTo(Opened.at(server).card().build());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alloy:de,nova:en", "nova:en , alloy:de", "echo,nova:en,alloy:de", "echo:und,nova:en,alloy:de"})
    void neither_the_spelling_of_voices_nor_one_more_of_the_usual_language_does(String voices) throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            assertThat(Opened.at(server, "voices", voices, "max-input", "0400")
                            .card()
                            .build())
                    .isEqualTo(Opened.at(server, "voices", "nova:en,alloy:de")
                            .card()
                            .build());
        }
    }

    @ParameterizedTest
    @CsvSource({"timeout, PT3M", "api-key, sesame", "stream, sse"})
    void another_option_does_not(String key, String value) throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            assertThat(Opened.at(server, key, value).card().build())
                    .isEqualTo(Opened.at(server).card().build());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/audio/voices|{\"voices\":[\"af\",\"bm\"]}",
                "/v1/audio/voices|{\"voices\":[{\"id\":\"af\",\"name\":\"Af\"},{\"name\":\"bm\"},{}]}",
                "/v1/audio/voices|[\"af\",\"bm\",\"a/b\",\"with space\",\"\"]",
                "/v1/audio/voices|{\"data\":[{\"voice_id\":\"af\"},{\"id\":\"bm\"}]}",
                "/v1/models|{\"data\":[{\"id\":\"tts-1\",\"object\":\"model\",\"voices\":[\"af\",{\"name\":\"bm\"}]}]}"
            })
    void a_server_is_asked_for_its_voices(String path, String body) throws Exception {
        try (FakeServer server = FakeServer.ofEverything(talk -> {
            boolean here = talk.line().startsWith("GET " + path + " ");
            talk.whole(here ? 200 : 404, JSON, here ? body : "{}");
        })) {
            assertThat(Opened.at(server, "voices", "", "language", "en-GB")
                            .card()
                            .voices())
                    .extracting(EngineVoice::nativeName, EngineVoice::language)
                    .containsExactly(tuple("af", "en-GB"), tuple("bm", "en-GB"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":[{\"id\":\"tts-1\",\"object\":\"model\"}]}", "<html>", "", "7"})
    void a_server_that_tells_no_voices_has_one(String body) throws Exception {
        try (FakeServer server = FakeServer.ofEverything(talk -> talk.whole(200, JSON, body))) {
            assertThat(Opened.at(server, "voices", "").card().voices())
                    .containsExactly(new EngineVoice("default", "und", "default"));
        }
    }

    @Test
    void a_server_that_is_still_loading_is_waited_for() throws Exception {
        AtomicInteger greetings = new AtomicInteger();
        try (FakeServer server = new FakeServer(
                talk -> {
                    if (greetings.incrementAndGet() < 4) {
                        talk.whole(503, "", "loading");
                    } else {
                        FakeServer.good(talk);
                    }
                },
                FakeServer::good)) {
            OpenAiEngine.open(Opened.settings(List.of(server.url()), "speed", "none"), "ffmpeg", handDriven);

            assertThat(greetings).hasValue(4);
        }
    }

    @Test
    void a_server_that_does_not_come_up_ends_the_start_after_half_a_minute() throws Exception {
        FakeServer server = new FakeServer(FakeServer::good);
        server.close();

        assertThatThrownBy(() -> OpenAiEngine.open(Opened.settings(List.of(server.url())), "ffmpeg", handDriven))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("chorale.worker.engines.kokoro.url: " + server.url()
                        + " does not speak: the engine took no connection (expected a server with POST"
                        + " /v1/audio/speech)");
        assertThat(Duration.ofNanos(nanos.get())).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
    }

    @Test
    void a_server_that_says_the_first_word_in_silence_ends_the_start() throws Exception {
        Script silent = talk -> talk.whole(200, "", Wavs.of(24000, new short[12000]));
        try (FakeServer server = new FakeServer(silent, FakeServer::good)) {
            assertThatThrownBy(() -> OpenAiEngine.open(Opened.settings(List.of(server.url())), "ffmpeg", handDriven))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "does not speak: it said a word in silence: give a voice that it has by options.voices");
            assertThat(server.talks())
                    .filteredOn(talk -> talk.line().startsWith("POST"))
                    .as("a silence may pass, once")
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"401", "404", "422"})
    void a_server_that_refuses_the_first_word_ends_the_start_at_once_in_its_own_words(int status) throws Exception {
        try (FakeServer server = new FakeServer(
                talk -> talk.whole(status, JSON, "{\"detail\":\"model tts-1 not found\"}"), FakeServer::good)) {
            assertThatThrownBy(() -> OpenAiEngine.open(Opened.settings(List.of(server.url())), "ffmpeg", handDriven))
                    .hasMessageContaining("does not speak: the engine answered " + status + ": model tts-1 not found");
            assertThat(nanos).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format|mp3|wav or pcm",
                "stream|true|audio or sse",
                "speed|yes|engine or none",
                "seed|1|true or false",
                "sample-rate|16k|8000..192000",
                "max-input|0|20..4096",
                "timeout|2m|PT0.1S..PT30M",
                "stall|PT0S|PT0.1S..PT30M",
                "language|not a tag|a BCP 47 tag: en-US",
                "voices|/,/|names of voices with commas between: alloy:en,nova:en"
            })
    void a_value_that_cannot_be_ends_the_start(String key, String value, String expected) {
        assertThatThrownBy(() -> Opened.at(List.of("http://127.0.0.1:1"), key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "chorale.worker.engines.kokoro.options." + key + ": " + value + " (expected " + expected + ")");
    }

    @Test
    void an_unknown_option_ends_the_start() {
        assertThatThrownBy(() -> Opened.at(List.of("http://127.0.0.1:1"), "voice", "nova"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "chorale.worker.engines.kokoro.options.voice: unknown (expected api-key, build,");
    }

    @Test
    void a_key_is_never_told() {
        assertThatThrownBy(() -> Opened.at(List.of("http://127.0.0.1:1"), "api-key", "se cret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chorale.worker.engines.kokoro.options.api-key: (expected visible ASCII characters)");
        assertThat(Opened.settings(List.of(), "api-key", "secret")).asString().doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8880", "ftp://host", "http://", "http://a b", "http://host?x=1", ""})
    void an_address_of_another_kind_ends_the_start(String url) {
        assertThatThrownBy(() -> Opened.at(List.of(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chorale.worker.engines.kokoro.url: " + url + " (expected http://host:port or https://…)");
    }

    @Test
    void a_missing_address_ends_the_start() {
        assertThatThrownBy(() -> Opened.at(List.<String>of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chorale.worker.engines.kokoro.url: missing (expected http://host:port or https://…)");
    }

    @Test
    void without_a_model_none_is_sent() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            var settings =
                    new ServerSettings("x", List.of(server.url()), Optional.empty(), 1, Map.of("voices", "nova"));
            OpenAiEngine engine = OpenAiEngine.open(settings, "ffmpeg", Opened.TIME);
            Opened.speech(engine, Opened.segment("one"));

            assertThat(server.asked().getFirst().json().has("model")).isFalse();
            assertThat(engine.card().build()).startsWith("openai/");
        }
    }
}
