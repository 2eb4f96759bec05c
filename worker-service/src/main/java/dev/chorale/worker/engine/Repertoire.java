package dev.chorale.worker.engine;

import dev.chorale.common.speech.Utterance;
import java.util.Set;

/** What an engine has loaded that must load a voice before it speaks with it. Thread-safe. */
public interface Repertoire {
    /** How many voices it can have loaded at once; 1 or more. */
    int places();

    /** Those that it speaks with at once, by {@link Utterance#voiceKey()}, as far as is known: a process may lose them unseen. */
    Set<String> loaded();
}
