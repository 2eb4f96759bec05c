package dev.chorale.worker.engine.emotivoice;

import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.OwnVoices;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A voice as the server is told of it.
 *
 * @param card what callers see
 * @param speaker the number of a speaker, as a text
 * @param prompt how it speaks, in Chinese or English: an emotion, instructions; empty for plainly
 */
record Voice(EngineVoice card, String speaker, String prompt) implements OwnVoices.Own {
    /** The one with which the server speaks if none is named. */
    static final Voice DEFAULT = new Voice(new EngineVoice("8051", "zh", "8051"), "8051", "");

    /** The same speaker in another style: what is asked for takes the place of the voice's own emotion. */
    Voice in(Style style) {
        String feeling = style.emotion() == Emotion.NONE ? prompt : label(style);
        String asked = Stream.of(feeling, style.instructions())
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("，"));
        return new Voice(card, speaker, asked);
    }

    /** The same speaker without any style. */
    Voice plain() {
        return new Voice(card, speaker, "");
    }

    /** The words that the model was trained with. */
    private static String label(Style style) {
        return switch (style.emotion()) {
            case NONE -> "";
            case NEUTRAL -> "普通";
            case HAPPY -> degree(style) + "开心";
            case SAD -> degree(style) + "悲伤";
            case ANGRY -> degree(style) + "生气";
            case SURPRISED -> degree(style) + "惊讶";
            case AFRAID -> degree(style) + "恐惧";
            case DISGUSTED -> degree(style) + "厌恶";
        };
    }

    private static String degree(Style style) {
        return style.inWords("有点", "", "非常");
    }

    @Override
    public String fingerprint() {
        return String.join("\n", card.nativeName(), card.language(), speaker, prompt);
    }
}
