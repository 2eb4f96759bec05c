package dev.chorale.api.wording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Markup.Reading;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForbiddenWordsTest {
    private static final ForbiddenWords WORDS = new ForbiddenWords(
            List.of("damn", "Straße", "bad  luck", "坏蛋", "café", "7up", "чёрт", "กขค", "나쁜", "x\u0331y"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "well, damn it|7",
                "😀 DAMN!|3",
                "ｄａｍｎ|1",
                "da\u00ADmn|1",
                "da\u0081mn|1",
                "da\uFFF9mn|1",
                "d[emphasis]a[/emphasis]mn|1",
                "die STRASSE|5",
                "such bad\t luck|6",
                "你这坏蛋啊|3",
                "cafe\u0301 noir|1",
                "the x\\]damn|8",
                "a 7UP|3",
                "[h][ào] damn|9",
                "你坏 \t蛋|2",
                "坏[pause 1s] 蛋|1",
                "กข ค|1",
                "d\u0332a\u0332m\u0332n\u0332 it|1",
                "so dam\u20DDn|4",
                "坏\u0301蛋|1",
                "坏 \u0301蛋|1",
                "(\u0332damn|3",
                "чё\u0301рт|1",
                "7\u20E3up|1",
                "X\u0331y|1"
            })
    void a_forbidden_word_is_found_with_its_place(String text, int place) {
        assertThat(place(text)).hasValue(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "goddamn it",
                "damnation",
                "damné",
                "cafe",
                "17up",
                "bad, luck",
                "da mn",
                "bad[pause 1s]luck",
                "蛋坏",
                "坏[h][ào]蛋",
                "坏a蛋",
                "나 쁜",
                "xy",
                "x\u0332y",
                "goddamn\u0332"
            })
    void a_part_of_a_word_and_another_word_are_not(String text) {
        assertThat(place(text)).isEmpty();
    }

    @Test
    void without_words_nothing_is_looked_at() {
        assertThat(ForbiddenWords.NONE.place(((Reading.Whole) Markup.parse("damn")).parts()))
                .isEmpty();
    }

    private static OptionalInt place(String text) {
        return WORDS.place(((Reading.Whole) Markup.parse(text)).parts());
    }
}
