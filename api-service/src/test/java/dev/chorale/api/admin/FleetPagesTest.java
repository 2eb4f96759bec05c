package dev.chorale.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.common.db.TestRows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class FleetPagesTest {
    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    AdminKey adminKey;

    private Http admin;

    @BeforeEach
    void start() {
        adminKey.make(ApiUnderTest.ADMIN_KEY);
        admin = new Http(root, ApiUnderTest.ADMIN_KEY);
        new TestRows(db).tenant();
        new TestRows(db).tenant();
    }

    @Test
    void lists_of_workers_and_engines_go_on_behind_their_cursor() {
        for (String name : List.of("paged-a", "paged-b", "paged-c")) {
            new TestRows(db).worker(60);
            db.useHandle(h -> h.execute("""
                    INSERT INTO engine (name, kind, build, encoder_build, voices, registered_at)
                    VALUES (?, 'test', 'b', 'e', '[]', now())
                    ON CONFLICT DO NOTHING
                    """, name));
        }
        long workers = new TestRows(db).count("SELECT count(*) FROM worker");
        long engines = new TestRows(db).count("SELECT count(*) FROM engine");

        assertThat(paged("/v1/admin/workers", "id")).doesNotHaveDuplicates().hasSize((int) workers);
        assertThat(paged("/v1/admin/engines", "name"))
                .doesNotHaveDuplicates()
                .hasSize((int) engines)
                .containsSubsequence("paged-a", "paged-b", "paged-c");
        for (String path : List.of("/v1/admin/workers", "/v1/admin/engines")) {
            assertThat(admin.get(path + "?cursor=forged").status()).isEqualTo(400);
            assertThat(admin.get(path + "?cursor=" + cursorOf("/v1/admin/tenants"))
                            .status())
                    .isEqualTo(400);
        }
    }

    private List<String> paged(String path, String field) {
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = admin.get(path + "?limit=2" + next).json();
            page.path("data").forEach(row -> seen.add(row.path(field).asText()));
            next = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
        } while (!next.isEmpty());
        return seen;
    }

    private String cursorOf(String path) {
        return admin.get(path + "?limit=1").json().path("next_cursor").asText();
    }
}
