package dev.chorale.worker.engine;

import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Part;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.common.speech.Utterance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an engine speaks in one call.
 *
 * @param text normalised, with markup as {@link Markup#write} spells it, no longer than
 *     {@link EngineCard#maxSegmentCodePoints()} as its markup counts there; only markup that the voice's skills cover, and no pause
 * @param nativeVoice one of the card's voices; of a made voice its id
 * @param prosody speed, pitch and volume, all applied by the engine's adapter
 * @param style emotion and instructions, only what the voice's skills cover
 * @param seed 1..100,000,000, for engines that draw; the same seed gives the same audio
 * @param made what a made voice consists of; null for one of the card's
 */
public record Segment(
        String text,
        String nativeVoice,
        Prosody prosody,
        Style style,
        int seed,
        @Nullable MadeVoice made) {
    /** In one of the card's voices, in its own style. */
    public Segment(String text, String nativeVoice, Prosody prosody, int seed) {
        this(text, nativeVoice, prosody, Style.NONE, seed, null);
    }

    /** The same with these words, and no markup, in place of its text. */
    public Segment saying(String words) {
        return new Segment(new Part.Plain(words).spelling(), nativeVoice, prosody, style, seed, made);
    }

    /** What an engine must have loaded to speak it, as {@link Utterance#voiceKey()}. */
    public String voiceKey() {
        return made == null ? nativeVoice : made.version();
    }

    /** The text's parts, for an adapter that writes markup in its engine's form. */
    public List<Part> parts() {
        return Markup.read(text);
    }

    /** The words alone: all that there is to say for a voice without skills in markup. */
    public String words() {
        return Markup.letters(parts());
    }
}
