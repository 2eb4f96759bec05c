package dev.chorale.api.wording;

import java.util.Arrays;
import java.util.List;

/**
 * Finds all occurrences of many words in one walk over a text, after Aho and Corasick, "Efficient string matching", 1975.
 * Words and texts are code points, which the caller has folded alike. Holds no state of a search: for any number of threads.
 *
 * <p>The states are a trie of the words; {@code fallback} of a state is the longest other state that is its end, {@code shorter}
 * the nearest one among those at which a word ends. About 70 bytes a letter of all words.
 */
final class WordSearch {
    private static final int ROOT = 0;
    private static final int NO_WORD = -1;

    private final Edges edges;
    private final int[] fallback;
    private final int[] shorter;
    private final int[] depth;
    private final int[] word;
    private int states = 1;

    /** Is told of an occurrence. */
    @FunctionalInterface
    interface Found {
        /**
         * @param start of the first code point
         * @param end behind the last
         * @param word its place in the list
         * @return whether to go on
         */
        boolean at(int start, int end, int word);
    }

    /** @param words none of them empty */
    WordSearch(List<int[]> words) {
        int most = 1 + words.stream().mapToInt(w -> w.length).sum();
        edges = new Edges(most);
        fallback = new int[most];
        shorter = new int[most];
        depth = new int[most];
        word = new int[most];
        Arrays.fill(word, NO_WORD);
        int[] parent = new int[most];
        int[] symbol = new int[most];
        for (int i = 0; i < words.size(); i++) {
            word[plant(words.get(i), parent, symbol)] = i;
        }
        for (int state : byDepth()) {
            link(state, parent[state], symbol[state]);
        }
    }

    /** What it weighs in memory: one more than there are letters in all words. */
    int size() {
        return word.length;
    }

    /** Tells of each occurrence, in the order of their ends, the longer first. */
    void search(int[] text, Found found) {
        int state = ROOT;
        for (int i = 0; i < text.length; i++) {
            state = next(state, text[i]);
            for (int s = word[state] == NO_WORD ? shorter[state] : state; s != ROOT; s = shorter[s]) {
                if (!found.at(i + 1 - depth[s], i + 1, word[s])) {
                    return;
                }
            }
        }
    }

    private int plant(int[] letters, int[] parent, int[] symbol) {
        int state = ROOT;
        for (int letter : letters) {
            int child = edges.target(state, letter);
            if (child == ROOT) {
                child = states++;
                edges.add(state, letter, child);
                parent[child] = state;
                symbol[child] = letter;
                depth[child] = depth[state] + 1;
            }
            state = child;
        }
        return state;
    }

    private int[] byDepth() {
        int[] ends = new int[Arrays.stream(depth).max().orElse(0) + 2];
        for (int state = 1; state < states; state++) {
            ends[depth[state] + 1]++;
        }
        Arrays.parallelPrefix(ends, Integer::sum);
        int[] ordered = new int[states - 1];
        for (int state = 1; state < states; state++) {
            ordered[ends[depth[state]]++] = state;
        }
        return ordered;
    }

    /** Those of its parent, which is less deep, are known. */
    private void link(int state, int parent, int symbol) {
        fallback[state] = parent == ROOT ? ROOT : next(fallback[parent], symbol);
        shorter[state] = word[fallback[state]] == NO_WORD ? shorter[fallback[state]] : fallback[state];
    }

    private int next(int from, int letter) {
        int state = from;
        int target = edges.target(state, letter);
        while (target == ROOT && state != ROOT) {
            state = fallback[state];
            target = edges.target(state, letter);
        }
        return target;
    }

    /** A map from a state and a letter to the next state, with open addressing; no edge leads to the root. */
    private static final class Edges {
        private static final int LETTER_BITS = 21;

        private final long[] keys;
        private final int[] targets;
        private final int mask;

        Edges(int most) {
            int size = Integer.highestOneBit(most) * 4;
            this.keys = new long[size];
            this.targets = new int[size];
            this.mask = size - 1;
        }

        int target(int state, int letter) {
            return targets[slot(key(state, letter))];
        }

        void add(int state, int letter, int target) {
            int slot = slot(key(state, letter));
            keys[slot] = key(state, letter);
            targets[slot] = target;
        }

        private static long key(int state, int letter) {
            return ((long) state << LETTER_BITS | letter) + 1;
        }

        private int slot(long key) {
            int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
            while (keys[slot] != 0 && keys[slot] != key) {
                slot = slot + 1 & mask;
            }
            return slot;
        }
    }
}
