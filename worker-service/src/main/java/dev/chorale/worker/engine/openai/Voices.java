package dev.chorale.worker.engine.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's voices: those that the operator lists, or those that it tells itself in one of the forms that are about. */
final class Voices {
    /** The voice of a server that tells of none: most speak with their only one whatever is asked. */
    private static final String ONLY = "default";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern NAME = Pattern.compile("[\\p{Graph}&&[^/]]{1,128}");
    private static final Pattern LISTED = Pattern.compile("(.+?)(?::([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*))?");

    private final Optional<String> listed;
    private final String language;
    private final Optional<String> model;

    Voices(Optional<String> model, Options options) {
        this.listed = options.text("voices");
        this.language = options.text("language").orElse("und");
        this.model = model;
        if (!isTag(language)) {
            throw options.refusal("language", "a BCP 47 tag: en-US");
        }
        if (listed.isPresent() && listed().isEmpty()) {
            throw options.refusal("voices", "names of voices with commas between: alloy:en,nova:en");
        }
    }

    /** Those that the operator lists; none if the server is to be asked. */
    List<EngineVoice> listed() {
        Map<String, EngineVoice> voices = new LinkedHashMap<>();
        for (String voice : listed.map(list -> list.split(",")).orElseGet(() -> new String[0])) {
            Matcher parts = LISTED.matcher(voice.strip());
            if (parts.matches()) {
                add(voices, parts.group(1), Optional.ofNullable(parts.group(2)), parts.group(1));
            }
        }
        return List.copyOf(voices.values());
    }

    /** The voices in an answer of {@code /v1/audio/voices} or {@code /v1/models}; none if it has none. */
    List<EngineVoice> told(byte[] body) {
        Map<String, EngineVoice> voices = new LinkedHashMap<>();
        try {
            JsonNode json = JSON.readTree(body);
            for (JsonNode voice : json == null ? List.<JsonNode>of() : voices(json)) {
                String name = voice.isTextual() ? voice.asText() : first(voice, "id", "voice_id", "name");
                Optional<String> tag =
                        Optional.of(first(voice, "language", "lang")).filter(Voices::isTag);
                add(voices, name, tag, voice.path("name").asText(name));
            }
        } catch (IOException e) {
            // No JSON tells no voices.
        }
        return List.copyOf(voices.values());
    }

    /** What to do with a server that tells of none. */
    List<EngineVoice> only() {
        return List.of(new EngineVoice(ONLY, language, ONLY));
    }

    /** A list, {@code {"voices": […]}}, or models of which each has {@code "voices": […]}. */
    private List<JsonNode> voices(JsonNode json) {
        List<JsonNode> found = new ArrayList<>();
        (json.isArray() ? json : json.path("voices")).forEach(found::add);
        for (JsonNode entry : json.path("data")) {
            if (entry.has("voices")
                    && model.map(m -> m.equals(entry.path("id").asText())).orElse(true)) {
                entry.path("voices").forEach(found::add);
            } else if (!entry.path("object").asText().equals("model")) {
                found.add(entry);
            }
        }
        return found;
    }

    private static String first(JsonNode voice, String... fields) {
        return Arrays.stream(fields)
                .map(field -> voice.path(field).asText(""))
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
    }

    private void add(Map<String, EngineVoice> voices, String name, Optional<String> tag, String display) {
        if (NAME.matcher(name).matches()) {
            voices.putIfAbsent(name, new EngineVoice(name, tag.orElse(language), display));
        }
    }

    private static boolean isTag(String tag) {
        try {
            return !new Locale.Builder()
                            .setLanguageTag(tag)
                            .build()
                            .toLanguageTag()
                            .isEmpty()
                    && !tag.isEmpty();
        } catch (IllformedLocaleException e) {
            return false;
        }
    }
}
