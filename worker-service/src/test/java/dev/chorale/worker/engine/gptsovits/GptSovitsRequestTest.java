package dev.chorale.worker.engine.gptsovits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GptSovitsRequestTest {
    @TempDir
    Path shared;

    private Studio studio;

    @BeforeEach
    void build() throws Exception {
        studio = new Studio(shared);
    }

    @Test
    void a_request_holds_the_voice_the_seed_and_the_speed_and_no_null() throws Exception {
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server);
            engine.speak(new Segment("Hello there.", "bob", new Prosody(150, 0, 0), 77));

            JsonNode asked = server.performed().getFirst().asked();
            assertThat(asked.path("text").asText()).isEqualTo("Hello there.");
            assertThat(asked.path("prompt_text").asText()).isEqualTo("What bob said.");
            assertThat(asked.path("seed").asInt()).isEqualTo(77);
            assertThat(asked.path("speed_factor").asDouble()).isEqualTo(1.5);
            assertThat(asked.path("batch_size").asInt()).isEqualTo(1);
            assertThat(asked.path("media_type").asText()).isEqualTo("wav");
            assertThat(asked.valueStream()).noneMatch(JsonNode::isNull);
        }
    }

    @Test
    void an_upper_case_language_which_the_server_fails_of_is_sent_in_lower_case() throws Exception {
        studio.with("voices.alice.language", "EN").with("voices.alice.prompt-lang", "All_ZH");
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            Studio.speech(studio.open(server), "alice");

            JsonNode asked = server.performed().getFirst().asked();
            assertThat(asked.path("text_lang").asText()).isEqualTo("en");
            assertThat(asked.path("prompt_lang").asText()).isEqualTo("all_zh");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void a_streamed_header_that_says_zero_samples_is_read_to_the_end(String mode) throws Exception {
        studio.with("streaming-mode", mode);
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            Pcm pcm = Studio.speech(studio.open(server), "alice");

            assertThat(pcm.duration()).isEqualTo(Duration.ofMillis(960));
            assertThat(server.performed()
                            .getFirst()
                            .asked()
                            .path("streaming_mode")
                            .asText())
                    .isEqualTo(mode);
        }
    }

    @ParameterizedTest
    @CsvSource({"00,32000", "05,32000", "02,24000", "04,48000"})
    void the_card_has_the_rate_of_the_loaded_version(String version, int rateHz) throws Exception {
        studio.without("bob").voice("alice", version + "alice");
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server);

            assertThat(engine.card().sampleRateHz()).isEqualTo(rateHz);
            assertThat(Studio.speech(engine, "alice").sampleRateHz()).isEqualTo(rateHz);
        }
    }

    @Test
    void a_voice_of_another_version_than_the_first_is_not_passed_off_at_its_rate() throws Exception {
        studio.voice("bob", "04bob");
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            var failure = Studio.failure(studio.open(server), "bob");

            assertThat(failure.code()).isEqualTo("engine_bad_audio");
            assertThat(failure.message()).contains("48000 Hz (expected 32000");
        }
    }

    @Test
    void punctuation_alone_which_the_server_refuses_or_answers_with_its_silence_is_a_pause() throws Exception {
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server);

            assertThat(engine.speak(Studio.segment("alice", "……!")))
                    .isInstanceOfSatisfying(Spoken.Speech.class, spoken -> {
                        assertThat(spoken.pcm().isZero()).isTrue();
                        assertThat(spoken.pcm().duration()).isEqualTo(Duration.ofMillis(300));
                        assertThat(spoken.pcm().sampleRateHz()).isEqualTo(32000);
                    });
            assertThat(server.performed()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "It costs 12,500 dollars.|It costs 12500 dollars.",
                "1,234,567 or 1,2 or 1,2345.|1234567 or 1,~2 or 1,~2345.",
                "Pi is 3.14, about.|Pi is 3.14,~ about.",
                "In 2024.Then 5. So.|In 2024.~Then 5.~ So.",
                "Well... yes?! No|Well...~ yes?!~ No",
                "版本1.2.3，好。价格12,500元。|版本1.2.3，~好。~价格12500元。"
            })
    void no_number_is_cut_at_its_comma_or_its_point_as_the_server_would(String text, String lines) throws Exception {
        studio.with("voices.alice.language", "auto");
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            studio.open(server).speak(Studio.segment("alice", text));

            JsonNode asked = server.performed().getFirst().asked();
            assertThat(asked.path("text").asText()).isEqualTo(lines.replace('~', '\n'));
            assertThat(asked.path("text_split_method").asText()).isEqualTo("cut0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "en,Привет всем,Latin",
        "en,Hello 你好,Latin",
        "en,ß,Latin",
        "zh,こんにちは,'Latin, Han (U+4E00..U+9FA5), Greek'",
        "zh,㐂是古字,'Latin, Han (U+4E00..U+9FA5), Greek'",
        "yue,𠮷野家,'Latin, Han (U+4E00..U+9FA5), Greek'",
        "all_zh,人人人々,'Latin, Han (U+4E00..U+9FA5), Greek'",
        "zh,〡〢〣,'Latin, Han (U+4E00..U+9FA5), Greek'",
        "all_yue,안녕하세요,'Latin, Han (U+4E00..U+9FA5), Greek'",
        "ja,안녕하세요,'Latin, Han, Hiragana, Katakana'",
        "ko,こんにちは,'Latin, Han, Hangul'",
        "auto,สวัสดี,'Latin, Han, Greek, Hiragana, Katakana, Hangul'"
    })
    void a_text_that_leaves_less_than_its_words_after_normalising_is_refused_before_the_call(
            String language, String text, String read) throws Exception {
        studio.with("voices.alice.language", language);
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server);

            assertThat(engine.refusalOf(Studio.segment("alice", text))).isPresent();
            assertThat(engine.speak(Studio.segment("alice", text)))
                    .isInstanceOfSatisfying(Spoken.Refused.class, refused -> {
                        Studio.assertFailure(refused.failure(), "engine_refused", Kind.PERMANENT);
                        assertThat(refused.failure().message()).contains("reads texts of " + read + " in this voice");
                    });
            assertThat(server.performed()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "zh,二〇二四年,二零二四年",
        "yue,二〇二四年,二零二四年",
        "ja,二〇二四年,二〇二四年",
        "zh,ＡＢＣ公司１２号,ABC公司12号",
        "en,Ｈｅｌｌｏ,Hello",
        "zh,增长５０％,增长50%",
        "zh,圆周率３．１４,圆周率3.14",
        "ja,消費税は10%です,消費税は10％です",
        "ja,消費税は１０％です,消費税は10％です"
    })
    void characters_that_the_server_would_drop_reach_it_as_those_that_it_reads(
            String language, String text, String sent) throws Exception {
        studio.with("voices.alice.language", language);
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            studio.open(server).speak(Studio.segment("alice", text));

            assertThat(server.performed().getFirst().asked().path("text").asText())
                    .isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @CsvSource({"zh,Ⅳ,IV", "zh,①,1", "zh,½。,1⁄2。", "en,Ⅳ,IV"})
    void a_number_that_the_server_would_drop_is_sent_in_plain_letters_where_nothing_else_is_left(
            String language, String text, String sent) throws Exception {
        studio.with("voices.alice.language", language);
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            Spoken spoken = studio.open(server).speak(Studio.segment("alice", text));

            assertThat(spoken).isInstanceOf(Spoken.Speech.class);
            assertThat(server.performed().getFirst().asked().path("text").asText())
                    .isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "en,Ça va à Tromsø?",
        "en,42",
        "zh,α粒子 and Latin",
        "yue,你好",
        "ja,こんにちは、世界 カタカナ",
        "ko,안녕 Hello 世界",
        "ja,人々は𠮷野家",
        "auto_yue,你好 こんにちは 안녕 Hi"
    })
    void a_text_in_the_scripts_of_its_language_is_spoken(String language, String text) throws Exception {
        studio.with("voices.alice.language", language);
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server);

            assertThat(engine.refusalOf(Studio.segment("alice", text))).isEmpty();
            assertThat(engine.speak(Studio.segment("alice", text))).isInstanceOf(Spoken.Speech.class);
        }
    }

    @Test
    void control_routes_are_asked_by_get_alone_and_over_http_1_1() throws Exception {
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            Studio.speech(studio.open(server), "bob");

            assertThat(server.talks())
                    .allSatisfy(talk -> assertThat(talk.line()).matches("(GET /(set_|control).*|POST /tts) HTTP/1.1"))
                    .allSatisfy(talk -> assertThat(talk.headers())
                            .noneMatch(header ->
                                    header.toLowerCase(java.util.Locale.ROOT).startsWith("upgrade")));
        }
    }
}
