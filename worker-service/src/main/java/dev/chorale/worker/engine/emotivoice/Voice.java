package dev.chorale.worker.engine.emotivoice;

import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.OwnVoices;

/**
 * A voice as the server is told of it.
 *
 * @param card what callers see
 * @param speaker the number of a speaker, as a text
 * @param emotion how it speaks, in Chinese or English; empty for plainly
 */
record Voice(EngineVoice card, String speaker, String emotion) implements OwnVoices.Own {
    @Override
    public String fingerprint() {
        return String.join("\n", card.nativeName(), speaker, emotion);
    }
}
