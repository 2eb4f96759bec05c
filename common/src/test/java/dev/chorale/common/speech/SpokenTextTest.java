package dev.chorale.common.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void a_run_of_white_space_takes_time_by_its_length() {
        String wide = "a" + " ".repeat(199_998) + "b";

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> SpokenText.normalise(wide)))
                .isEqualTo("a b");
    }

    @Test
    void what_turns_the_direction_of_writing_is_removed_and_so_are_tags() {
        assertThat(SpokenText.normalise("a\u202E \u2066 b\u2069\u202C\uDB40\uDC01\uDB40\uDC61c"))
                .isEqualTo("a bc");
        assertThat(SpokenText.normalise("e\u202A\u0301")).isEqualTo("\u00E9");
    }

    @Test
    void so_is_what_marks_annotations_between_lines() {
        assertThat(SpokenText.normalise("\uFFF9ka\uFFFAn\uFFFBji")).isEqualTo("kanji");
    }

    @Test
    void the_flag_of_a_region_keeps_its_tags() {
        String scotland = "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F";

        assertThat(SpokenText.normalise(scotland + "\uDB40\uDC61!")).isEqualTo(scotland + "!");
        assertThat(SpokenText.normalise("🏴\uDB40\uDC67\uDB40\uDC62!")).isEqualTo("🏴!");
    }

    @Test
    void digits_in_a_long_row_count_as_what_is_made_of_them() {
        assertThat(SpokenText.expandedLength("9".repeat(5_000))).isEqualTo(247_649);
        assertThat(SpokenText.expandedLength("٩".repeat(2_500) + "\u2060" + "٩".repeat(2_500)))
                .isGreaterThan(SpokenText.MAX_CODE_POINTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e308 dollars", "1E+308", "-2.5e-308 m", "12.5e9999", "100e+300,", "(1e0308)"})
    void a_power_of_ten_without_a_name_is_too_long(String text) {
        assertThat(SpokenText.expandedLength(text)).isGreaterThan(SpokenText.MAX_CODE_POINTS);
    }

    @ParameterizedTest
    @CsvSource({"1e5, 8", "6.02e23, 30", "1.6e-19, 26", "1e99, 103", "1e0, 3", "3 e 308, 7"})
    void other_powers_count_their_zeros(String text, int length) {
        assertThat(SpokenText.expandedLength(text)).isEqualTo(length);
    }

    @Test
    void a_hash_or_the_number_of_a_part_is_no_power_of_ten() {
        String hashes = "commit 12e3456, 5e81234, 88e0999a, x1e308, 1e308x";
        assertThat(SpokenText.expandedLength(hashes)).isEqualTo(hashes.length());
    }

    @Test
    void powers_in_a_row_take_time_by_their_length() {
        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(10), () -> SpokenText.expandedLength("1e299 ".repeat(33_000))))
                .isGreaterThan(SpokenText.MAX_CODE_POINTS);
        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(10), () -> SpokenText.expandedLength("1.".repeat(99_999) + "e")))
                .isLessThan(SpokenText.MAX_CODE_POINTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+49 30 123456 😀", "id 12345678901234567890", "3.14159265358979323846264338327950288419716939"})
    void numbers_as_people_write_them_count_what_they_are_long(String text) {
        String book = (text + " ").repeat(2_000);

        assertThat(SpokenText.expandedLength(book)).isEqualTo(book.codePointCount(0, book.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\u200B", "...", "—!?", "，。", "\u0301", "+ = <", "\u3164", "\uFFA0", "\u115F\u1160"})
    void text_without_letter_or_number_is_nothing_to_speak(String text) {
        assertThat(SpokenText.isSpeakable(SpokenText.normalise(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "你", "é", "𝒳", "½", "①", "Ⅳ", "〇"})
    void a_letter_or_number_is_something_to_speak(String text) {
        assertThat(SpokenText.isSpeakable(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0", "\uD83D", "\uDE00a", "a\u0007b", "\u007F", "a\u0080", "\u0085", "\u009F"})
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

    @Test
    void spacing_marks_count_and_what_nobody_sees_ends_no_run() {
        assertThat(SpokenText.longestMarkRun("क\u093E\u093E")).isEqualTo(2);
        assertThat(SpokenText.longestMarkRun("a\u0301\u200D\u0301\u200C\u0301\u202E\u0301\u3164\u0301"))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "क्षत्रिय र्क्\u200Dष हिन्दी",
                "👨\u200D👩\u200D👧\u200D👦",
                "❤\uFE0F\u200D🔥",
                "กำลังใจที่ดี",
                "தமிழ்நாடு"
            })
    void writing_with_many_marks_has_short_runs(String text) {
        assertThat(SpokenText.longestMarkRun(text.repeat(100))).isBetween(0, 4);
    }
}
