package dev.chorale.worker.speak;

import dev.chorale.common.speech.AudioFormat;
import java.util.List;

/**
 * The mark that speech is synthetic: the metadata field {@code AIGC} of GB 45438-2025, a JSON object as its value. It is
 * a function of the content, so equal requests keep equal bytes.
 *
 * @param producer who had the speech made; empty: no mark
 * @param produceId names the content
 */
public record SyntheticMark(String producer, String produceId) {
    /** No mark. */
    public static final SyntheticMark NONE = new SyntheticMark("", "");

    /** The field's value, empty where there is no producer. */
    public String json() {
        return producer.isEmpty()
                ? ""
                : "{\"Label\":\"1\",\"ContentProducer\":\"" + escaped(producer) + "\",\"ProduceID\":\""
                        + escaped(produceId)
                        + "\",\"ReservedCode1\":\"\",\"ContentPropagator\":\"\",\"PropagateID\":\"\",\"ReservedCode2\":\"\"}";
    }

    /** ffmpeg's options: RIFF has no free fields, so a WAV carries the mark as its comment; bare PCM carries none. */
    List<String> options(AudioFormat format) {
        if (producer.isEmpty()) {
            return List.of();
        }
        return switch (format) {
            case WAV -> List.of("-metadata", "comment=" + comment());
            case MP3, OPUS, AAC, FLAC -> List.of("-metadata", "AIGC=" + json());
            case PCM -> List.of();
        };
    }

    /** As a WAV carries it; empty where there is no producer. */
    String comment() {
        return producer.isEmpty() ? "" : "AIGC=" + json();
    }

    private static String escaped(String value) {
        var out = new StringBuilder();
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
