package dev.chorale.api.audio;

import dev.chorale.common.speech.Cue;
import java.time.Duration;
import java.util.List;

/** When each segment of a job's text is heard, in the order of time. */
public record Timings(List<Cue> segments) {
    public Timings {
        segments = List.copyOf(segments);
    }

    /** As WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format"): a cue a segment; one without length is left out. */
    String webVtt() {
        StringBuilder out = new StringBuilder("WEBVTT\n");
        segments.stream()
                .filter(cue -> cue.endMs() > cue.startMs())
                .forEach(cue -> out.append('\n')
                        .append(time(cue.startMs()))
                        .append(" --> ")
                        .append(time(cue.endMs()))
                        .append('\n')
                        .append(escaped(cue.text()))
                        .append('\n'));
        return out.toString();
    }

    private static String time(long ms) {
        Duration at = Duration.ofMillis(ms);
        return "%02d:%02d:%02d.%03d".formatted(at.toHours(), at.toMinutesPart(), at.toSecondsPart(), at.toMillisPart());
    }

    /** A blank line would end the cue. */
    private static String escaped(String text) {
        return text.strip()
                .replaceAll("\n+", "\n")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
