package dev.chorale.worker.engine;

import dev.chorale.common.speech.SpokenText;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The voices that an operator names for an engine that tells of none itself.
 *
 * @param <V> what its adapter must know of one
 */
public final class OwnVoices<V extends OwnVoices.Own> {
    /** As long as engines' own pause between two sentences. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final SequencedMap<String, V> voices = new LinkedHashMap<>();

    /** One of them. */
    public interface Own {
        /** What callers see. */
        EngineVoice card();

        /** Changes with everything that changes how it sounds. */
        String fingerprint();
    }

    /** What an adapter does with a voice. */
    @FunctionalInterface
    public interface Speaking<V> {
        Spoken with(V voice) throws InterruptedException;
    }

    /**
     * @param read in the order of their names
     * @param options that they were read from
     * @param expected an option that one of them needs, for the operator
     * @throws IllegalArgumentException if there is none
     */
    public OwnVoices(Collection<V> read, Options options, String expected) {
        if (read.isEmpty()) {
            throw options.missing("voices", expected);
        }
        read.forEach(voice -> voices.put(voice.card().nativeName(), voice));
    }

    /** By which the engine is tried. */
    public V first() {
        return voices.firstEntry().getValue();
    }

    /** In the order of their names. */
    public List<V> all() {
        return List.copyOf(voices.values());
    }

    /** What callers see. */
    public List<EngineVoice> cards() {
        return voices.values().stream().map(Own::card).toList();
    }

    /**
     * A build that changes with every voice.
     *
     * @param engine its first part, unless the option {@code build} says otherwise
     */
    public String build(Options options, String engine) {
        return options.text("build").orElse(engine) + "/"
                + Fingerprint.of(voices.values().stream().map(Own::fingerprint).toList());
    }

    /** What needs no engine is answered here: a voice that there is not, and a text that is only a pause. */
    public Spoken speak(Segment segment, EngineCard card, Speaking<V> speaking) throws InterruptedException {
        @Nullable V voice = voices.get(segment.nativeVoice());
        if (voice == null) {
            return new Spoken.Refused(EngineFailure.unknownVoice(card.name()));
        }
        return SpokenText.isSpeakable(segment.words())
                ? speaking.with(voice)
                : new Spoken.Speech(Pcm.silence(PAUSE, card.sampleRateHz()));
    }
}
