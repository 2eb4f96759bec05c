package dev.chorale.deploy.path;

import static dev.chorale.deploy.path.Client.JSON;
import static dev.chorale.deploy.path.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.job.Ids;
import dev.chorale.deploy.simulator.Behaviour;
import dev.chorale.deploy.simulator.Mishap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that dies, hangs and crawls, callers who change their minds, and a worker that is told to go. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FaultsIT {
    private static final String CANARY = "zanzibarcanary";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path temp;

    private static SimulatedEngine engine;
    private static SimulatedEngine other;
    private static Stack stack;

    @BeforeAll
    static void start() throws Exception {
        engine = SimulatedEngine.with("a", "b");
        other = SimulatedEngine.with("a");
        stack = Stack.up(
                temp.resolve("data"),
                1,
                2,
                "chorale.worker.lease=PT3S",
                "chorale.worker.slots=8",
                "chorale.worker.grace=PT2S",
                "chorale.worker.engines.sim.kind=openai",
                "chorale.worker.engines.sim.url=" + engine.url(),
                "chorale.worker.engines.sim.max-concurrency=8",
                "chorale.worker.engines.other.kind=openai",
                "chorale.worker.engines.other.url=" + other.url());
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        engine.close();
        other.close();
    }

    @BeforeEach
    void heal() {
        engine.behave(Behaviour.GOOD);
    }

    @Test
    @Order(1)
    void a_text_that_kills_the_engine_does_so_three_times_at_most_and_bystanders_succeed() {
        engine.behave(new Behaviour(200, 0, Map.of(), Map.of("arsenic", Mishap.CRASH), 0, 700, false));
        List<String> bystanders = submitMany(20, "An innocent line");
        String poison = submit(line("This line holds arsenic."));

        JsonNode killer = api().finished(poison, LIMIT);

        assertThat(killer.path("state").asText()).isEqualTo("failed");
        assertThat(killer.path("error").path("code").asText()).isEqualTo("poison");
        assertThat(killer.path("error").path("retryable").asBoolean()).isFalse();
        for (String bystander : bystanders) {
            JsonNode done = api().finished(bystander, LIMIT);
            assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("succeeded");
        }
        assertThat(engine.calls("crash")).isBetween(1L, 3L);
        JsonNode letter = json(api().get("/v1/admin/dead-letters/" + poison));
        assertThat(letter.path("tries")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(letter.path("tries").path(0).path("code").asText()).isEqualTo("engine_crashed");
    }

    @Test
    @Order(2)
    void a_cancelled_job_frees_its_engine_and_its_neighbour_on_the_same_run_goes_on() throws Exception {
        engine.behave(new Behaviour(20_000, 0, Map.of(), Map.of(), 0, 700, false));
        String one = submit(line("Nobody waits for this in the end."));
        String other = submit(line("Nobody waits for this in the end."));
        awaitState(one, "running");

        assertThat(cancel(one)).isEqualTo("cancelled");
        awaitState(other, "running");
        assertThat(cancel(other)).isEqualTo("cancelled");

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (engine.calls("abandoned") == 0) {
            assertThat(System.nanoTime()).as("the call is aborted soon").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(stack.count("inflight")).isZero();
    }

    @Test
    @Order(3)
    void a_job_that_is_not_done_by_its_deadline_expires_and_is_never_charged() {
        engine.behave(new Behaviour(20_000, 0, Map.of(), Map.of(), 0, 700, false));
        ObjectNode line = line("Too late for this.");
        line.put("deadline", Instant.now().plusSeconds(2).toString());
        String job = submit(line);

        JsonNode done = api().finished(job, Duration.ofSeconds(15));

        assertThat(done.path("state").asText()).isEqualTo("expired");
        assertThat(done.path("error").path("code").asText()).isEqualTo("deadline_exceeded");
        line.put("deadline", Instant.now().minusSeconds(2).toString());
        assertThat(api().post("/v1/synthesis-jobs", line).statusCode()).isEqualTo(422);
    }

    @Test
    @Order(4)
    void what_an_engine_gets_wrong_is_tried_again_and_never_told_as_success() throws Exception {
        engine.order("error", "silence", "truncation", "reset", "busy", "error");
        List<String> jobs = submitMany(12, "Every one of these is right in the end");
        for (String job : jobs) {
            JsonNode done = api().finished(job, LIMIT);
            assertThat(done.path("state").asText()).isEqualTo("succeeded");
            assertThat(done.path("audio").path("duration_ms").asInt()).isPositive();
        }
        assertThat(stack.count("attempt WHERE code = 'engine_cut_audio' AND charged"))
                .isPositive();
        assertThat(stack.count("attempt WHERE code = 'engine_overloaded' AND NOT charged"))
                .isPositive();
    }

    @Test
    @Order(5)
    void a_worker_that_is_told_to_go_charges_nobody_and_ends_in_time() throws Exception {
        engine.behave(new Behaviour(6_000, 0, Map.of(), Map.of(), 0, 700, false));
        List<String> jobs = submitMany(16, "A worker leaves while this is spoken");
        awaitState(jobs.getFirst(), "running");
        awaitRowsIn("run JOIN worker ON worker.id = run.worker_id WHERE worker.pid = " + stack.pid("worker", 2));
        long charged = stack.count("attempt WHERE charged AND ending <> 'succeeded'");
        long began = System.nanoTime();

        stack.terminate("worker", 2, Duration.ofSeconds(10));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        for (String job : jobs) {
            assertThat(api().finished(job, LIMIT).path("state").asText()).isEqualTo("succeeded");
        }
        assertThat(stack.count("attempt WHERE charged AND ending <> 'succeeded'"))
                .isEqualTo(charged);
        assertThat(stack.count("attempt WHERE code = 'worker_left'"))
                .as("the worker really held some")
                .isPositive();
    }

    @Test
    @Order(6)
    void no_text_and_no_key_is_in_a_log_a_kafka_segment_a_dead_letter_or_a_webhook() throws Exception {
        engine.behave(new Behaviour(0, 0, Map.of(), Map.of("fail", Mishap.ERROR), 0, 700, false));
        String heard = submitMany(3, CANARY + " succeeds").getFirst();
        api().finished(heard, LIMIT);
        assertThat(api().get("/v1/jobs/" + heard + "/audio?redirect=true").statusCode())
                .isEqualTo(302);
        String failed = submit(line("This " + CANARY + " must fail."));
        ObjectNode hooked = line("The " + CANARY + " with a hook.");
        hooked.put("webhook_url", "https://receiver.example/hook");
        api().finished(submit(hooked), LIMIT);
        api().post("/v1/synthesis-jobs", "{\"input\": \"" + CANARY);
        ObjectNode wrong = line(CANARY);
        wrong.put("speed", 99);
        assertThat(new String(api().post("/v1/synthesis-jobs", wrong).body(), StandardCharsets.UTF_8))
                .doesNotContain(CANARY);
        cancel(failed);

        assertThat(filesThatHold(CANARY)).isEmpty();
        assertThat(filesThatHold(stack.adminKey())).isEmpty();
        assertThat(filesThatHold("X-Amz-Signature")).isEmpty();
        assertThat(stack.count("attempt WHERE message LIKE '%" + CANARY + "%'")).isZero();
        assertThat(stack.count("job WHERE error_message LIKE '%" + CANARY + "%'"))
                .isZero();
        assertThat(stack.count("run WHERE utterance::text LIKE '%" + CANARY + "%'"))
                .as("the search finds what is there")
                .isPositive();
    }

    @Test
    @Order(7)
    void while_an_engine_hangs_crawls_or_dies_again_and_again_the_runs_of_another_are_unmoved() throws Exception {
        assertOthersAreUnmoved("hangs", new Behaviour(0, 0, Map.of(Mishap.HANG, 1.0), Map.of(), 0, 700, false));
        assertOthersAreUnmoved("crawls", new Behaviour(20_000, 0, Map.of(), Map.of(), 0, 700, false));
        assertOthersAreUnmoved("dies", new Behaviour(0, 0, Map.of(Mishap.CRASH, 1.0), Map.of(), 0, 700, false));
    }

    private static void assertOthersAreUnmoved(String how, Behaviour trouble) throws Exception {
        engine.behave(trouble);
        List<String> stuck = submitMany(40, "While one " + how + " nothing comes of this");
        awaitRowsIn("attempt JOIN job ON job.run_id = attempt.run_id WHERE job.id = '" + uuid(stuck.getFirst()) + "'");
        List<String> free = IntStream.range(0, 20)
                .mapToObj(n -> submit(line("While one " + how + " another speaks, number " + n + ".")
                        .put("voice", "other/a")))
                .toList();
        for (String job : free) {
            JsonNode done = api().finished(job, Duration.ofSeconds(15));
            assertThat(done.path("state").asText()).as(how).isEqualTo("succeeded");
            assertThat(done.path("attempts").asInt()).isOne();
        }
        assertThat(stuck).as(how).noneMatch(job -> state(job).equals("succeeded"));
        stuck.forEach(FaultsIT::cancel);
    }

    private static UUID uuid(String job) {
        return Ids.read("job", job).orElseThrow();
    }

    /** In logs and in Kafka's folder. */
    private static List<Path> filesThatHold(String word) throws IOException {
        byte[] sought = word.getBytes(StandardCharsets.UTF_8);
        Path data = temp.resolve("data");
        try (Stream<Path> files = Stream.concat(Files.walk(data.resolve("logs")), Files.walk(data.resolve("kafka")))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, sought))
                    .toList();
        }
    }

    private static boolean holds(Path file, byte[] sought) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return text.contains(new String(sought, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Client api() {
        return stack.api(1);
    }

    private static ObjectNode line(String text) {
        return JSON.createObjectNode().put("input", text).put("voice", "sim/a");
    }

    private static String submit(ObjectNode line) {
        return json(api().post("/v1/synthesis-jobs", line)).path("id").asText();
    }

    private static List<String> submitMany(int count, String text) {
        return IntStream.range(0, count)
                .mapToObj(n -> submit(line(text + ", number " + n + ".")))
                .toList();
    }

    private static String cancel(String job) {
        return json(api().post("/v1/jobs/" + job + "/cancel", "")).path("state").asText();
    }

    private static String state(String job) {
        return json(api().get("/v1/jobs/" + job)).path("state").asText();
    }

    private static void awaitState(String job, String state) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!state(job).equals(state)) {
            assertThat(System.nanoTime()).as(job + " is " + state).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void awaitRowsIn(String rows) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (stack.count(rows) == 0) {
            assertThat(System.nanoTime()).as(rows).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
