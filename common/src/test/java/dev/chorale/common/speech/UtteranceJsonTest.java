package dev.chorale.common.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtteranceJsonTest {
    private static final Utterance UTTERANCE = new Utterance(
            "Grüße \"du\"\n😀", "espeak/de", new Prosody(150, -200, 30), 7, AudioFormat.OPUS, 48000, "Chorale");

    @Test
    void what_is_written_is_read_back() {
        assertThat(UtteranceJson.read(UtteranceJson.write(UTTERANCE))).isEqualTo(UTTERANCE);
    }

    @Test
    void a_style_is_written_and_read_back() {
        Utterance styled = new Utterance(
                "Hello.",
                "cosy/anna",
                Prosody.NEUTRAL,
                new Style(Emotion.SAD, 40, "用四川话"),
                7,
                AudioFormat.WAV,
                24000,
                "",
                null);
        assertThat(UtteranceJson.read(UtteranceJson.write(styled))).isEqualTo(styled);
    }

    @Test
    void without_a_style_it_is_what_versions_that_knew_none_wrote_and_read() {
        assertThat(UtteranceJson.write(UTTERANCE)).doesNotContain("style");
    }

    @Test
    void an_unknown_field_is_refused_and_the_error_holds_no_text() {
        String json = UtteranceJson.write(UTTERANCE).replace("\"seed\"", "\"mood\":\"sad\",\"seed\"");
        assertThatThrownBy(() -> UtteranceJson.read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("Grüße");
    }

    @Test
    void a_made_voice_travels_with_what_is_said_and_a_built_in_one_leaves_no_trace_that_old_readers_would_refuse() {
        MadeVoice alice = new MadeVoice("sovits", "en", Map.of("ref_audio", "alice.wav"));
        Utterance line =
                new Utterance("Hello.", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, AudioFormat.WAV, 24000, "", alice);

        assertThat(UtteranceJson.read(UtteranceJson.write(line))).isEqualTo(line);
        assertThat(UtteranceJson.write(UTTERANCE)).doesNotContain("made");
    }

    @Test
    void whose_a_made_voice_is_cannot_be_written_into_an_utterance() {
        UUID tenant = UUID.randomUUID();
        MadeVoice alice = new MadeVoice("sovits", "en", Map.of("ref_audio", "alice.wav"));
        Utterance line =
                new Utterance("Hello.", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, AudioFormat.WAV, 24000, "", alice);

        String json = UtteranceJson.write(line.of(tenant));
        assertThat(json).isEqualTo(UtteranceJson.write(line)).doesNotContain("tenant");
        String forged = json.replace("\"engine\"", "\"tenant\":\"" + tenant + "\",\"engine\"");
        assertThat(forged).isNotEqualTo(json);
        assertThat(UtteranceJson.read(forged)).isEqualTo(line);
        assertThat(line.of(tenant).made()).isEqualTo(alice.of(tenant)).isNotEqualTo(alice);
        assertThat(alice.of(tenant).version()).isEqualTo(alice.version());
        assertThat(UTTERANCE.of(tenant)).isSameAs(UTTERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "voice", "prosody", "pitchCents", "seed", "format", "sampleRateHz", "markProducer"})
    void a_field_that_is_missing_is_refused_and_never_defaulted(String field) {
        String json = UtteranceJson.write(UTTERANCE)
                .replaceFirst("\"" + field + "\":(\\{[^}]*}|\"(\\\\.|[^\"\\\\])*\"|-?\\d+),?", "")
                .replace(",}", "}");
        assertThat(json).doesNotContain("\"" + field + "\"");
        assertThatThrownBy(() -> UtteranceJson.read(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_voice_of_no_engine_is_refused() {
        String json = UtteranceJson.write(UTTERANCE).replace("espeak/de", "voice_1");
        assertThatThrownBy(() -> UtteranceJson.read(json)).isInstanceOf(IllegalArgumentException.class);
    }
}
