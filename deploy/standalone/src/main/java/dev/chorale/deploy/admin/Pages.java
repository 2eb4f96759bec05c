package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.deploy.client.ApiClient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rows of a list, page after page. */
final class Pages {
    private static final int MOST_A_PAGE = 200;

    private Pages() {}

    /** @param path of the list: {@code /v1/voices} */
    static List<JsonNode> all(ApiClient api, String path) throws InterruptedException {
        List<JsonNode> rows = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            JsonNode page = ApiClient.json(api.send(
                    api.request(path + new Query().page(MOST_A_PAGE, cursor)).GET()));
            page.path("data").forEach(rows::add);
            cursor = page.hasNonNull("next_cursor") ? page.path("next_cursor").asText() : null;
        } while (cursor != null);
        return rows;
    }
}
