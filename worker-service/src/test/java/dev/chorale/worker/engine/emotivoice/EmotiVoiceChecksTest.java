package dev.chorale.worker.engine.emotivoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.docs.ConfigurationPage;
import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmotiVoiceChecksTest {
    private static final String NOWHERE = "http://127.0.0.1:9";

    @TempDir
    Path folder;

    @Test
    void the_page_has_every_option_with_its_default_and_no_other() {
        TreeMap<String, String> expected = new TreeMap<>(EmotiVoiceSettings.OPTIONS);
        EmotiVoiceSettings.OF_VOICE.forEach((key, value) -> expected.put("voices.<name>." + key, value));

        assertThat(ConfigurationPage.rowsOf("Options of the adapter emotivoice"))
                .isEqualTo(expected);
    }

    @Test
    void a_request_holds_speaker_and_emotion_and_asks_for_wav_which_is_not_the_default_but_for_no_speed()
            throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            EmotiVoiceEngine engine = new Cabin().open(server);
            engine.speak(new Segment("你好 Hello, 2 times.", "maria", new Prosody(125, 0, 0), 3));

            JsonNode asked = server.performed().getFirst();
            assertThat(asked.path("voice").asText()).isEqualTo("8051");
            assertThat(asked.path("prompt").asText()).isEqualTo("开心");
            assertThat(asked.has("speed")).isFalse();
            assertThat(asked.path("response_format").asText()).isEqualTo("wav");
            assertThat(asked.path("input").asText()).isEqualTo("你好 Hello, 2 times.");
        }
    }

    @Test
    void digits_which_the_server_says_in_chinese_reach_it_as_words_in_a_text_without_chinese() throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            Cabin.speech(new Cabin().open(server), "It costs 12,500 dollars.");

            assertThat(server.performed().getFirst().path("input").asText())
                    .isEqualTo("It costs twelve thousand five hundred dollars.");
        }
    }

    @ParameterizedTest
    @CsvSource({"二〇二四年,二零二四年", "ＡＢＣ公司,ABC公司"})
    void characters_that_the_server_would_drop_reach_it_as_those_that_it_reads(String text, String sent)
            throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            Cabin.speech(new Cabin().open(server), text);

            assertThat(server.performed().getFirst().path("input").asText()).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"㐂是古字", "𠮷野家", "人人人々"})
    void han_that_the_server_would_drop_is_refused(String text) throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            Cabin.assertFailure(Cabin.failure(new Cabin().open(server), text), "engine_refused", Kind.PERMANENT);
            assertThat(server.performed()).isEmpty();
        }
    }

    @Test
    void an_emotion_takes_the_place_of_the_voices_own_and_instructions_follow_it() throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            EmotiVoiceEngine engine = new Cabin().open(server);
            for (Style style : List.of(
                    new Style(Emotion.ANGRY, 100, ""),
                    new Style(Emotion.SAD, 20, "很慢"),
                    new Style(Emotion.NEUTRAL, 50, ""),
                    new Style(Emotion.NONE, 100, "Whisper"))) {
                engine.speak(new Segment("你好啊。", "maria", Prosody.NEUTRAL, style, 3, null));
            }

            assertThat(server.performed())
                    .extracting(asked -> asked.path("prompt").asText())
                    .containsExactly("非常生气", "有点悲伤，很慢", "普通", "开心，Whisper");
            assertThat(engine.card().voices().getFirst().skills())
                    .containsExactlyInAnyOrder(Skill.EMOTION, Skill.INSTRUCTIONS);
        }
    }

    @Test
    void a_card_holds_the_voices_and_the_only_rate() throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            var card =
                    new Cabin().with("voices.bob.speaker", "9017").open(server).card();

            assertThat(card.sampleRateHz()).isEqualTo(16000);
            assertThat(card.maxSegmentCodePoints()).isEqualTo(200);
            assertThat(card.maxConcurrency()).isEqualTo(2);
            assertThat(card.build()).startsWith("emotivoice/");
            assertThat(card.voices())
                    .extracting(voice -> voice.with(Set.of()))
                    .containsExactly(new EngineVoice("bob", "und", "bob"), new EngineVoice("maria", "zh", "maria"));
        }
    }

    @ParameterizedTest
    @CsvSource({"max-input, 199", "voices.maria.language, en", "voices.maria.emotion, sad"})
    void an_option_that_changes_the_audio_changes_the_build(String key, String value) throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            assertThat(new Cabin().with(key, value).open(server).card().build())
                    .isNotEqualTo(new Cabin().open(server).card().build());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "voices.maria.speaker, alloy",
        "voices.maria.speaker, none",
        "voices.maria.emotion, счастливый",
        "voices.maria.emotion, very very very very very very very very very very happy",
        "voices.maria.language, ja",
        "max-input, 201",
        "speakers-file, /no/such/file"
    })
    void a_value_of_which_the_server_would_only_say_500_is_refused_by_name(String key, String value) {
        assertThatThrownBy(() -> new Cabin().with(key, value).open(NOWHERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("chorale.worker.engines.emoti.options." + key + ": " + value + " (expected ");
    }

    @Test
    void a_speaker_that_is_not_in_the_servers_own_list_is_refused() throws Exception {
        Path speakers = Files.writeString(folder.resolve("speaker2"), "8051\n9017\n");
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            Cabin cabin = new Cabin().with("speakers-file", speakers.toString());
            assertThat(cabin.open(server).card().voices()).hasSize(1);

            assertThatThrownBy(() -> cabin.with("voices.maria.speaker", "8052").open(server))
                    .hasMessageContaining("voices.maria.speaker: 8052 (expected one of the 2 in speakers-file)");
        }
    }

    @Test
    void an_engine_without_a_voice_is_opened_without_a_call_and_speaks_with_a_made_one() throws Exception {
        Cabin cabin = new Cabin();
        cabin.options.clear();
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            EmotiVoiceEngine engine = cabin.open(server);
            Spoken spoken = speak(engine, "cmn-CN", Map.of("speaker", "9017", "emotion", "Happy"));

            assertThat(engine.card().voices()).isEmpty();
            assertThat(spoken).isInstanceOf(Spoken.Speech.class);
            assertThat(server.asked).hasSize(1);
            assertThat(server.asked.element().path("voice").asText()).isEqualTo("9017");
            assertThat(server.asked.element().path("prompt").asText()).isEqualTo("Happy");
        }
    }

    @Test
    void made_voices_take_what_the_engines_own_do() throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            EmotiVoiceEngine engine = new Cabin().open(server);

            assertThat(engine.madeSkills().of(Map.of("speaker", "9017")))
                    .isEqualTo(engine.card().voices().getFirst().skills());
        }
    }

    @ParameterizedTest
    @CsvSource({"zh,9018,speaker", "zh,alloy,speaker", "ja,9017,language"})
    void a_made_voice_of_which_the_server_would_only_say_500_is_unusable(
            String language, String speaker, String setting) throws Exception {
        Path speakers = Files.writeString(folder.resolve("speaker2"), "8051\n9017\n");
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            EmotiVoiceEngine engine =
                    new Cabin().with("speakers-file", speakers.toString()).open(server);

            assertThat(speak(engine, language, Map.of("speaker", speaker)))
                    .isInstanceOfSatisfying(Spoken.Refused.class, refused -> {
                        Cabin.assertFailure(refused.failure(), "voice_unusable", Kind.PERMANENT);
                        assertThat(refused.failure().message()).startsWith("settings." + setting + ": ");
                    });
            assertThat(server.performed()).isEmpty();
        }
    }

    private static Spoken speak(EmotiVoiceEngine engine, String language, Map<String, String> settings)
            throws InterruptedException {
        MadeVoice voice = new MadeVoice("emoti", language, settings);
        return engine.speak(new Segment("你好", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, voice));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Привет всем", "こんにちは", "안녕하세요", "Hello мир"})
    void a_text_in_a_script_that_the_engine_drops_or_fails_of_is_refused_before_the_call(String text) throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            EmotiVoiceEngine engine = new Cabin().open(server);

            Cabin.assertFailure(Cabin.failure(engine, text), "engine_refused", Kind.PERMANENT);
            assertThat(server.performed()).isEmpty();
        }
    }

    @Test
    void a_text_longer_than_the_engine_takes_in_one_pass_is_refused_before_the_call() throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            EmotiVoiceEngine engine = new Cabin().open(server);
            Cabin.speech(engine, "好".repeat(200));

            Cabin.assertFailure(Cabin.failure(engine, "好".repeat(201)), "engine_refused", Kind.PERMANENT);
            assertThat(server.performed()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"Привет всем, ''", "你好, 'Шёпотом'"})
    void what_it_will_not_read_of_a_book_is_known_before_its_first_call(String text, String told) throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            EmotiVoiceEngine engine = new Cabin().open(server);
            Style style = new Style(Emotion.NONE, 100, told);

            assertThat(engine.refusalOf(new Segment(text, "maria", Prosody.NEUTRAL, style, 7, null)))
                    .hasValueSatisfying(failure -> Cabin.assertFailure(failure, "engine_refused", Kind.PERMANENT));
            assertThat(engine.refusalOf(Cabin.segment("好".repeat(201)))).isPresent();
            assertThat(engine.refusalOf(Cabin.segment("好".repeat(200)))).isEmpty();
        }
    }

    @Test
    void a_text_that_becomes_longer_when_its_numbers_are_written_out_is_spoken_in_pieces() throws Exception {
        String numbers = "777777777777777 ".repeat(12).strip();
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            Duration length = Cabin.speech(
                            new Cabin().with("voices.maria.language", "en").open(server), numbers)
                    .duration();

            List<String> pieces = server.performed().stream()
                    .map(asked -> asked.path("input").asText())
                    .toList();
            assertThat(pieces)
                    .hasSizeGreaterThan(5)
                    .allSatisfy(piece -> assertThat(piece).hasSizeLessThanOrEqualTo(200));
            assertThat(String.join(" ", pieces)).isEqualTo(Numerals.written(numbers, true));
            assertThat(length.toMillis())
                    .isCloseTo(80L * String.join("", pieces).length(), within(20L));
        }
    }

    @Test
    void punctuation_alone_which_the_server_answers_with_a_blip_is_a_pause() throws Exception {
        try (EmotiVoiceDouble server = new EmotiVoiceDouble()) {
            EmotiVoiceEngine engine = new Cabin().open(server);

            assertThat(Cabin.speech(engine, "……").isZero()).isTrue();
            assertThat(Cabin.speech(engine, "……").duration()).isEqualTo(Duration.ofMillis(300));
            assertThat(server.performed()).isEqualTo(List.of());
        }
    }
}
