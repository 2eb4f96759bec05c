package dev.chorale.deploy.path;

import static dev.chorale.deploy.path.Client.json;
import static dev.chorale.deploy.path.Client.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of whatever there is, while there is work. Each test has a Chorale of its own. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class CrashIT {
    private static final String LONG_TEXT =
            "This sentence is said so often that a worker is busy with it for a good while. ".repeat(800);
    private static final Duration LEASE = Duration.ofSeconds(3);

    @TempDir
    private Path temp;

    @Test
    void a_run_whose_worker_is_killed_succeeds_on_another_once() throws Exception {
        try (Stack stack = Stack.up(temp.resolve("data"), 1, 2, "chorale.worker.lease=PT3S")) {
            Client api = stack.api(1);
            String job = submit(api, LONG_TEXT);
            await(Duration.ofSeconds(30), () -> state(api, job).equals("running"));
            int holder = busyWorker(stack);
            JsonNode unharmed = api.speak(line("Nobody killed this one."));
            stack.kill("worker", holder);
            await(LEASE.plusSeconds(5), () -> api.finished(job, Duration.ZERO).path("attempts").asInt() == 2);
            JsonNode done = api.finished(job, Duration.ofSeconds(90));
            assertThat(done.path("state").asText()).isEqualTo("succeeded");
            assertThat(done.path("attempts").asInt()).isEqualTo(2);
            assertThat(unharmed.path("attempts").asInt()).isOne();
            assertThat(stack.count("usage")).isEqualTo(2);
            assertThat(stack.count("artefact")).isEqualTo(2);
        }
    }

    @Test
    void a_job_survives_the_api_that_accepted_it() throws Exception {
        try (Stack stack = Stack.up(temp.resolve("data"), 2, 1)) {
            String job = submit(stack.api(1), "The one who took it is gone.");
            stack.kill("api", 1);
            JsonNode done = stack.api(2).finished(job, Duration.ofSeconds(20));
            assertThat(done.path("state").asText()).isEqualTo("succeeded");
        }
    }

    @Test
    void every_accepted_job_survives_the_death_of_everything() throws Exception {
        List<String> jobs = new ArrayList<>();
        Stack first = Stack.up(temp.resolve("data"), 1, 1, "chorale.worker.lease=PT3S");
        try {
            for (int n = 0; n < 40; n++) {
                jobs.add(submit(first.api(1), "Line " + n + " outlives everything."));
            }
            first.killAll();
        } finally {
            first.close();
        }
        try (Stack second = first.again(1, 1, "chorale.worker.lease=PT3S")) {
            for (String job : jobs) {
                JsonNode done = second.api(1).finished(job, Duration.ofSeconds(60));
                assertThat(done.path("state").asText()).isEqualTo("succeeded");
            }
            assertThat(second.count("usage")).isEqualTo(jobs.size());
        }
    }

    @Test
    void without_kafka_work_goes_on_and_with_it_claims_come_from_it_again() throws Exception {
        try (Stack stack = Stack.up(temp.resolve("data"), 1, 1)) {
            Client api = stack.api(1);
            api.speak(line("Before the outage."));
            stack.kill("kafka", 1);
            long began = System.nanoTime();
            JsonNode during = api.speak(line("During the outage."));
            assertThat(during.path("state").asText()).isEqualTo("succeeded");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            assertThat(claims(stack, "poll")).isPositive();
            stack.start("kafka");
            await(Duration.ofSeconds(60), () -> {
                double before = claims(stack, "kafka");
                api.speak(line("After the outage " + System.nanoTime()));
                return claims(stack, "kafka") > before;
            });
        }
    }

    @Test
    void without_sweeper_and_polling_every_message_is_one_claim() throws Exception {
        try (Stack stack = Stack.up(
                temp.resolve("data"),
                1,
                1,
                "chorale.api.sweeper.enabled=false",
                "chorale.worker.poll.enabled=false")) {
            Client api = stack.api(1);
            List<String> jobs = IntStream.range(0, 100)
                    .mapToObj(n -> submit(api, "Message number " + n + "."))
                    .toList();
            for (String job : jobs) {
                assertThat(api.finished(job, Duration.ofSeconds(60)).path("state").asText())
                        .isEqualTo("succeeded");
            }
            assertThat(api.counter("chorale_messages_sent_total")).isEqualTo(100);
            assertThat(claims(stack, "kafka")).isEqualTo(100);
            assertThat(claims(stack, "poll")).isZero();
        }
    }

    private static String submit(Client api, String text) {
        return json(api.post("/v1/synthesis-jobs", line(text))).path("id").asText();
    }

    private static String state(Client api, String job) {
        return json(api.get("/v1/jobs/" + job)).path("state").asText();
    }

    private static double claims(Stack stack, String via) {
        return stack.worker(1).counter("chorale_claims_total", "via=\"" + via + "\"");
    }

    private static int busyWorker(Stack stack) {
        return stack.worker(1).counter("chorale_claims_total") > 0 ? 1 : 2;
    }

    private static void await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within " + limit).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
