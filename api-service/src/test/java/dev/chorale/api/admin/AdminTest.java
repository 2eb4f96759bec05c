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
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class AdminTest {
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
    void the_admin_key_is_made_once_however_many_processes_start() {
        String key = "chorale_" + UUID.randomUUID();
        try (ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                starts.execute(() -> adminKey.make(key));
            }
        }

        assertThat(new Http(root, key).get("/v1/admin/tenants").status()).isEqualTo(200);
        assertThat(new TestRows(db).count("SELECT count(*) FROM tenant WHERE name = 'default'"))
                .isEqualTo(1);
    }

    @Test
    void a_new_tenant_with_a_key_can_read_its_own_secret_and_nothing_of_the_admins() {
        String name = "Verlag " + UUID.randomUUID();
        Http.Got tenant = admin.post("/v1/admin/tenants", "{\"name\":\"" + name + "\"}");
        assertThat(tenant.status()).isEqualTo(201);
        assertThat(tenant.json().path("id").asText()).matches("tenant_[0-9a-f]{32}");
        assertThat(tenant.json().path("name").asText()).isEqualTo(name);

        String key = newKey(name, "user").path("key").asText();
        Http user = new Http(root, key);

        assertThat(key).matches("chorale_[A-Za-z0-9_-]{43}");
        String secret = user.get("/v1/webhook-secret").json().path("secret").asText();
        assertThat(Base64.getDecoder().decode(secret.substring("whsec_".length())))
                .hasSize(32);
        assertThat(user.get("/v1/admin/jobs").status()).isEqualTo(403);
        assertThat(user.get("/v1/jobs").status()).isEqualTo(200);
    }

    @Test
    void a_tenants_name_is_taken_once() {
        String body = "{\"name\":\"" + UUID.randomUUID() + "\"}";
        assertThat(admin.post("/v1/admin/tenants", body).status()).isEqualTo(201);

        Http.Got again = admin.post("/v1/admin/tenants", body);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("tenant_exists");
    }

    @Test
    void a_tenants_key_is_made_by_the_tenants_id_too() {
        String id = admin.post("/v1/admin/tenants", "{\"name\":\"" + UUID.randomUUID() + "\"}")
                .json()
                .path("id")
                .asText();

        assertThat(newKey(id, "admin").path("id").asText()).matches("key_[0-9a-f]{32}");
    }

    @Test
    void a_revoked_key_is_refused_at_once_and_revoking_it_again_changes_nothing() {
        JsonNode made = newKey("default", "user");
        Http user = new Http(root, made.path("key").asText());
        assertThat(user.get("/v1/jobs").status()).isEqualTo(200);
        String path = "/v1/admin/keys/" + made.path("id").asText();

        assertThat(admin.delete(path).status()).isEqualTo(204);
        assertThat(user.get("/v1/jobs").status()).isEqualTo(401);
        assertThat(admin.delete(path).status()).isEqualTo(204);
        assertThat(admin.delete("/v1/admin/keys/" + Ids.write("key", UUID.randomUUID()))
                        .status())
                .isEqualTo(404);
        assertThat(admin.delete("/v1/admin/keys/1").status()).isEqualTo(404);
    }

    @Test
    void lists_of_keys_never_show_a_key() {
        String key = newKey("default", "user").path("key").asText();

        Http.Got list = admin.get("/v1/admin/keys?limit=200");

        assertThat(list.json().path("data").get(0).path("tenant").asText()).isEqualTo("default");
        assertThat(list.body()).doesNotContain(key).doesNotContain("hash");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/admin/tenants|{}|422",
                "/v1/admin/tenants|{\"name\":\"\"}|422",
                "/v1/admin/tenants|{\"name\":\" a\"}|422",
                "/v1/admin/tenants|{\"name\":\"a\\u0000\"}|400",
                "/v1/admin/tenants|{\"name\":\"a\\ud800\"}|400",
                "/v1/admin/tenants|{\"name\":7}|400",
                "/v1/admin/tenants|{\"nom\":\"a\"}|400",
                "/v1/admin/tenants|{|400",
                "/v1/admin/keys|{\"tenant\":\"nobody\",\"role\":\"user\"}|404",
                "/v1/admin/keys|{\"tenant\":\"default\",\"role\":\"root\"}|422",
                "/v1/admin/keys|{\"tenant\":\"default\"}|422"
            })
    void a_body_that_cannot_be_taken_is_refused(String path, String body, int status) {
        assertThat(admin.post(path, body).status()).isEqualTo(status);
    }

    @Test
    void the_jobs_of_all_tenants_are_listed_with_their_tenant_and_filtered() {
        JobRows rows = new JobRows(db);
        UUID tenant = new TestRows(db).tenant();
        UUID worker = rows.worker();
        rows.queued(new TestRows(db).tenant());
        rows.failed(tenant);
        String running = Ids.write("job", rows.running(tenant, worker));

        String ofTenant = "/v1/admin/jobs?tenant=" + tenant;
        assertThat(admin.get("/v1/admin/jobs").json().path("data").size()).isGreaterThanOrEqualTo(3);
        assertThat(admin.get(ofTenant).json().path("data")).hasSize(2);
        assertThat(admin.get("/v1/admin/jobs?tenant=" + Ids.write("tenant", tenant))
                        .json()
                        .path("data"))
                .hasSize(2);
        assertThat(admin.get("/v1/admin/jobs?tenant=nobody").json().path("data"))
                .isEmpty();
        assertThat(admin.get(ofTenant + "&error_code=engine_failed").json().path("data"))
                .hasSize(1);
        assertThat(admin.get(ofTenant + "&engine=espeak&created_before=2020-01-01T00:00:00Z")
                        .json()
                        .path("data"))
                .isEmpty();
        JsonNode byWorker = admin.get("/v1/admin/jobs?worker=" + Ids.write("worker", worker))
                .json()
                .path("data");
        assertThat(byWorker).hasSize(1);
        assertThat(byWorker.get(0).path("id").asText()).isEqualTo(running);
        assertThat(byWorker.get(0).path("tenant").asText()).isEqualTo(tenant.toString());
        assertThat(admin.get("/v1/admin/jobs?worker=me").status()).isEqualTo(422);
        assertThat(admin.get("/v1/admin/jobs?queue=a").status()).isEqualTo(400);
        assertThat(admin.get("/v1/admin/jobs?tenant=%00").status()).isEqualTo(400);
    }

    @Test
    void a_job_of_any_tenant_is_shown_with_its_tries() {
        JobRows rows = new JobRows(db);
        UUID tenant = new TestRows(db).tenant();
        UUID failed = rows.failed(tenant);

        JsonNode job = admin.get("/v1/admin/jobs/" + Ids.write("job", failed)).json();

        assertThat(job.path("tenant").asText()).isEqualTo(tenant.toString());
        assertThat(job.path("tries")).hasSize(1);
        assertThat(job.path("tries").get(0).path("ending").asText()).isEqualTo("failed");
        assertThat(admin.get("/v1/admin/jobs/" + Ids.write("job", UUID.randomUUID()))
                        .status())
                .isEqualTo(404);
        rows.update(failed, "deleted_at = now()");
        assertThat(admin.get("/v1/admin/jobs/" + Ids.write("job", failed)).status())
                .isEqualTo(410);
    }

    @Test
    void a_job_of_any_tenant_is_cancelled_and_one_that_has_ended_stays_as_it_is() {
        JobRows rows = new JobRows(db);
        String queued = "/v1/admin/jobs/" + Ids.write("job", rows.queued(new TestRows(db).tenant()));
        String failed = "/v1/admin/jobs/" + Ids.write("job", rows.failed(new TestRows(db).tenant()));

        assertThat(admin.post(queued + "/cancel", "").json().path("state").asText())
                .isEqualTo("cancelled");
        assertThat(admin.get(queued).json().path("state").asText()).isEqualTo("cancelled");
        assertThat(admin.post(failed + "/cancel", "").json().path("state").asText())
                .isEqualTo("failed");
        assertThat(admin.post("/v1/admin/jobs/1/cancel", "").status()).isEqualTo(404);
    }

    @Test
    void each_lane_tells_what_is_in_it_and_how_old_the_oldest_is() {
        JobRows rows = new JobRows(db);
        UUID tenant = new TestRows(db).tenant();
        JsonNode before = lane("bulk");
        toBulk(rows.queued(tenant), "created_at = now() - interval '1 hour'");
        toBulk(rows.running(tenant), "progress = 0");
        toBulk(rows.failed(tenant), "created_at = now() - interval '1 day'");

        JsonNode bulk = lane("bulk");

        assertThat(admin.get("/v1/admin/lanes").json().path("data"))
                .extracting(row -> row.path("name").asText())
                .containsExactly("interactive", "standard", "bulk", "training");
        assertThat(bulk.path("queued").asInt() - before.path("queued").asInt()).isOne();
        assertThat(bulk.path("running").asInt() - before.path("running").asInt())
                .isOne();
        assertThat(bulk.path("retrying").asInt()).isZero();
        assertThat(bulk.path("oldest_seconds").asInt()).isBetween(3600, 3700);
        assertThat(lane("training").has("oldest_seconds")).isFalse();
        assertThat(admin.get("/v1/admin/lanes?tenant=a").status()).isEqualTo(400);
    }

    @Test
    void workers_and_engines_are_listed() {
        String worker = Ids.write("worker", new TestRows(db).worker(60));
        db.useHandle(h -> h.execute("""
                INSERT INTO engine (name, kind, build, encoder_build, voices, registered_at)
                VALUES ('espeak', 'espeak', 'b', 'e', '[{"name": "en"}]', now())
                ON CONFLICT DO NOTHING
                """));

        JsonNode workers = admin.get("/v1/admin/workers?limit=200").json().path("data");
        assertThat(workers).anySatisfy(row -> {
            assertThat(row.path("id").asText()).isEqualTo(worker);
            assertThat(row.path("alive").asBoolean()).isTrue();
            assertThat(row.path("running").asInt()).isZero();
        });
        JsonNode engine = admin.get("/v1/admin/engines").json().path("data").get(0);
        assertThat(engine.path("name").asText()).isEqualTo("espeak");
        assertThat(engine.path("voices").get(0).path("name").asText()).isEqualTo("en");
    }

    private JsonNode lane(String name) {
        for (JsonNode lane : admin.get("/v1/admin/lanes").json().path("data")) {
            if (lane.path("name").asText().equals(name)) {
                return lane;
            }
        }
        throw new AssertionError("no lane " + name);
    }

    private void toBulk(UUID job, String assignments) {
        db.useHandle(h -> h.createUpdate("UPDATE run SET lane = 'bulk', " + assignments
                        + " WHERE id = (SELECT run_id FROM job WHERE id = :job)")
                .bind("job", job)
                .execute());
    }

    private JsonNode newKey(String tenant, String role) {
        String body = "{\"tenant\":\"" + tenant + "\",\"role\":\"" + role + "\"}";
        return admin.post("/v1/admin/keys", body).json();
    }
}
