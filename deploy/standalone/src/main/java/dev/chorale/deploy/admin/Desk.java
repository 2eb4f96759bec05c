package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.client.ApiPlace;
import dev.chorale.deploy.launch.Console;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every admin command has: the API, and the choice between a table and the API's JSON. */
final class Desk {
    private static final String ROOT = "/v1/admin/";
    private static final int MOST_A_PAGE = 200;
    private static final JsonMapper JSON = new JsonMapper();

    @Mixin
    private final ApiPlace place;

    @Option(names = "--json", description = "Print the API's JSON as it came, one line an answer.")
    private boolean json;

    private final Console console;
    private @Nullable ApiClient api;

    Desk(Console console, Map<String, String> environment) {
        this.console = console;
        this.place = new ApiPlace(environment);
    }

    /**
     * Shows a list, page after page until there are {@code limit} rows.
     *
     * @param path below {@code /v1/admin/}; with a slash before it the whole path
     */
    void list(String path, Query query, int limit, Table table) throws InterruptedException {
        List<JsonNode> rows = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            JsonNode page = get(path + query.page(Math.min(MOST_A_PAGE, limit - rows.size()), cursor));
            page.path("data").forEach(rows::add);
            cursor = page.hasNonNull("next_cursor") ? page.path("next_cursor").asText() : null;
        } while (cursor != null && rows.size() < limit);
        show(() -> table.lines(rows));
        if (cursor != null) {
            console.say("there are more than " + rows.size() + ": ask for more with --limit, or narrow the list");
        }
    }

    /** Shows a list that the API gives in one piece. */
    void whole(String path, Table table) throws InterruptedException {
        List<JsonNode> rows = new ArrayList<>();
        get(path).path("data").forEach(rows::add);
        show(() -> table.lines(rows));
    }

    /** Shows one thing. */
    void one(String path, Consumer<JsonNode> card) throws InterruptedException {
        JsonNode found = get(path);
        if (!json) {
            card.accept(found);
        }
    }

    /** Has something done, and shows what came of it. */
    void post(String path, Map<String, ?> body, Consumer<JsonNode> card) throws InterruptedException {
        JsonNode made = answer(api().post(pathOf(path), JSON.valueToTree(body)));
        if (!json) {
            card.accept(made);
        }
    }

    /** Has something removed. */
    void delete(String path) throws InterruptedException {
        var unused = api().send(api().request(pathOf(path)).DELETE());
    }

    void lines(List<String> lines) {
        lines.forEach(console::result);
    }

    private void show(Supplier<List<String>> lines) {
        if (!json) {
            lines(lines.get());
        }
    }

    private JsonNode get(String path) throws InterruptedException {
        return answer(api().send(api().request(pathOf(path)).GET()));
    }

    private JsonNode answer(HttpResponse<byte[]> response) {
        if (json) {
            console.result(new String(response.body(), StandardCharsets.UTF_8).strip());
        }
        return ApiClient.json(response);
    }

    private static String pathOf(String path) {
        return path.startsWith("/") ? path : ROOT + path;
    }

    private ApiClient api() {
        if (api == null) {
            api = place.api();
        }
        return api;
    }
}
