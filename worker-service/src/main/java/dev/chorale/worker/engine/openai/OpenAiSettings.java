package dev.chorale.worker.engine.openai;

import static java.util.Map.entry;

import dev.chorale.worker.engine.Fingerprint;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.http.ServerSettings;
import java.util.Map;
import java.util.stream.Stream;

/** What can be set for a server with OpenAI's speech API. */
final class OpenAiSettings {
    /** The options, and what they are if nothing is said. */
    static final Map<String, String> OPTIONS = Map.ofEntries(
            entry("voices", Options.NONE),
            entry("language", "und"),
            entry("format", "wav"),
            entry("sample-rate", "24000"),
            entry("stream", "audio"),
            entry("speed", "engine"),
            entry("seed", "false"),
            entry("instructions", "auto"),
            entry("api-key", Options.NONE),
            entry("max-input", "400"),
            entry("timeout", "PT2M"),
            entry("first-byte", "PT60S"),
            entry("stall", "PT20S"),
            entry("build", Options.NONE));

    private OpenAiSettings() {}

    /**
     * Another build may sound different, another address does not.
     *
     * @param asksForSpeed whether the server changes the speed
     */
    static String build(ServerSettings settings, Options read, boolean asksForSpeed) {
        String engine = settings.model().map(m -> "openai/" + m).orElse("openai");
        Stream<String> heard = Stream.of(
                        "voices", "language", "format", "sample-rate", "seed", "instructions", "max-input")
                .map(option -> read.text(option).orElse(Options.NONE));
        return read.text("build").orElse(engine) + "/"
                + Fingerprint.of(Stream.concat(heard, Stream.of(String.valueOf(asksForSpeed)))
                        .toList());
    }
}
