package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Fingerprint;
import dev.chorale.worker.engine.OwnVoices;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Wav;
import java.util.Optional;

/**
 * A voice as the server is told of it; what its mode does not need is empty.
 *
 * @param card what callers see
 * @param speaker the name of a trained speaker
 * @param promptText what is said in the recording, with what the model wants before it
 * @param instructText how to speak, with what the model wants behind it
 * @param textPrefix what the model wants before each text
 * @param recording what the voice sounds like
 */
record Voice(
        EngineVoice card,
        Mode mode,
        String speaker,
        String promptText,
        String instructText,
        String textPrefix,
        Optional<Recording> recording)
        implements OwnVoices.Own {

    /** At the rate that the server wants; sent with each text. */
    record Recording(Pcm pcm) {}

    @Override
    public String fingerprint() {
        return String.join(
                "\n",
                card.nativeName(),
                card.language(),
                mode.word,
                speaker,
                promptText,
                instructText,
                textPrefix,
                recording.map(given -> Fingerprint.of(Wav.file(given.pcm()))).orElse(""));
    }
}
