package dev.chorale.worker.engine.cosyvoice;

import static java.util.Map.entry;

import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.ServerSettings;
import java.util.List;
import java.util.Map;

/**
 * What can be set for CosyVoice.
 *
 * @param limits of a call
 * @param generation of the model: 1 is CosyVoice-300M, 2 CosyVoice2, 3 CosyVoice3
 * @param sampleRateHz of its audio, which the server does not tell
 * @param maxInput the longest text of one call, in code points
 * @param endsPrompts whether the server puts the end of the prompt behind an instruction itself
 */
record CosyVoiceSettings(CallLimits limits, int generation, int sampleRateHz, int maxInput, boolean endsPrompts) {
    /** The options, and what they are if nothing is said. */
    static final Map<String, String> OPTIONS = Map.ofEntries(
            entry("generation", "2"),
            entry("shared-dir", Options.NONE),
            entry("sample-rate", Options.NONE),
            entry("max-input", "120"),
            entry("end-of-prompt", "adapter"),
            entry("timeout", "PT2M"),
            entry("first-byte", "PT60S"),
            entry("stall", "PT60S"),
            entry("build", Options.NONE));

    /** Of a voice: how it is spoken with, see {@link Mode}. */
    static final String MODE = "mode";

    /** The same of each voice. */
    static final Map<String, String> OF_VOICE = Map.of(
            MODE,
            Options.NONE,
            "speaker",
            Options.NONE,
            "prompt-audio",
            Options.NONE,
            "prompt-text",
            Options.NONE,
            "instruct-text",
            Options.NONE,
            "language",
            "und");

    private static final int RATE_OF_FIRST_HZ = 22_050;
    private static final int RATE_HZ = 24_000;

    static Options options(ServerSettings settings) {
        return new Options(settings.optionsKey(), settings.options(), OPTIONS, OF_VOICE);
    }

    static CosyVoiceSettings of(Options read) {
        int generation = read.count("generation", 1, 3);
        int rateHz = read.text("sample-rate").isPresent()
                ? read.count("sample-rate", 8000, 192_000)
                : generation == 1 ? RATE_OF_FIRST_HZ : RATE_HZ;
        return new CosyVoiceSettings(
                ServerSettings.limits(read),
                generation,
                rateHz,
                read.count("max-input", 20, 1000),
                read.choice("end-of-prompt", List.of("adapter", "server")).equals("server"));
    }
}
