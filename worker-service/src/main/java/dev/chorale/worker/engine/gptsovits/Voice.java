package dev.chorale.worker.engine.gptsovits;

import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.OwnVoices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A voice as a server process is told of it.
 *
 * @param card what callers see
 * @param textLang how its texts are read: one of the server's codes, lower case
 * @param weights what must be loaded
 * @param reference the recording that it sounds like, by the server's path
 * @param promptText what is said there; empty for none
 * @param promptLang the recording's language, one of the server's codes, lower case
 * @param copies weights and recording as this worker sees them
 */
record Voice(
        EngineVoice card,
        String textLang,
        Weights weights,
        String reference,
        String promptText,
        String promptLang,
        List<Path> copies)
        implements OwnVoices.Own {

    /** Whether all of its files are there, so that a server which misses one need only look again. */
    @Override
    public boolean isInPlace() {
        return copies.stream().allMatch(Files::exists);
    }

    /** Not with the folder that the files are in. */
    @Override
    public String fingerprint() {
        return String.join(
                "\n",
                card.nativeName(),
                textLang,
                nameOf(weights.gpt),
                nameOf(weights.sovits),
                nameOf(reference),
                promptText,
                promptLang);
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** A pair of weights, by the server's paths; the same paths are always the same content. */
    record Weights(String gpt, String sovits) {}
}
