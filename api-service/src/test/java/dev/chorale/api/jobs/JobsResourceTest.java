package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class JobsResourceTest {
    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    private JobRows rows;
    private UUID tenant;
    private Http http;

    @BeforeEach
    void start() {
        rows = new JobRows(db);
        tenant = new TestRows(db).tenant();
        http = rows.callerOf(root, tenant);
    }

    @Test
    void a_job_is_shown_with_its_audio_and_where_to_get_it() {
        UUID job = rows.succeeded(tenant);
        String id = Ids.write("job", job);

        Http.Got got = http.get("/v1/jobs/" + id);

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.header("Content-Type")).startsWith("application/json");
        assertThat(got.json().path("id").asText()).isEqualTo(id);
        assertThat(got.json().path("state").asText()).isEqualTo("succeeded");
        assertThat(got.json().path("attempts").asInt()).isEqualTo(1);
        assertThat(got.json().path("audio").path("url").asText()).isEqualTo("/v1/jobs/" + id + "/audio");
        assertThat(got.json().path("audio").path("duration_ms").asInt()).isEqualTo(1500);
        assertThat(got.json().path("created_at").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(got.json().has("error")).isFalse();
    }

    @Test
    void audio_past_its_life_is_not_shown() {
        UUID job = rows.succeeded(tenant);
        rows.update(job, "audio_until = now() - interval '1 second'");

        assertThat(one(job).json().has("audio")).isFalse();
    }

    @Test
    void another_tenants_job_and_no_id_at_all_are_the_same_404_as_an_unknown_one() {
        UUID foreign = rows.queued(new TestRows(db).tenant());
        Http.Got unknown = one(UUID.randomUUID());

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(List.of(one(foreign), http.get("/v1/jobs/1"), http.get("/v1/jobs/JOB_%00")))
                .allSatisfy(got -> {
                    assertThat(got.status()).isEqualTo(404);
                    assertThat(got.body()).isEqualTo(unknown.body());
                });
    }

    @Test
    void a_deleted_job_is_gone_for_its_tenant_and_unknown_to_others() {
        UUID deleted = rows.succeeded(tenant);
        rows.update(deleted, "deleted_at = now()");

        assertThat(one(deleted).status()).isEqualTo(410);
        assertThat(listed("")).isEmpty();
        assertThat(rows.callerOf(root, new TestRows(db).tenant())
                        .get("/v1/jobs/" + Ids.write("job", deleted))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void one_job_knows_no_parameters_of_lists() {
        String path = "/v1/jobs/" + Ids.write("job", rows.queued(tenant));

        assertThat(http.get(path + "?limit=5").status()).isEqualTo(400);
        assertThat(http.get(path + "?wait=x").status()).isEqualTo(422);
    }

    @Test
    void a_job_that_did_not_change_is_not_sent_again() {
        UUID job = rows.queued(tenant);
        String tag = one(job).header("ETag");
        assertThat(tag).matches("W/\"[0-9a-f]{32}\"");

        Http.Got same = http.get("/v1/jobs/" + Ids.write("job", job), "If-None-Match", "\"other\", " + tag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("ETag")).isEqualTo(tag);
        assertThat(same.body()).isEmpty();

        rows.update(job, "metadata = '{\"a\": \"b\"}'");
        assertThat(http.get("/v1/jobs/" + Ids.write("job", job), "If-None-Match", tag)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_wait_is_clamped_and_said_to_be_applied() {
        UUID job = rows.succeeded(tenant);

        Http.Got got = http.get("/v1/jobs/" + Ids.write("job", job), "Prefer", "wait=60");

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.header("Preference-Applied")).isEqualTo("wait=20");
    }

    @Test
    void a_wait_that_is_over_shows_the_job_as_it_is() {
        UUID job = rows.queued(tenant);

        Http.Got got = http.get("/v1/jobs/" + Ids.write("job", job) + "?wait=1");

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().path("state").asText()).isEqualTo("queued");
    }

    @Test
    void pages_hold_each_job_once_newest_first() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.addFirst(Ids.write("job", rows.queued(tenant)));
        }
        rows.queued(new TestRows(db).tenant());

        List<String> seen = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = http.get("/v1/jobs?limit=3" + next).json();
            seen.addAll(idsIn(page));
            next = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
            pages++;
        } while (!next.isEmpty());

        assertThat(seen).isEqualTo(made);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void a_cursor_of_another_tenants_list_or_of_another_list_is_refused() {
        rows.failed(tenant);
        rows.failed(tenant);
        String cursor = http.get("/v1/jobs?limit=1").json().path("next_cursor").asText();
        Http other = rows.callerOf(root, new TestRows(db).tenant());

        assertThat(http.get("/v1/jobs?cursor=" + cursor).status()).isEqualTo(200);
        assertThat(other.get("/v1/jobs?cursor=" + cursor).status()).isEqualTo(400);
        assertThat(http.get("/v1/webhook-deliveries?cursor=" + cursor).status()).isEqualTo(400);
    }

    @Test
    void filters_narrow_the_list() {
        String queued = Ids.write("job", rows.queued(tenant));
        String running = Ids.write("job", rows.running(tenant));
        String failed = Ids.write("job", rows.failed(tenant));
        UUID other = rows.succeeded(tenant);
        rows.update(other, "voice = 'espeak/de', created_at = now() - interval '1 day'");
        String succeeded = Ids.write("job", other);

        assertThat(listed("")).containsExactly(succeeded, failed, running, queued);
        assertThat(listed("?state=queued,running")).containsExactly(running, queued);
        assertThat(listed("?state=queued&state=failed")).containsExactly(failed, queued);
        assertThat(listed("?kind=synthesis")).hasSize(4);
        assertThat(listed("?kind=training")).isEmpty();
        assertThat(listed("?voice=espeak%2Fde")).containsExactly(succeeded);
        assertThat(listed("?created_after=" + Rfc3339.write(Instant.now().minusSeconds(3600))))
                .containsExactly(failed, running, queued);
        assertThat(listed("?voice=espeak/en&state=failed")).containsExactly(failed);
    }

    @ParameterizedTest
    @CsvSource({
        "state=done, 422, invalid_value",
        "state=, 422, invalid_value",
        "kind=other, 422, invalid_value",
        "limit=0, 422, invalid_value",
        "limit=201, 422, invalid_value",
        "limit=many, 422, invalid_value",
        "limit=-1, 422, invalid_value",
        "created_after=yesterday, 422, invalid_value",
        "created_after=2026-11-21, 422, invalid_value",
        "cursor=forged, 400, malformed_request",
        "cursor=, 400, malformed_request",
        "sort=asc, 400, malformed_request",
        "tenant=other, 400, malformed_request",
        "voice=a&voice=b, 400, malformed_request",
        "voice=%00, 400, malformed_request"
    })
    void a_query_that_the_list_does_not_understand_is_refused(String query, int status, String code) {
        Http.Got got = http.get("/v1/jobs?" + query);

        assertThat(got.status()).isEqualTo(status);
        assertThat(got.code()).isEqualTo(code);
        assertThat(got.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?wait=x", "?verbose=1"})
    void a_key_is_needed_whatever_is_asked(String query) {
        assertThat(new Http(root, "chorale_unknown").get("/v1/jobs/1" + query).status())
                .isEqualTo(401);
    }

    @Test
    void deliveries_are_listed_for_their_tenant() {
        UUID job = rows.failed(tenant);
        rows.failed(new TestRows(db).tenant());

        JsonNode page = http.get("/v1/webhook-deliveries").json();

        assertThat(page.path("data")).hasSize(1);
        JsonNode row = page.path("data").get(0);
        assertThat(row.path("id").asText()).matches("msg_[0-9a-f]{32}");
        assertThat(row.path("job_id").asText()).isEqualTo(Ids.write("job", job));
        assertThat(row.path("type").asText()).isEqualTo("job.failed");
        assertThat(row.path("state").asText()).isEqualTo("pending");
        assertThat(row.path("attempts").asInt()).isZero();
        assertThat(row.has("url")).isFalse();
        assertThat(http.get("/v1/webhook-deliveries?state=delivered").json().path("data"))
                .isEmpty();
        assertThat(http.get("/v1/webhook-deliveries?state=lost").status()).isEqualTo(422);
    }

    @Test
    void a_list_that_takes_too_long_is_given_up() {
        try (Handle holder = db.open()) {
            holder.begin();
            holder.execute("LOCK TABLE webhook_delivery IN ACCESS EXCLUSIVE MODE");

            Http.Got got = http.get("/v1/webhook-deliveries");

            assertThat(got.status()).isEqualTo(503);
            assertThat(got.code()).isEqualTo("database_unavailable");
            assertThat(got.header("Retry-After")).isEqualTo("2");
            holder.rollback();
        }
    }

    private Http.Got one(UUID job) {
        return http.get("/v1/jobs/" + Ids.write("job", job));
    }

    private List<String> listed(String query) {
        return idsIn(http.get("/v1/jobs" + query).json());
    }

    private static List<String> idsIn(JsonNode page) {
        return StreamSupport.stream(page.path("data").spliterator(), false)
                .map(job -> job.path("id").asText())
                .toList();
    }
}
