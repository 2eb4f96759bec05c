package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Part;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PassagesTest {
    @Test
    void a_pause_lies_between_what_is_spoken() {
        assertThat(Passages.cut("One two.[pause 500ms] Three. [pause 1000ms]Four.", "en", 100))
                .containsExactly(
                        new Passage.Speech("One two."),
                        new Passage.Silence(Duration.ofMillis(500)),
                        new Passage.Speech("Three."),
                        new Passage.Silence(Duration.ofSeconds(1)),
                        new Passage.Speech("Four."));
    }

    @Test
    void what_says_nothing_between_pauses_is_left_out() {
        assertThat(Passages.cut("One[pause 500ms] … [pause 500ms].", "en", 100))
                .containsExactly(
                        new Passage.Speech("One"),
                        new Passage.Silence(Duration.ofMillis(500)),
                        new Passage.Silence(Duration.ofMillis(500)));
    }

    @Test
    void sentences_end_as_if_there_were_no_markup() {
        assertThat(speech("He ran. [emphasis]never[/emphasis] stopped. [R][AE1][N] on. Yes!", 100))
                .containsExactly("He ran. [emphasis]never[/emphasis] stopped.", "[R][AE1][N] on.", "Yes!");
        assertThat(speech("天气很[h][ǎo]。[w][ǒ]们走吧！", 100)).containsExactly("天气很[h][ǎo]。", "[w][ǒ]们走吧！");
    }

    @Test
    void stress_over_two_sentences_is_begun_anew() {
        assertThat(speech("[emphasis]One here. Two there[/emphasis] now.", 100))
                .containsExactly("[emphasis]One here.[/emphasis]", "[emphasis]Two there[/emphasis] now.");
    }

    @Test
    void where_a_line_was_wrapped_within_a_script_without_spaces_nothing_is_left_of_it() {
        assertThat(speech("他走到了北\n京的街上。", 100)).containsExactly("他走到了北京的街上。");
        assertThat(speech("第二天早上她带着那只很大的狗去了古老的[b][ěi]\n京城里的街道一直走到海边去看船。", 100))
                .containsExactly("第二天早上她带着那只很大的狗去了古老的[b][ěi]京城里的街道一直走到海边去看船。");
    }

    @Test
    void brackets_stay_escaped() {
        assertThat(speech("See \\[1\\] here. And \\[h\\]\\[ào\\].", 100))
                .containsExactly("See \\[1\\] here.", "And \\[h\\]\\[ào\\].");
    }

    @Test
    void random_texts_are_whole_and_never_cut_inside_markup() {
        List<String> pieces = List.of(
                "word",
                "今天",
                "[h][ào]",
                "[zh][uāng]",
                "[HH][AH0][L][OW1]",
                "👨‍👩‍👧‍👦",
                "\\[1\\]",
                "e\u0301",
                "3.14",
                "Dr.");
        List<String> glue = List.of("", " ", ", ", ". ", "。", "，", "\n", "! ");
        Random random = new Random(4);
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder("x");
            for (int n = random.nextInt(40); n >= 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size()))).append(glue.get(random.nextInt(glue.size())));
            }
            int max = 20 + random.nextInt(60);
            List<String> cut = speech(text.toString(), max);

            assertThat(bare(String.join("", cut))).isEqualTo(bare(text.toString()));
            assertThat(cut.stream().flatMap(PassagesTest::markup).toList())
                    .isEqualTo(markup(text.toString()).toList());
            assertThat(cut)
                    .allMatch(s ->
                            Markup.read(s).stream().mapToInt(Passages::lengthOf).sum() <= max);
        }
    }

    private static Stream<Part> markup(String text) {
        return Markup.read(text).stream().filter(part -> !(part instanceof Part.Plain));
    }

    private static List<String> speech(String text, int max) {
        return Passages.cut(text, "en", max).stream()
                .map(passage -> ((Passage.Speech) passage).text())
                .toList();
    }

    private static String bare(String text) {
        return text.replaceAll("[\\p{Z}\\s]", "");
    }
}
