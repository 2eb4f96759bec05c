package dev.chorale.deploy.admin;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A voice as it was found in the folder to be imported, or why it cannot be one. */
sealed interface Wish {
    /** The settings that name files. */
    Set<String> FILES = Set.of("gpt_weights", "sovits_weights", "ref_audio", "prompt_audio");

    String name();

    /**
     * A voice.
     *
     * @param engine where its place says which; empty: that of the command line
     * @param language a BCP 47 tag, in the same way
     * @param texts the settings that are texts, none of them blank, their ends trimmed
     * @param files the settings that are files
     */
    record Voice(
            String name,
            Optional<String> engine,
            Optional<String> language,
            Map<String, String> texts,
            Map<String, Path> files)
            implements Wish {
        public Voice {
            texts = Map.copyOf(texts);
            files = Map.copyOf(files);
        }
    }

    /** @param why one sentence for the person at the terminal, without a point */
    record Unclear(String name, String why) implements Wish {}
}
