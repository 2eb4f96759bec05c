package dev.chorale.common.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Markup.Placed;
import dev.chorale.common.speech.Markup.Reading;
import dev.chorale.common.speech.Markup.Warning;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkupTest {
    @Test
    void a_text_is_read_into_its_parts_and_their_places() {
        assertThat(placed("好😀[h][ào]人 [HH][AH0][L][OW1][pause 0.5s][emphasis]so[/emphasis]"))
                .containsExactly(
                        new Placed(new Part.Plain("好😀"), 1),
                        new Placed(new Part.Syllable("h", "ào"), 3),
                        new Placed(new Part.Plain("人 "), 10),
                        new Placed(new Part.Word(List.of("HH", "AH0", "L", "OW1")), 12),
                        new Placed(new Part.Pause(Duration.ofMillis(500)), 29),
                        new Placed(new Part.Emphasis(true), 41),
                        new Placed(new Part.Plain("so"), 51),
                        new Placed(new Part.Emphasis(false), 53));
    }

    @Test
    void syllables_follow_each_other_with_and_without_an_initial() {
        assertThat(parts("[n][ǐ][ài][zh][uāng][l][ǜ][l][vè][d][e][y][ī][w][ǒ]"))
                .containsExactly(
                        new Part.Syllable("n", "ǐ"),
                        new Part.Syllable("", "ài"),
                        new Part.Syllable("zh", "uāng"),
                        new Part.Syllable("l", "ǜ"),
                        new Part.Syllable("l", "üè"),
                        new Part.Syllable("d", "e"),
                        new Part.Syllable("y", "ī"),
                        new Part.Syllable("w", "ǒ"));
    }

    @ParameterizedTest
    @CsvSource({
        "[pause 0.5s],[pause 500ms]",
        "[pause  1s],[pause 1000ms]",
        "[pause 0.050s],[pause 50ms]",
        "[l][vè],[l][üè]",
        "[h][a\u0300o],[h][ào]"
    })
    void what_sounds_alike_has_one_spelling(String one, String other) {
        assertThat(Markup.write(parts("a" + one + "b"))).isEqualTo("a" + other + "b");
        assertThat(parts(one)).isEqualTo(parts(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "see [1]|5",
                "[applause] yes|1",
                "😀 [h]|3",
                "[h][xx]|1",
                "[h][ūn][m][iǎng]|8",
                "[hao4]|1",
                "[hào]|1",
                "[h] [ào]|1",
                "[h][à\u0301o]|1",
                "[HH][AH][L][OW]|1",
                "[HH][L]|1",
                "[HH][AH3]|1",
                "[hh][ah0]|1",
                "a [pause]|3",
                "a [pause 11s]|3",
                "a [pause 0ms]|3",
                "a [pause 10001ms]|3",
                "a [pause 500]|3",
                "a [emphasis]b|3",
                "a[/emphasis]|2",
                "[emphasis]a[emphasis]b[/emphasis]|12",
                "open [ end|6",
                "[]|1",
                "[[h][ào]]|1"
            })
    void wrong_markup_is_told_with_its_place(String text, int at) {
        assertThat(Markup.parse(text)).isInstanceOfSatisfying(Reading.Wrong.class, wrong -> {
            assertThat(wrong.at()).isEqualTo(at);
            assertThat(wrong.message()).doesNotContain("applause").contains("[");
        });
    }

    @Test
    void words_of_sounds_without_a_space_between_are_told_when_they_are_too_long() {
        assertThat(Markup.parse("[AA1]".repeat(40))).isInstanceOf(Reading.Whole.class);
        assertThat(Markup.parse("[AA1]".repeat(41))).isInstanceOf(Reading.Wrong.class);
    }

    @Test
    void escaped_brackets_are_words_and_so_is_one_that_closes_nothing() {
        assertThat(Markup.letters(parts("see \\[1\\] and a] \\x"))).isEqualTo("see [1] and a] \\x");
        assertThat(placed("ab\\[c"))
                .containsExactly(new Placed(new Part.Plain("ab"), 1), new Placed(new Part.Plain("[c"), 4));
    }

    @Test
    void what_is_written_is_read_back_whatever_the_text() {
        List<String> pieces = List.of(
                "a", " ", "\\", "\\[", "]", "\\]", "好", "[h][ào]", "[AA1]", "[K][AE1][T]", "[pause 1s]", "😀", "\\\\[");
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            if (Markup.parse(text.toString()) instanceof Reading.Whole(List<Placed> whole)) {
                String once = Markup.write(whole.stream().map(Placed::part).toList());
                assertThat(Markup.write(Markup.read(once))).as("<%s>", text).isEqualTo(once);
                assertThat(Markup.letters(Markup.read(once))).isEqualTo(Markup.letters(parts(text.toString())));
            }
        }
    }

    @Test
    void a_backslash_before_markup_does_not_swallow_it() {
        List<Part> parts = List.of(new Part.Plain("a\\"), new Part.Syllable("h", "ào"));
        assertThat(Markup.read(Markup.write(parts))).contains(new Part.Syllable("h", "ào"));
    }

    @Test
    void a_stored_text_from_before_there_was_markup_is_words() {
        assertThat(Markup.letters(Markup.read("see [1] and [pause"))).isEqualTo("see [1] and [pause");
    }

    @ParameterizedTest
    @CsvSource({"很(hǎo)人,2", "😀 (hao),3", "（zhuāng）,1", "a (ha\u030Co) b,3"})
    void pinyin_in_round_brackets_is_a_warning_with_its_place(String text, int at) {
        assertThat(Markup.nearMarkup(placed(text)))
                .extracting(Warning::code, Warning::at)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("near_markup", at));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(hello)", "(1)", "(xyz)", "[h][ǎo]", "hao", "(hǎo hao)"})
    void other_words_in_round_brackets_are_none(String text) {
        assertThat(Markup.nearMarkup(placed(text))).isEmpty();
    }

    @Test
    void the_needs_of_a_text_are_those_of_its_parts() {
        assertThat(Markup.needs(parts("a [pause 1s]"))).isEmpty();
        assertThat(Markup.needs(parts("[h][ào] [AA1] [emphasis]a[/emphasis]")))
                .containsExactly(Skill.PINYIN, Skill.ARPABET, Skill.EMPHASIS);
    }

    @Test
    void a_long_text_full_of_markup_is_read_in_a_moment() {
        assertThat(placed("[h][ào]".repeat(28_000)))
                .hasSize(28_000)
                .last()
                .extracting(Placed::at)
                .isEqualTo(195_994);
    }

    private static List<Placed> placed(String text) {
        assertThat(Markup.parse(text)).isInstanceOf(Reading.Whole.class);
        return ((Reading.Whole) Markup.parse(text)).parts();
    }

    private static List<Part> parts(String text) {
        return placed(text).stream().map(Placed::part).toList();
    }
}
