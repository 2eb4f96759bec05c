package dev.chorale.api.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordSearchTest {
    @Test
    void words_within_words_are_found() {
        assertThat(found(List.of("he", "she", "his", "hers"), "ushers"))
                .containsExactlyInAnyOrder("she@1", "he@2", "hers@2");
    }

    @Test
    void random_words_are_found_where_looking_for_each_finds_them() {
        Random random = new Random(9);
        for (int round = 0; round < 300; round++) {
            List<String> words = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                words.add(letters(random, 1 + random.nextInt(5)));
            }
            words = words.stream().distinct().toList();
            String text = letters(random, random.nextInt(80));
            assertThat(found(words, text)).containsExactlyInAnyOrderElementsOf(naive(words, text));
        }
    }

    @Test
    void ten_thousand_words_are_looked_for_in_a_long_text_in_a_moment() {
        Random random = new Random(1);
        List<int[]> words = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            words.add(letters(random, 100).codePoints().toArray());
        }
        WordSearch search = new WordSearch(words);
        int[] text = letters(random, 200_000).codePoints().toArray();
        long start = System.nanoTime();
        search.search(text, (s, e, w) -> true);

        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(2_000);
        assertThat(search.size()).isEqualTo(1_000_001);
    }

    private static List<String> found(List<String> words, String text) {
        List<String> found = new ArrayList<>();
        new WordSearch(words.stream().map(w -> w.codePoints().toArray()).toList())
                .search(text.codePoints().toArray(), (start, end, word) -> {
                    assertThat(text.substring(start, end)).isEqualTo(words.get(word));
                    return found.add(words.get(word) + "@" + start);
                });
        return found;
    }

    private static List<String> naive(List<String> words, String text) {
        List<String> found = new ArrayList<>();
        for (String word : words) {
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
                found.add(word + "@" + at);
            }
        }
        return found;
    }

    private static String letters(Random random, int length) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append((char) ('a' + random.nextInt(3)));
        }
        return letters.toString();
    }
}
