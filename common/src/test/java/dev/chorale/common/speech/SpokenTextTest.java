package dev.chorale.common.speech;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenTextTest {
    @Test
    void white_space_is_folded_and_trimmed() {
        assertThat(SpokenText.normalise("  a \t b\u00A0\u3000c  ")).isEqualTo("a b c");
    }

    @Test
    void a_run_of_white_space_with_a_line_feed_becomes_one_line_feed() {
        assertThat(SpokenText.normalise("a \r\n\r\n  b\rc")).isEqualTo("a\nb\nc");
    }

    @Test
    void composed_and_decomposed_letters_are_one_text() {
        assertThat(SpokenText.normalise("e\u0301")).isEqualTo("\u00E9");
    }

    @Test
    void case_and_width_of_punctuation_stay() {
        assertThat(SpokenText.normalise("Hi，THERE!")).isEqualTo("Hi，THERE!");
    }

    @Test
    void normalising_twice_changes_nothing() {
        String once = SpokenText.normalise(" A\u030A \r\n b\u2028c ");
        assertThat(SpokenText.normalise(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u200B", "...", "—!?", "，。", "\u0301"})
    void text_without_letter_or_digit_is_nothing_to_speak(String text) {
        assertThat(SpokenText.isSpeakable(SpokenText.normalise(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "你", "é", "𝒳"})
    void a_letter_or_digit_is_something_to_speak(String text) {
        assertThat(SpokenText.isSpeakable(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0", "\uD83D", "\uDE00a", "a\u0007b", "\u007F"})
    void nul_controls_and_lone_surrogates_are_found(String text) {
        assertThat(SpokenText.firstForbidden(text)).isNotNegative();
    }

    @Test
    void tabs_line_feeds_and_whole_surrogate_pairs_are_allowed() {
        assertThat(SpokenText.firstForbidden("a\tb\r\nc 😀")).isNegative();
    }

    @Test
    void the_longest_run_of_marks_is_counted() {
        assertThat(SpokenText.longestMarkRun("a\u0301\u0302b\u0301")).isEqualTo(2);
    }
}
