package dev.chorale.worker.engine.gptsovits;

import static java.util.Map.entry;

import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.ServerSettings;
import java.time.Duration;
import java.util.Map;

/**
 * What can be set for GPT-SoVITS.
 *
 * @param speaking the limits of a call for speech
 * @param loading the limits of a call that loads weights or a recording
 * @param remembered how long after its last answer a process is believed to hold the weights that it held
 * @param streamingMode the server's 0..3
 * @param maxInput the longest text of one call, in code points
 */
record GptSovitsSettings(
        CallLimits speaking, CallLimits loading, Duration remembered, int streamingMode, int maxInput) {
    /** The options, and what they are if nothing is said. */
    static final Map<String, String> OPTIONS = Map.ofEntries(
            entry("shared-dir", Options.NONE),
            entry("server-dir", Options.NONE),
            entry("streaming-mode", "0"),
            entry("max-input", "200"),
            entry("timeout", "PT2M"),
            entry("first-byte", "PT2M"),
            entry("stall", "PT20S"),
            entry("load-timeout", "PT2M"),
            entry("remember", "PT30S"),
            entry("build", Options.NONE));

    /** The same of each voice. */
    static final Map<String, String> OF_VOICE = Map.of(
            "gpt-weights", Options.NONE,
            "sovits-weights", Options.NONE,
            "ref-audio", Options.NONE,
            "prompt-text", Options.NONE,
            "prompt-lang", Options.NONE,
            "language", Options.NONE);

    static Options options(ServerSettings settings) {
        return new Options(settings.optionsKey(), settings.options(), OPTIONS, OF_VOICE);
    }

    static GptSovitsSettings of(Options read) {
        CallLimits speaking = ServerSettings.limits(read);
        Duration load = ServerSettings.limit(read, "load-timeout");
        return new GptSovitsSettings(
                speaking,
                new CallLimits(load, load, load, speaking.maxBytes()),
                ServerSettings.limit(read, "remember"),
                read.count("streaming-mode", 0, 3),
                read.count("max-input", 20, 2000));
    }

    boolean streams() {
        return streamingMode > 0;
    }
}
