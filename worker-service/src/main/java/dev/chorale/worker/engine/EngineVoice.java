package dev.chorale.worker.engine;

import dev.chorale.common.speech.Skill;
import java.util.Set;

/**
 * A voice that an engine brings along.
 *
 * @param nativeName the engine's own name of it
 * @param language a BCP 47 tag, as near as the engine's own code comes to one: {@code en-US}, {@code cmn}
 * @param displayName for people
 * @param skills what it can do beyond reading plain text
 */
public record EngineVoice(String nativeName, String language, String displayName, Set<Skill> skills) {
    public EngineVoice {
        skills = Set.copyOf(skills);
    }

    /** The same voice with these skills. */
    public EngineVoice with(Set<Skill> others) {
        return new EngineVoice(nativeName, language, displayName, others);
    }

    /** A voice that reads plain text and no more. */
    public EngineVoice(String nativeName, String language, String displayName) {
        this(nativeName, language, displayName, Set.of());
    }
}
