package dev.chorale.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts as long as a book, drawn by a seed: sentences that differ, in paragraphs. */
final class Book {
    static final int CHARACTERS = 100_000;

    private static final int SENTENCES_OF_PARAGRAPH = 6;
    private static final List<String> ENGLISH = List.of(
            "the old lighthouse keeper",
            "a letter without a stamp",
            "nobody in the harbour town",
            "the clock above the station",
            "her younger brother",
            "counted the lanterns on the pier",
            "remembered a song from the war",
            "opened the door very slowly",
            "could not say why",
            "walked home through the rain",
            "before the first ferry came",
            "while the whole street was asleep",
            "and told no one about it",
            "as if nothing had happened");
    private static final List<String> CHINESE = List.of(
            "老灯塔的守夜人",
            "一封没有邮票的信",
            "港口的人们",
            "车站上的大钟",
            "她的弟弟",
            "数着码头的灯笼",
            "想起战争时的一首歌",
            "慢慢地推开了门",
            "说不出是为什么",
            "在雨中走回家",
            "在第一班渡船到来之前",
            "当整条街都睡着的时候",
            "没有告诉任何人",
            "好像什么都没有发生过");

    private Book() {}

    static List<String> english(long seed) {
        return sentences("In year %d ", ENGLISH, " ", ". ", new Random(seed));
    }

    static List<String> chinese(long seed) {
        return sentences("第%d天，", CHINESE, "，", "。", new Random(seed));
    }

    /** The text of these sentences. */
    static String text(List<String> sentences) {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < sentences.size(); n++) {
            text.append(sentences.get(n));
            if (n % SENTENCES_OF_PARAGRAPH == SENTENCES_OF_PARAGRAPH - 1) {
                text.append("\n\n");
            }
        }
        return text.toString();
    }

    /** @param beginning of each, with its number: no two are the same */
    private static List<String> sentences(
            String beginning, List<String> phrases, String between, String end, Random random) {
        List<String> sentences = new ArrayList<>();
        int characters = 0;
        while (characters < CHARACTERS) {
            List<String> some = new ArrayList<>();
            for (int n = 2 + random.nextInt(4); n > 0; n--) {
                some.add(phrases.get(random.nextInt(phrases.size())));
            }
            String sentence = beginning.formatted(sentences.size() + 1) + String.join(between, some) + end;
            sentences.add(sentence);
            characters += sentence.length();
        }
        return sentences;
    }
}
