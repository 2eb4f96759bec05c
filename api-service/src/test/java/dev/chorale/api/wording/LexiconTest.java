package dev.chorale.api.wording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.wording.Lexicon.Entry;
import dev.chorale.common.speech.Markup;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexiconTest {
    private static final Lexicon LEXICON = new Lexicon(List.of(
            new Entry("GIF", "jif"),
            new Entry("New York", "the city"),
            new Entry("York", "yorrick"),
            new Entry("SQL", "[S][IY1][K][W][AH0][L]"),
            new Entry("重庆", "[ch][óng]庆"),
            new Entry("庆", "never"),
            new Entry("jif", "never"),
            new Entry("14", "fourteen"),
            new Entry("O", "oh"),
            new Entry("Brien", "never"),
            new Entry("C", "see"),
            new Entry("NASA", "nassa"),
            new Entry("NB", "[emphasis]note[/emphasis]")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "A GIF!|A jif!",
                "GIFs and gif and aGIF|GIFs and gif and aGIF",
                "in New York or York.|in the city or yorrick.",
                "New Yorker|New Yorker",
                "my SQL, SQL|my [S][IY1][K][W][AH0][L], [S][IY1][K][W][AH0][L]",
                "去重庆吧|去[ch][óng]庆吧",
                "NB [emphasis]NB GIF[/emphasis]|[emphasis]note[/emphasis] [emphasis]note jif[/emphasis]",
                "a[emphasis]GIF[/emphasis] GIF[emphasis]s[/emphasis]|a[emphasis]GIF[/emphasis] GIF[emphasis]s[/emphasis]",
                "3[emphasis].14[/emphasis] O’[emphasis]O[/emphasis]|3[emphasis].14[/emphasis] O’[emphasis]O[/emphasis]",
                "(GIF[emphasis]-GIF[/emphasis], NASA[emphasis]'s[/emphasis])|(jif[emphasis]-jif[/emphasis], nassa[emphasis]'s[/emphasis])",
                "GIF[pause 10ms]GIF[HH][AY1]GIF|jif[pause 10ms]jif[HH][AY1]jif",
                "see \\[GIF\\]|see \\[jif\\]",
                "3.14 and 14:30, 1,14 or 14|3.14 and 14:30, 1,14 or fourteen",
                "14. So 14, and 14: x|fourteen. So fourteen, and fourteen: x",
                "O\u200DX O\u00ADX O\uFEFFX O\u200BX|O\u200DX O\u00ADX O\uFEFFX oh\u200BX",
                "O’Brien, 'O' C'est|O’Brien, 'oh' C'est",
                "NASA's NASA’S NASA'ssa l'NASA NASA'|nassa's nassa’S NASA'ssa l'nassa nassa'"
            })
    void words_are_said_as_the_lexicon_says_the_longest_first(String text, String said) {
        assertThat(Markup.write(LEXICON.apply(Markup.read(text), 1000).orElseThrow()))
                .isEqualTo(said);
    }

    @Test
    void a_phrase_goes_on_in_the_next_line_and_lines_stay_as_they_are() {
        assertThat(Markup.write(
                        LEXICON.apply(Markup.read("a\nGIF of New\nYork"), 1000).orElseThrow()))
                .isEqualTo("a\njif of the city");
    }

    @Test
    void an_empty_lexicon_changes_nothing() {
        assertThat(Lexicon.NONE.apply(Markup.read("A GIF"), 0)).contains(Markup.read("A GIF"));
    }

    @Test
    void what_the_entries_say_in_all_has_a_limit() {
        assertThat(LEXICON.apply(Markup.read("GIF GIF GIF"), 9)).isPresent();
        assertThat(LEXICON.apply(Markup.read("GIF GIF GIF"), 8)).isEmpty();
    }
}
