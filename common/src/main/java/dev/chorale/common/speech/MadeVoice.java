package dev.chorale.common.speech;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.common.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of a voice that a tenant made, as an engine's adapter needs it. A run carries it, so that what becomes of
 * the voice later changes no run.
 *
 * @param engine the name of the engine that it is for
 * @param language a BCP 47 tag: that of the texts
 * @param settings by the names that the API has for the engine's kind: {@code ref_audio}; no secrets
 * @param tenant whose files the settings may name, see {@link VoiceFileId}: told by who holds the run, from the run's own
 *     row. It is no part of the JSON, so nothing that was written there can name another's; null where nobody told it
 */
public record MadeVoice(
        String engine,
        String language,
        Map<String, String> settings,
        @JsonIgnore @Nullable UUID tenant) {
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    public MadeVoice {
        settings = Map.copyOf(settings);
        if (engine.isEmpty() || language.isEmpty()) {
            throw new IllegalArgumentException("engine, language: empty (expected both)");
        }
    }

    /** Of nobody yet: it may be compared and written, and spoken with if it names no file of a tenant. */
    public MadeVoice(String engine, String language, Map<String, String> settings) {
        this(engine, language, settings, null);
    }

    /** The same as that tenant's. */
    public MadeVoice of(UUID owner) {
        return new MadeVoice(engine, language, settings, owner);
    }

    /** 64 hexadecimal digits: SHA-256 of language and settings, as JSON with its keys in order. */
    public String version() {
        try {
            Map<String, Object> sounding = new TreeMap<>(Map.of("language", language, "settings", settings));
            return Sha256.hex(SORTED.writeValueAsString(sounding).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What makes its audio: the version, and the engine's build, which may sound different too. */
    public String versionOn(String engineBuild) {
        return version() + "@" + engineBuild;
    }
}
