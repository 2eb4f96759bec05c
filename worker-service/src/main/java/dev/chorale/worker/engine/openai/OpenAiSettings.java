package dev.chorale.worker.engine.openai;

import static java.util.Map.entry;

import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Fingerprint;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.http.ServerSettings;
import java.util.List;
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
     * Another build may sound different, another address does not. It is made of what the settings mean: how they are
     * spelled, and a further voice of the usual language, change nothing.
     *
     * @param listed the voices that the operator names
     */
    static String build(ServerSettings settings, Options read, List<EngineVoice> listed, Requests requests) {
        String engine = settings.model().map(m -> "openai/" + m).orElse("openai");
        String language = read.text("language").orElse("und");
        Stream<String> ofVoices = listed.stream()
                .filter(voice -> !voice.language().equals(language))
                .map(voice -> voice.nativeName() + ":" + voice.language())
                .sorted();
        Stream<String> ofAll = Stream.of(
                language,
                read.text("format").orElse(Options.NONE),
                String.valueOf(read.count("sample-rate", 0, Integer.MAX_VALUE)),
                String.valueOf(read.flag("seed")),
                requests.madeSkills().json(),
                String.valueOf(read.count("max-input", 0, Integer.MAX_VALUE)),
                requests.askForSpeed() ? "speed/2" : Options.NONE);
        return read.text("build").orElse(engine) + "/"
                + Fingerprint.of(Stream.concat(ofVoices, ofAll).toList());
    }
}
