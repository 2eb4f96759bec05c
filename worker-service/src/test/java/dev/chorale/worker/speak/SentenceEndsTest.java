package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceEndsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "de|Ich kenne den Vater. / Er ist alt.",
                "de|So war es im Krieg, der lang war. / Wir blieben hier. / Es gab nichts mehr. / Dann kam er.",
                "de|Das war der Tod. / Jeder gab. / Sie ging, als er kam. / Ja.",
                "de|Er öffnete die App. / Da kam Max. / Wir lachten.",
                "fr|Il regarda la mer. / Puis il partit.",
                "fr|C'est un jeu. / Elle rit.",
                "es|Venga usted. / Luego hablamos.",
                "es|Miró el mar. / Luego se fue.",
                "en|He opened the app. / Then he left.",
                "en|All is OK. / I saw Joe. / He was tired."
            })
    void a_word_that_ends_like_an_abbreviation_ends_a_sentence(String language, String sentences) {
        assertCut(language, sentences, " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "de|Das sind z. B. Hunde, z.B. Dackel (d.h. Tiere) bzw. Katzen. / Ja.",
                "de|Es sind ca. Hundert, max. Tausend, min. Zehn, bspw. Elf. / Ja.",
                "de|Dr. med. Schmidt und Dr. rer. nat. Braun kamen, vgl. Kap. IV im Buch. / Ja.",
                "de|Er wog Max. 5 Kilo (röm.-kath. Maß). / Ja.",
                "de|Das war im Jahr 50 v. Chr. Cäsar lebte noch. / Ja.",
                "en|He came, e.g. Tom, to the U.S. Senate—Mr. Smith. / Yes.",
                "en|DR. Smith, MRS. JONES, Messrs. Smith, Mme. Curie and Mlle. Rose. / Yes.",
                "en|See Vol. II and Fig. IX. / No. / I do.",
                "en|On Oct. 5, Apr. 7 and Jul. 9. / It was in Oct. / Then Jul. / Yes.",
                "fr|Un fruit, p. ex. Une pomme, ap. J.-C. Oui, bon. / Non! / Oui.",
                "es|Vive en EE. UU. Marta también. / Trabaja en EE.UU. María no. / Sí.",
            })
    void abbreviations_of_one_word_or_several_end_none(String language, String sentences) {
        assertCut(language, sentences, " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "th|เมื่อ พ.ศ. 2500 ดร.สมชาย และ น.ส. สมหญิง มาใน ม.ค. นี้",
                "hi|डॉ. शर्मा आए।",
                "hi|पं. नेहरू आए।",
                "hi|5 कि.मी. दूर है।",
                "fr|« Qui est là ? » demanda-t-elle.",
                "ko|\"어디 가요?\"라고 그가 물었다.",
                "ko|www.네이버.com 입니다.",
                "ja|「どこへ行くの？」と彼は聞いた。",
                "ja|『行こう。』って言った。",
                "en|1. Introduction",
                "en|2.1. Introduction",
                "cmn|1.引言",
                "ja|１．はじめに"
            })
    void a_sentence_of_one_language_or_another_stays_whole(String language, String text) {
        assertThat(Segments.cut(text, language, 200)).containsExactly(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fr|« Je pars. » / Elle sortit.",
                "fr|« Qui est là ? » / Elle sortit. / « Moi ! » / « Oui. »",
                "en|(He left. ) / She stayed.",
                "hi|वह आता है. / राम आया था. / वह गया।"
            })
    void a_sentence_ends_behind_its_closing_mark_and_a_short_verb(String language, String sentences) {
        assertCut(language, sentences, " ");
    }

    @Test
    void a_french_quote_ends_a_line_too() {
        assertCut("fr", "Elle regarda longtemps par la petite fenêtre: « Je pars. » / Elle sortit alors de là.", "\n");
    }

    @Test
    void before_another_word_a_japanese_quote_ends_a_sentence() {
        assertCut("ja", "「どこへ行くの？」/彼は聞いた。", "");
    }

    @Test
    void a_name_in_the_next_line_belongs_to_its_title() {
        String text = "He had long known that Mr.\nSmith was at the door.";
        assertThat(Segments.cut(text, "en", 200)).containsExactly(text);
    }

    @Test
    void numbers_of_items_begin_lines_and_stand_in_no_sentence() {
        assertCut("en", "What follows. / 1. Introduction / 2. The End", "\n");
        assertCut("en", "The End / 3. / It was late.", "\n");
        assertCut("en", "We were 3. / Then he left.", " ");
    }

    @Test
    void a_long_text_is_cut_behind_a_word_that_ends_like_an_abbreviation_and_not_behind_a_number() {
        assertThat(Segments.cut(
                        "Am Abend sprach er noch lange mit seinem alten Vater. Dann ging er nach Hause, und es war still.",
                        "de",
                        60))
                .containsExactly(
                        "Am Abend sprach er noch lange mit seinem alten Vater.",
                        "Dann ging er nach Hause, und es war still.");
        assertThat(Segments.cut("am abend sprach er mit seinem vater. dann ging er nach hause", "de", 40))
                .containsExactly("am abend sprach er mit seinem vater.", "dann ging er nach hause");
        assertThat(Segments.cut("1. about the long way to the old town", "en", 20))
                .containsExactly("1. about the long", "way to the old town");
    }

    @Test
    void sounds_are_no_initial() {
        assertThat(Passages.cut("He said [R][AE1][N]. Then he left.", "en", 100))
                .containsExactly(new Passage.Speech("He said [R][AE1][N]."), new Passage.Speech("Then he left."));
    }

    private static void assertCut(String language, String sentences, String between) {
        String mark = between.isEmpty() ? "/" : " / ";
        assertThat(Segments.cut(sentences.replace(mark, between), language, 200))
                .containsExactly(sentences.split(mark, -1));
    }
}
