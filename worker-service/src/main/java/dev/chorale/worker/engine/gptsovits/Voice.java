package dev.chorale.worker.engine.gptsovits;

import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.OwnVoices;

/**
 * A voice as a server process is told of it.
 *
 * @param card what callers see
 * @param textLang how its texts are read: one of the server's codes, lower case
 * @param weights what must be loaded
 * @param reference the recording that it sounds like, by the server's path
 * @param promptText what is said there; empty for none
 * @param promptLang the recording's language, one of the server's codes, lower case
 */
record Voice(EngineVoice card, String textLang, Weights weights, String reference, String promptText, String promptLang)
        implements OwnVoices.Own {

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
