package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.launch.Failure;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes voices as they are wished for: new ones, new versions of those whose settings are others, nothing where all is as
 * it should be. So it may be done again at any time.
 */
final class VoiceImport {
    static final String FAILED = "failed";

    private static final JsonMapper JSON = new JsonMapper();
    private static final int CREATED = 201;
    private static final String ANY_LANGUAGE = "und";

    private final ApiClient api;
    private final Shipping shipping;
    private final Defaults defaults;
    private final Map<String, JsonNode> voices = new HashMap<>();

    /**
     * What the command line says of all voices.
     *
     * @param engine of those whose place says none
     * @param language in the same way; empty: that of a voice that there is, else any
     * @param dry whether nothing is to be changed
     */
    record Defaults(Optional<String> engine, Optional<String> language, boolean dry) {}

    VoiceImport(ApiClient api, Shipping shipping, Defaults defaults) throws InterruptedException {
        this.api = api;
        this.shipping = shipping;
        this.defaults = defaults;
        for (JsonNode voice : Pages.all(api, "/v1/voices")) {
            voices.put(voice.path("name").asText(), voice);
        }
    }

    /** @return {@code name, id, version, done}, and {@code error} where it failed */
    ObjectNode done(Wish wish) throws InterruptedException {
        try {
            return switch (wish) {
                case Wish.Unclear(String _, String why) -> throw new Failure(why);
                case Wish.Voice voice -> made(voice, voices.get(voice.name()));
            };
        } catch (Failure e) {
            return JSON.createObjectNode()
                    .put("name", wish.name())
                    .put("done", FAILED)
                    .put("error", e.getMessage());
        }
    }

    private ObjectNode made(Wish.Voice wish, @Nullable JsonNode before) throws InterruptedException {
        String engine = wish.engine()
                .or(defaults::engine)
                .orElseThrow(() -> new Failure("for which engine? Name one with --engine"));
        Optional<String> language = wish.language().or(defaults::language);
        Map<String, String> settings = settings(wish);
        if (before == null) {
            Map<String, ?> body = Map.of(
                    "name",
                    wish.name(),
                    "engine",
                    engine,
                    "language",
                    language.orElse(ANY_LANGUAGE),
                    "settings",
                    settings);
            return sent(wish, "/v1/voices", body, "created", null);
        }
        refuseOther(before, "engine", engine);
        language.ifPresent(tag -> refuseOther(before, "language", tag));
        return settings.equals(settingsOf(before))
                ? row(before, "unchanged")
                : sent(
                        wish,
                        "/v1/voices/" + before.path("id").asText() + "/versions",
                        Map.of("settings", settings),
                        "new version",
                        before);
    }

    private ObjectNode sent(Wish.Voice wish, String path, Map<String, ?> body, String what, @Nullable JsonNode before)
            throws InterruptedException {
        if (defaults.dry()) {
            long uploads = wish.files().values().stream()
                    .filter(file -> !shipping.isThere(file))
                    .distinct()
                    .count();
            String would = "would be: " + what + (uploads == 0 ? "" : ", " + uploads + " files to upload");
            return before == null
                    ? JSON.createObjectNode().put("name", wish.name()).put("done", would)
                    : row(before, would);
        }
        for (Path file : wish.files().values()) {
            shipping.send(file);
        }
        HttpResponse<byte[]> answer = api.post(path, JSON.valueToTree(body));
        return row(ApiClient.json(answer), answer.statusCode() == CREATED ? what : "unchanged");
    }

    private Map<String, String> settings(Wish.Voice wish) {
        Map<String, String> settings = new TreeMap<>(wish.texts());
        // The API spells modes with a dash.
        settings.computeIfPresent("mode", (_, mode) -> mode.replace('_', '-'));
        wish.files().forEach((setting, file) -> settings.put(setting, shipping.idOf(file)));
        return settings;
    }

    private static Map<String, String> settingsOf(JsonNode voice) {
        Map<String, String> settings = new TreeMap<>();
        voice.path("settings")
                .properties()
                .forEach(each -> settings.put(each.getKey(), each.getValue().asText()));
        return settings;
    }

    private static void refuseOther(JsonNode before, String field, String wanted) {
        String is = before.path(field).asText();
        if (!is.equals(wanted)) {
            throw new Failure("there is a voice of this name with the " + field + " " + is + ", not " + wanted
                    + ": delete it first, or take another name");
        }
    }

    private static ObjectNode row(JsonNode voice, String what) {
        return JSON.createObjectNode()
                .put("name", voice.path("name").asText())
                .put("id", voice.path("id").asText())
                .put("version", voice.path("version").asText())
                .put("done", what);
    }
}
