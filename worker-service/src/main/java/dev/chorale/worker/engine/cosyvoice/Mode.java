package dev.chorale.worker.engine.cosyvoice;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A way of speaking, and what a voice needs for it. */
enum Mode {
    /** A speaker that was trained into the model. */
    SFT("sft", "speaker", 1, 3),
    /** The voice of a recording, whose text is known. */
    ZERO_SHOT("zero-shot", "prompt-audio,prompt-text", 1, 3),
    /** The voice of a recording, in another language. */
    CROSS_LINGUAL("cross-lingual", "prompt-audio", 1, 3),
    /** A trained speaker, told how to speak: only models of generation 1. */
    INSTRUCT("instruct", "speaker,instruct-text", 1, 1),
    /** The voice of a recording, told how to speak: not models of generation 1. */
    INSTRUCT2("instruct2", "prompt-audio,instruct-text", 2, 3);

    final String word;
    final Set<String> needs;
    private final int firstGeneration;
    private final int lastGeneration;

    Mode(String word, String needs, int firstGeneration, int lastGeneration) {
        this.word = word;
        this.needs = Set.of(needs.split(",", -1));
        this.firstGeneration = firstGeneration;
        this.lastGeneration = lastGeneration;
    }

    /** Of the server that speaks HTTP. */
    String route() {
        return "/inference_" + word.replace('-', '_');
    }

    boolean isOf(int generation) {
        return generation >= firstGeneration && generation <= lastGeneration;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(mode -> mode.word).toList();
    }

    static Mode of(String word) {
        return values()[words().indexOf(word)];
    }
}
