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
    void an_unknown_field_is_refused_and_the_error_holds_no_text() {
        String json = UtteranceJson.write(UTTERANCE).replace("\"seed\"", "\"emotion\":\"sad\",\"seed\"");
        assertThatThrownBy(() -> UtteranceJson.read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("Grüße");
    }
}
