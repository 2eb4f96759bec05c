package dev.chorale.common.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

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
                "");
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
}
