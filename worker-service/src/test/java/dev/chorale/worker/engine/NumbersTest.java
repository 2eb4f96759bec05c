package dev.chorale.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.util.ULocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de|10.000 und 22|zehntausend und zweiundzwanzig",
                "de|3,14|drei Komma eins vier",
                "en|1,250.5|one thousand two hundred fifty point five",
                "en|007 and 1234567890123456|zero zero seven and one two three four five six seven eight nine zero one two three four five six",
                "es|21 gatos|veintiuno gatos",
                "ru|5 минут|пять минут",
                "ja|10じ|十 じ",
                "en|none|none"
            })
    void numbers_become_words_of_the_language(String language, String text, String words) {
        assertThat(Numbers.inWords(text, ULocale.forLanguageTag(language))).isEqualTo(words);
    }
}
