package dev.chorale.worker.engine.gptsovits;

import static java.util.Map.entry;

import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.ServerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What can be set for GPT-SoVITS.
 *
 * @param speaking the limits of a call for speech
 * @param loading the limits of a call that loads weights or a recording
 * @param remembered how long after its last answer a process is believed to hold the weights that it held
 * @param streamingMode the server's 0..3
 * @param sampleRateHz of the audio of all voices, where the operator tells it
 * @param maxInput the longest text of one call, in code points
 */
record GptSovitsSettings(
        CallLimits speaking,
        CallLimits loading,
        Duration remembered,
        int streamingMode,
        Optional<Integer> sampleRateHz,
        int maxInput) {
    /** That of v1, v2 and v2Pro. */
    static final int USUAL_RATE_HZ = 32_000;

    /** The options, and what they are if nothing is said. */
    static final Map<String, String> OPTIONS = Map.ofEntries(
            entry("shared-dir", Options.NONE),
            entry("server-dir", Options.NONE),
            entry("streaming-mode", "0"),
            entry("sample-rate", Options.NONE),
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
                read.text("sample-rate").map(_ -> read.count("sample-rate", 8000, 192_000)),
                read.count("max-input", 20, 2000));
    }

    boolean streams() {
        return streamingMode > 0;
    }

    /** The limits of a call for a stream: one that fails is cut only when both models were loaded again. */
    CallLimits streaming() {
        Duration stall = speaking.stall().compareTo(reloading()) > 0 ? speaking.stall() : reloading();
        return new CallLimits(speaking.whole().plus(reloading()), speaking.firstByte(), stall, speaking.maxBytes());
    }

    /** How long the server may load both of its models. */
    Duration reloading() {
        return loading.whole().multipliedBy(2);
    }
}
