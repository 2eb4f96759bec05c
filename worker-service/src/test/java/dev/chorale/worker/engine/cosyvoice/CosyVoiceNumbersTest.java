package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Digits, which the server reads in two languages, and in marks too. */
class CosyVoiceNumbersTest {
    @TempDir
    Path folder;

    private Booth booth;

    @BeforeEach
    void build() throws Exception {
        booth = new Booth(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|Say [HH][AH0][L][OW1] 2 times.|Say [HH][AH][L][OW] two times.",
                "en|Say it 2 times.|Say it 2 times.",
                "zh|说[HH][AH0][L][OW1]两次。|说[HH][AH][L][OW]两次。",
                "zh|我有2只。|我有2只。",
                "zh|面积5m²大。|面积5m²大。",
                "en|Area is 5 m² or x³ of it, see ① and ٣.|Area is 5 m squared or x cubed of it, see 1 and 3.",
                "de|Auf 5 m² ist Platz.|Auf fünf m zwei ist Platz.",
                "de|Bei 10 Metern ist die Fläche 3,5 m2 groß.|Bei zehn Metern ist die Fläche drei Komma fünf m zwei groß.",
                "fr|Il y a 1 000 000 et 21 ânes.|Il y a un million et vingt-et-un ânes.",
                "ko|사과 12개|사과 십이 개."
            })
    void no_digit_reaches_a_server_that_would_read_it_in_english_or_within_a_phoneme(
            String language, String text, String sent) throws Exception {
        booth.with("generation", "3").voice("zero", "zero-shot").with("voices.zero.language", language);
        try (CosyVoiceDouble server = new CosyVoiceDouble(3)) {
            Booth.speech(booth.open(server), "zero", text);

            assertThat(server.performed().getLast().text()).isEqualTo(sent);
        }
    }

    @Test
    void where_the_server_reads_no_numbers_phonemes_keep_their_stress() throws Exception {
        booth.with("generation", "3").voice("cross", "cross-lingual").with("voices.cross.language", "de");
        try (CosyVoiceDouble server = new CosyVoiceDouble(3)) {
            Booth.speech(booth.open(server), "cross", "Um 10: [HH][AH0][L][OW1].");

            assertThat(server.performed().getLast().text()).endsWith("Um 10: [HH][AH0][L][OW1].");
        }
    }
}
