package dev.chorale.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.common.db.TestRows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class LimitsResourceTest {
    private final String engine = "limited-" + UUID.randomUUID();

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
    }

    @Test
    void what_an_engine_died_of_is_forgotten_and_of_no_other() {
        died(engine);
        died(engine + "-other");

        assertThat(admin.delete("/v1/admin/engines/" + engine + "/limits").status())
                .isEqualTo(204);

        assertThat(kept(engine)).isEqualTo("64/0");
        assertThat(kept(engine + "-other")).isEqualTo("6/10");
        assertThat(new TestRows(db)
                        .count(
                                "SELECT count(*) FROM engine_limit WHERE engine = ? AND since > now() - interval '1 minute'",
                                engine))
                .as("younger than what workers know")
                .isEqualTo(1);
    }

    @Test
    void an_engine_that_nobody_knows_is_not_found_and_only_admins_may() {
        Http user = new JobRows(db).callerOf(root, new TestRows(db).tenant());

        assertThat(admin.delete("/v1/admin/engines/nobody/limits").status()).isEqualTo(404);
        assertThat(user.delete("/v1/admin/engines/nobody/limits").status()).isEqualTo(403);
    }

    private void died(String name) {
        db.useHandle(h -> h.execute("""
                INSERT INTO engine_limit (process, engine, start_calls, ceiling, died_at_calls, since, updated_at)
                VALUES (?, ?, 5, 6, 10, now() - interval '1 day', now())
                """, "openai@" + name, name));
    }

    private String kept(String name) {
        return new TestRows(db).text("SELECT ceiling || '/' || died_at_calls FROM engine_limit WHERE engine = ?", name);
    }
}
