package dev.chorale.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
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
class DeadLettersTest {
    private static final String PATH = "/v1/admin/dead-letters";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    AdminKey adminKey;

    private JobRows rows;
    private UUID tenant;
    private Http admin;

    @BeforeEach
    void start() {
        rows = new JobRows(db);
        tenant = new TestRows(db).tenant();
        adminKey.make(ApiUnderTest.ADMIN_KEY);
        admin = new Http(root, ApiUnderTest.ADMIN_KEY);
    }

    @Test
    void a_job_whose_tries_are_spent_is_a_dead_letter_with_its_tries_and_without_its_text() {
        UUID job = rows.failed(tenant);

        Http.Got got = admin.get(PATH + "/" + Ids.write("job", job));

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().path("error_code").asText()).isEqualTo("engine_failed");
        assertThat(got.json().path("tries").path(0).path("ending").asText()).isEqualTo("failed");
        assertThat(got.json().path("tries").path(0).path("engine").asText()).isEqualTo("espeak");
        assertThat(got.body()).doesNotContain("Hello.");
        assertThat(list("")).contains(Ids.write("job", job));
        assertThat(list("&error_code=poison")).doesNotContain(Ids.write("job", job));
    }

    @Test
    void what_failed_for_good_is_no_dead_letter() {
        UUID job = rows.failed(tenant);
        rows.update(job, "error_retryable = false");

        assertThat(admin.get(PATH + "/" + Ids.write("job", job)).status()).isEqualTo(404);
    }

    @Test
    void redriving_makes_a_new_job_once_and_leaves_the_old_one_as_it_ended() {
        UUID old = rows.failed(tenant);

        JsonNode redriven =
                admin.post(PATH + "/" + Ids.write("job", old) + "/redrive", "").json();

        assertThat(redriven.path("count").asInt()).isEqualTo(1);
        UUID fresh = Ids.read("job", redriven.path("jobs").path(0).asText()).orElseThrow();
        assertThat(text("SELECT redrive_of::text FROM job WHERE id = ?", fresh)).isEqualTo(old.toString());
        assertThat(text("SELECT state FROM job_view WHERE id = ?", fresh)).isEqualTo("queued");
        assertThat(text("SELECT state FROM job_view WHERE id = ?", old)).isEqualTo("failed");
        assertThat(text("SELECT utterance ->> 'text' FROM run JOIN job ON job.run_id = run.id WHERE job.id = ?", fresh))
                .isEqualTo("Hello.");
        assertThat(admin.post(PATH + "/" + Ids.write("job", old) + "/redrive", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void many_are_redriven_by_filter_at_a_limited_rate() {
        for (int i = 0; i < 3; i++) {
            rows.failed(tenant);
        }
        String name = text("SELECT name FROM tenant WHERE id = ?", tenant);

        Http.Got got = admin.post(PATH + "/redrive", """
                {"tenant": "%s", "error_code": "engine_failed", "per_second": 2}""".formatted(name));

        assertThat(got.json().path("count").asInt()).isEqualTo(3);
        assertThat(text("""
                SELECT string_agg(extract(epoch FROM not_before - run.created_at)::numeric(4, 1)::text, ' ' ORDER BY not_before)
                FROM run JOIN job ON job.run_id = run.id
                WHERE job.tenant_id = ? AND job.redrive_of IS NOT NULL""", tenant)).isEqualTo("0.0 0.5 1.0");
        assertThat(admin.post(PATH + "/redrive", "{\"per_second\": 0}").status())
                .isEqualTo(422);
        assertThat(admin.post(PATH + "/redrive", "{\"per_second\": 100E2147483647}")
                        .status())
                .isEqualTo(422);
        assertThat(admin.post(PATH + "/redrive", "{\"tenant\": \"a\\u0000\"}").status())
                .isEqualTo(400);
        assertThat(admin.post(PATH + "/redrive", "{\"speed\": 1}").status()).isEqualTo(400);
    }

    @Test
    void dead_letters_that_shared_a_run_share_the_new_one() {
        UUID first = rows.failed(tenant);
        UUID joined = rows.failed(tenant);
        rows.update(joined, "run_id = (SELECT run_id FROM job WHERE id = '" + first + "')");
        String name = text("SELECT name FROM tenant WHERE id = ?", tenant);

        Http.Got got = admin.post(PATH + "/redrive", "{\"tenant\": \"" + name + "\"}");

        assertThat(got.json().path("count").asInt()).isEqualTo(2);
        assertThat(text("""
                SELECT count(DISTINCT run_id) || ' ' || string_agg(cache, ' ' ORDER BY redrive_of)
                FROM job
                WHERE tenant_id = ? AND redrive_of IS NOT NULL""", tenant)).isEqualTo("1 miss joined");
    }

    private String list(String filters) {
        return admin.get(PATH + "?limit=200" + filters).body();
    }

    private String text(String sql, Object... arguments) {
        return db.withHandle(h -> h.select(sql, arguments).mapTo(String.class).one());
    }
}
