package dev.chorale.worker.engine;

/**
 * A voice that an engine brings along.
 *
 * @param nativeName the engine's own name of it
 * @param language a BCP 47 tag, as near as the engine's own code comes to one: {@code en-US}, {@code cmn}
 * @param displayName for people
 */
public record EngineVoice(String nativeName, String language, String displayName) {}
