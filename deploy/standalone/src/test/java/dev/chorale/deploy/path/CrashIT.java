package dev.chorale.deploy.path;

import static dev.chorale.deploy.path.Client.json;
import static dev.chorale.deploy.path.Client.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of whatever there is, while there is work. The tests go on with what the one before left alive. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class CrashIT {
    private static final int SENTENCES = 300;
    private static final String LONG_TEXT = IntStream.range(0, SENTENCES)
            .mapToObj(n -> "This is sentence " + n + " of so many that a worker is busy with them for a good while. ")
            .collect(Collectors.joining());
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final int MOST_STARTS = 5;
    private static final String SHORT_LEASE = "chorale.worker.lease=PT3S";

    @TempDir
    private static Path temp;

    private static Stack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.up(temp.resolve("data"), 2, 2, SHORT_LEASE);
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    @Order(1)
    void a_run_whose_worker_is_killed_goes_on_at_the_next_segment_on_another_and_is_charged_once() throws Exception {
        Client api = stack.api(1);
        String job = submit(api, LONG_TEXT);
        while (stack.count("segment") < 20) {
            assertThat(state(api, job)).isNotEqualTo("succeeded");
        }
        int holder = stack.worker(1).counter("chorale_claims_total") > 0 ? 1 : 2;
        stack.kill("worker", holder);
        JsonNode done = api.finished(job, Duration.ofSeconds(90));
        assertThat(done.path("state").asText()).isEqualTo("succeeded");
        assertThat(done.path("attempts").asInt())
                .as("a try that brought it forward is not counted")
                .isOne();
        assertThat(stack.worker(3 - holder).counter("chorale_engine_calls_total"))
                .isEqualTo(SENTENCES - stack.count("generate_series(1, (SELECT max(segments) FROM run))"));
        assertThat(stack.count("segment")).isEqualTo(SENTENCES);
        assertThat(stack.count("usage")).isOne();
        assertThat(stack.count("artefact")).isOne();
        assertThat(stack.admin("jobs", job))
                .containsPattern("(?m)^1 .* retrying .* worker_lost ")
                .containsPattern("(?m)^\\d .* succeeded ");
        assertThat(stack.admin("jobs", "--state", "succeeded")).contains(job);
        assertThat(stack.admin("lanes", "--json")).contains("\"name\":\"standard\"");
        assertThat(stack.admin("keys")).contains("default").doesNotContain(stack.adminKey());
    }

    @Test
    @Order(2)
    void of_a_changed_text_only_the_touched_sentence_is_spoken() throws Exception {
        double before = stack.engineCalls();
        String job = submit(stack.api(1), LONG_TEXT.replace("sentence 150 of", "sentence one hundred and fifty of"));

        assertThat(stack.api(1)
                        .finished(job, Duration.ofSeconds(60))
                        .path("state")
                        .asText())
                .isEqualTo("succeeded");
        assertThat(stack.engineCalls() - before).isOne();
    }

    @Test
    @Order(3)
    void a_job_survives_the_api_that_accepted_it() throws Exception {
        String job = submit(stack.api(1), "The one who took it is gone.");
        stack.kill("api", 1);
        JsonNode done = stack.api(2).finished(job, Duration.ofSeconds(20));
        assertThat(done.path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    @Order(4)
    void without_kafka_work_goes_on_and_with_it_claims_come_from_it_again() throws Exception {
        JsonNode worker = stack.start("worker");
        assertThat(worker.path("ready").asBoolean()).isTrue();
        Client api = stack.api(2);
        stack.kill("kafka", 1);
        long began = System.nanoTime();
        JsonNode during = api.speak(line("During the outage."));
        assertThat(during.path("state").asText()).isEqualTo("succeeded");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        stack.start("kafka");
        await(Duration.ofSeconds(60), () -> {
            double before = claimsByKafka();
            api.speak(line("After the outage " + System.nanoTime()));
            return claimsByKafka() > before;
        });
    }

    @Test
    @Order(5)
    void without_postgresql_cached_audio_is_served_submits_are_refused_and_no_attempt_is_charged() throws Exception {
        Client api = stack.api(2);
        ObjectNode known = speech("Said before the outage.");
        assertThat(api.post("/v1/audio/speech", known).statusCode()).isEqualTo(200);
        assertThat(api.post("/v1/audio/speech", known).headers().firstValue("X-Cache"))
                .as("what was a hit once is remembered")
                .contains("hit");
        String job = submit(api, LONG_TEXT + "Then the database is gone.");
        await(Duration.ofSeconds(30), () -> state(api, job).equals("running"));

        stack.kill("postgres", 1);
        try {
            assertRefusedButForTheCache(api, known, LEASE.plusSeconds(1));
        } finally {
            startAgain("postgres");
        }

        JsonNode done = api.finished(job, Duration.ofSeconds(90));
        assertThat(done.path("state").asText()).isEqualTo("succeeded");
        assertThat(done.path("attempts").asInt()).as(done.toString()).isOne();
    }

    @Test
    @Order(6)
    void without_the_object_store_nothing_succeeds_and_no_attempt_is_charged() throws Exception {
        Client api = stack.api(2);
        stack.kill("s3", 1);
        String job = submit(api, "This audio has nowhere to go yet.");
        try {
            assertThat(api.finished(job, Duration.ofSeconds(4)).path("state").asText())
                    .isIn("queued", "running");
        } finally {
            stack.start("s3");
        }

        JsonNode done = api.finished(job, Duration.ofSeconds(60));
        assertThat(done.path("state").asText()).isEqualTo("succeeded");
        assertThat(done.path("attempts").asInt()).as(done.toString()).isOne();
    }

    @Test
    @Order(7)
    void every_accepted_job_survives_the_death_of_everything() throws Exception {
        List<String> jobs = IntStream.range(0, 40)
                .mapToObj(n -> submit(stack.api(2), "Line " + n + " outlives everything."))
                .toList();
        stack.killAll();
        stack.close();
        stack = stack.again(1, 1, SHORT_LEASE);
        for (String job : jobs) {
            JsonNode done = stack.api(1).finished(job, Duration.ofSeconds(60));
            assertThat(done.path("state").asText()).isEqualTo("succeeded");
        }
        assertThat(stack.count("usage WHERE id IN (SELECT id FROM job)")).isEqualTo(stack.count("job"));
    }

    private static void assertRefusedButForTheCache(Client api, ObjectNode known, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            HttpResponse<byte[]> refused = api.post("/v1/synthesis-jobs", line("Nobody can promise this."));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            HttpResponse<byte[]> cached = api.post("/v1/audio/speech", known);
            assertThat(cached.statusCode()).isEqualTo(200);
            assertThat(cached.headers().firstValue("X-Cache")).contains("hit");
        }
    }

    /** A part whose predecessor may still be on its way out. */
    private static void startAgain(String part) throws Exception {
        for (int tries = 1; ; tries++) {
            try {
                stack.start(part);
                return;
            } catch (AssertionError notYet) {
                if (tries == MOST_STARTS) {
                    throw notYet;
                }
            }
        }
    }

    private static ObjectNode speech(String text) {
        return line(text).put("model", "espeak");
    }

    private static String submit(Client api, String text) {
        return json(api.post("/v1/synthesis-jobs", line(text))).path("id").asText();
    }

    private static String state(Client api, String job) {
        return json(api.get("/v1/jobs/" + job)).path("state").asText();
    }

    private static double claimsByKafka() {
        return stack.claims("kafka");
    }

    private static void await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within " + limit).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
