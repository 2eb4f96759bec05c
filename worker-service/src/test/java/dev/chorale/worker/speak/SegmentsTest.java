package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.chorale.common.speech.SpokenText;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {
    @Test
    void a_text_is_cut_at_the_ends_of_its_sentences() {
        assertThat(Segments.cut("Hello there. How are you? \"Fine!\" she said.", "en-US", 200))
                .containsExactly("Hello there.", "How are you?", "\"Fine!\" she said.");
    }

    @Test
    void abbreviations_and_numbers_end_no_sentence() {
        assertThat(Segments.cut("Dr. Smith met Mr. Jones, e.g. Tom, at 3.14 p.m. today. They left.", "en-GB", 200))
                .containsExactly("Dr. Smith met Mr. Jones, e.g. Tom, at 3.14 p.m. today.", "They left.");
    }

    @Test
    void german_abbreviations_end_no_german_sentence() {
        assertThat(Segments.cut("Das kostet z. B. Geld. Am Dienstag.", "de", 200))
                .containsExactly("Das kostet z. B. Geld.", "Am Dienstag.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de|Am 3. Oktober 1990 war es soweit. / Im 19. Jahrhundert nicht.",
                "de|Ludwig XIV. Bau ist von 1690. / Der Park auch.",
                "de|Der Abs. 2 gilt. / Ja.",
                "fi|Se oli 3. Lokakuuta. / Niin.",
                "hu|A 19. Század volt. / Igen.",
                "tr|Bu 3. Dünya. / Evet.",
                "en|He was 19. / Then he left Louis XIV. / The end.",
                "en|Gen. Lee met Apple Inc. CEO Cook. / They left.",
                "en|He founded Foo Inc. / The firm is old.",
                "en|No. / I live at No. 5 Downing Street.",
                "en|Apples, pears, etc. / The rest stays.",
                "und|Sen. Smith and Martin Luther King Jr. Day. / Yes."
            })
    void ordinals_and_abbreviations_end_no_sentence_where_they_are_written_so(String language, String sentences) {
        assertThat(Segments.cut(sentences.replace(" / ", " "), language, 200))
                .containsExactly(sentences.split(" / ", -1));
    }

    @Test
    void an_ordinal_does_not_reach_over_a_paragraph() {
        assertThat(Segments.cut("Teil 3.\nOktober kam.", "de", 200)).containsExactly("Teil 3.", "Oktober kam.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "See https://x.org/view?5 now.",
                "Open report2024.PDF please.",
                "Stop if x != 5 here.",
                "Use Node18.Js today.",
                "Look at (why?)Yes."
            })
    void a_mark_within_what_has_no_spaces_ends_no_sentence(String text) {
        assertThat(Segments.cut(text, "en", 200)).containsExactly(text);
    }

    @Test
    void before_a_script_without_spaces_a_mark_ends_a_sentence() {
        assertThat(Segments.cut("Hello!你好. “好”", "cmn", 200)).containsExactly("Hello!", "你好.", "“好”");
        assertThat(Segments.cut("สวัสดี!ครับ", "th", 200)).containsExactly("สวัสดี!", "ครับ");
    }

    @Test
    void chinese_sentences_end_without_spaces() {
        assertThat(Segments.cut("今天天气很好。我们去公园吧！你说呢？“好。”他说。", "cmn", 200))
                .containsExactly("今天天气很好。", "我们去公园吧！", "你说呢？", "“好。”", "他说。");
    }

    @Test
    void a_long_sentence_is_cut_at_clauses() {
        assertThat(Segments.cut("When it rains, which is often, we stay at home.", "en", 35))
                .containsExactly("When it rains, which is often,", "we stay at home.");
        assertThat(Segments.cut("春眠不觉晓，处处闻啼鸟；夜来风雨声，花落知多少。", "cmn", 13)).containsExactly("春眠不觉晓，处处闻啼鸟；", "夜来风雨声，花落知多少。");
    }

    @Test
    void a_number_is_no_end_of_a_clause() {
        assertThat(Segments.cut("It cost 3,141,592 dollars and some", "en", 20))
                .containsExactly("It cost 3,141,592", "dollars and some");
    }

    @Test
    void a_sentence_without_marks_is_cut_between_words() {
        assertThat(Segments.cut("one two three four five", "en", 9)).containsExactly("one two", "three", "four five");
    }

    @Test
    void without_spaces_it_is_cut_between_words_too() {
        assertThat(Segments.cut("这个问题非常复杂我们需要更多时间来研究解决方案", "cmn", 10))
                .containsExactly("这个问题非常复杂我们", "需要更多时间来研究", "解决方案");
        assertThat(Segments.cut("私は昨日東京タワーへ行きました", "ja", 7)).containsExactly("私は昨日", "東京タワーへ", "行きました");
        assertThat(Segments.cut("한국어문장입니다", "ko", 5)).allMatch(s -> s.length() <= 5);
    }

    @Test
    void a_point_ends_a_clause_after_all_other_marks_and_never_behind_an_abbreviation() {
        assertThat(Segments.cut("the patient was seen by Dr. Smith and by the old nurse", "en", 30))
                .containsExactly("the patient was seen by", "Dr. Smith and by the old nurse");
        assertThat(Segments.cut("i went home. then i slept for two hours in it", "en", 40))
                .containsExactly("i went home.", "then i slept for two hours in it");
        assertThat(Segments.cut("i went, home. then i slept for two hours in it", "en", 40))
                .containsExactly("i went,", "home. then i slept for two hours in it");
    }

    @Test
    void a_word_over_the_limit_is_cut_between_characters_as_seen() {
        String family = "👨‍👩‍👧‍👦";
        assertThat(Segments.cut("a" + family + "b" + family + "c", "en", 8))
                .allMatch(s -> !s.startsWith("\u200D") && !s.endsWith("\u200D"))
                .allMatch(s -> s.codePointCount(0, s.length()) <= 8);
    }

    @Test
    void a_wrapped_line_goes_on_and_a_heading_stands_alone() {
        assertThat(Segments.cut("Chapter One\nIt was a dark\nand stormy night.", "en", 200))
                .containsExactly("Chapter One", "It was a dark\nand stormy night.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|We went all the way down to the harbour with / Brown and his two sisters, who knew the way.",
                "de|Am nächsten Morgen ging sie mit ihrem großen / Hund durch die Straßen der alten Stadt.",
                "fr|Le lendemain matin elle partit avec la vieille / Marie vers les rues de la grande ville.",
                "ru|На следующее утро она пошла с маленькой / Анной по улицам старого города.",
                "ko|다음 날 아침 그녀는 커다란 개와 함께 오래된 도시의 / 거리를 지나 바다까지 걸어갔다.",
                "cmn|第二天早上她带着那只很大的狗穿过了这座古老的 / 城市的街道一直走到海边去看船。",
                "cmn|他走到了北 / 京的街上。",
                "ja|私は昨日東 / 京へ行きました。",
                "cmn|第二天早上她带着那只很大的狗穿过了这座古老的 / 第三章里的城市的街道一直走到海边去看船。",
                "en|They all read what the old people called “The Sea” / and then went home to their sisters.",
            })
    void a_wrapped_line_goes_on_whatever_the_next_one_begins_with(String language, String lines) {
        String text = lines.replace(" / ", "\n");
        assertThat(Segments.cut(text, language, 200)).containsExactly(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|Chapter One / It was late.",
                "en|The Second Day / We went all the way down to the harbour with Brown and his sisters.",
                "en|Milk / Bread / Butter",
                "en|- Milk from the old farm behind the church / - Bread from the bakery at the market place",
                "en|She was here. / Then she left.",
                "de|Erstes Kapitel / Am nächsten Morgen ging sie mit ihrem Hund durch die Straßen der Stadt.",
                "cmn|第一章 / 第二天早上她带着那只很大的狗穿过了这座古老的城市。",
                "cmn|床前明月光 / 疑是地上霜",
                "ka|ეს სახლია. / ის დიდია.",
                "en|The Old Sailor and the Wide Blue Sea / How a Ship Came to the Small Harbour",
                "cmn|论中国古代城市的街道与房屋之建造方法 / 论中国近代城市的街道与房屋之建造方法",
                "cmn|第二天早上她带着那只很大的狗穿过了这座古老的城市 / 一、城市的街道一直走到海边去看船 / （二）城市",
                "cmn|第二天早上她带着那只很大的狗穿过了这座古老的城市 / ①城市的街道一直走到海边去看船 / (1)城市",
                "cmn|第二天早上她带着那只很大的狗穿过了这座古老的城市 / 第十二回 / 城市的街道一直走到海边去看船",
                "ja|「明日の朝はとても早く家を出て海まで行こうと思う」 / 「私も一緒に行きたいけれど朝は起きられないかもしれない」 / 「じゃあ」",
                "ja|「明日の朝はとても早く家を出て海まで行こうと思う」 / 彼はそう言って大きな犬と一緒に古い町を歩いて行った。",
            })
    void a_heading_an_item_and_a_line_behind_a_mark_stand_alone(String language, String lines) {
        assertThat(Segments.cut(lines.replace(" / ", "\n"), language, 200)).containsExactly(lines.split(" / ", -1));
    }

    @Test
    void a_sentence_may_begin_with_a_georgian_letter() {
        assertThat(Segments.cut("ეს სახლია. ის დიდია.", "ka", 200)).containsExactly("ეს სახლია.", "ის დიდია.");
    }

    @Test
    void what_says_nothing_joins_a_neighbour() {
        assertThat(Segments.cut("*** Hello. … ! Bye.", "en", 200)).allMatch(SpokenText::isSpeakable);
        assertThat(String.join(" ", Segments.cut("*** Hello. … ! Bye.", "en", 200)))
                .isEqualTo("*** Hello. … ! Bye.");
    }

    @Test
    void random_texts_of_mixed_scripts_are_whole_bounded_and_never_cut_inside_a_character() {
        Random random = new Random(20260);
        for (int i = 0; i < 400; i++) {
            String text = SpokenText.normalise(randomText(random));
            int max = 12 + random.nextInt(60);
            List<String> segments = Segments.cut(text, random.nextBoolean() ? "en-US" : "cmn", max);

            assertThat(bare(String.join("", segments))).isEqualTo(bare(text));
            assertThat(segments)
                    .allMatch(s -> s.codePointCount(0, s.length()) <= max)
                    .allMatch(s -> !s.isBlank());
            assertCutBetweenCharacters(text, segments);
            assertThat(Segments.cut(text, "en-US", max)).isEqualTo(Segments.cut(text, "en-US", max));
        }
    }

    private static void assertCutBetweenCharacters(String text, List<String> segments) {
        BreakIterator characters = BreakIterator.getCharacterInstance(ULocale.ENGLISH);
        characters.setText(text);
        int at = 0;
        for (String segment : segments) {
            at = text.indexOf(segment, at);
            assertThat(characters.isBoundary(at))
                    .as("start of <%s> in <%s>", segment, text)
                    .isTrue();
            at += segment.length();
            assertThat(at == text.length() || characters.isBoundary(at))
                    .as("end of <%s>", segment)
                    .isTrue();
        }
    }

    private static String randomText(Random random) {
        List<String> parts = List.of(
                "word",
                "Satz",
                "今天",
                "天气很好",
                "한국어",
                "ไทยแลนด์",
                "हिन्दी",
                "שלום",
                "e\u0301\u0323",
                "👩🏽‍🚀",
                "👨‍👩‍👧‍👦",
                "🇩🇪",
                "🇫🇷",
                "𝔘",
                "3.14",
                "1,000",
                "Dr.",
                "e.g.",
                "…",
                "--",
                "***",
                "[[",
                "can't",
                "Straße",
                "🙂",
                "ㅋㅋ",
                "a\u200Cb");
        List<String> glue =
                List.of("", " ", " ", " ", ", ", ". ", "! ", "。", "，", "；", "\n", "\n\n", "?\" ", "\u00A0", "\u3000");
        StringBuilder text = new StringBuilder("x");
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.append(parts.get(random.nextInt(parts.size()))).append(glue.get(random.nextInt(glue.size())));
        }
        return text.toString();
    }

    private static String bare(String text) {
        return text.replaceAll("[\\p{Z}\\s]", "");
    }
}
