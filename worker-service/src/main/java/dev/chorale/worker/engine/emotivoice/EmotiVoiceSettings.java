package dev.chorale.worker.engine.emotivoice;

import static java.util.Map.entry;

import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.ServerSettings;
import java.util.Map;

/**
 * What can be set for EmotiVoice.
 *
 * @param limits of a call
 * @param maxInput the longest text of one call, in code points
 */
record EmotiVoiceSettings(CallLimits limits, int maxInput) {
    /** The options, and what they are if nothing is said. */
    static final Map<String, String> OPTIONS = Map.ofEntries(
            entry("speakers-file", Options.NONE),
            entry("max-input", "200"),
            entry("timeout", "PT2M"),
            entry("first-byte", "PT2M"),
            entry("stall", "PT20S"),
            entry("build", Options.NONE));

    /** The same of each voice. */
    static final Map<String, String> OF_VOICE =
            Map.of("speaker", Options.NONE, "emotion", Options.NONE, "language", "und");

    static Options options(ServerSettings settings) {
        return new Options(settings.optionsKey(), settings.options(), OPTIONS, OF_VOICE);
    }

    /** The engine cuts no text itself: one pass, whose memory grows with it. */
    static EmotiVoiceSettings of(Options read) {
        return new EmotiVoiceSettings(ServerSettings.limits(read), read.count("max-input", 20, 200));
    }
}
