package dev.chorale.worker.claim;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;

/** What workers tell each other of loaded voices. Each method is one transaction and throws a {@link JdbiException}. */
interface VoiceRows {
    /** @param loaded as {@code <engine>/<key>} */
    void loaded(UUID worker, Set<String> loaded);

    /** So many runs of a voice. @param run the last of them */
    record Use(String engine, String voiceKey, int count, UUID run) {}

    void used(Collection<Use> uses);

    /** Something that was said in a voice. @param utterance in the stored form; never logged */
    record Said(UUID tenant, String utterance) {}

    /** The voices that were used most in the last days: first those that no other live worker has loaded. */
    List<Said> mostUsed(String engine, UUID worker, int limit);
}
