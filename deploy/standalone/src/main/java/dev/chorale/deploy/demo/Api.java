package dev.chorale.deploy.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.launch.Failure;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** What a customer does with the API. What it refuses becomes a {@link Failure} in its own words. */
final class Api {
    private static final JsonMapper JSON = new JsonMapper();

    private final ApiClient client;

    Api(ApiClient client) {
        this.client = client;
    }

    /** The secret that signs this tenant's webhooks. */
    String webhookSecret() throws InterruptedException {
        return ApiClient.json(client.send(client.request("/v1/webhook-secret").GET()))
                .path("secret")
                .asText();
    }

    /** Submits a job. */
    Job submit(Map<String, String> body) throws InterruptedException {
        return job(client.post("/v1/synthesis-jobs", JSON.valueToTree(body)));
    }

    /** Waits until a job has ended in one way or another; fails after {@code limit}. */
    Job await(Job job, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Job now = job;
        while (!now.isTerminal()) {
            if (System.nanoTime() > deadline) {
                throw new Failure("job " + job.id() + " is still " + now.state() + " after " + limit.toSeconds()
                        + " s: look into the worker's log");
            }
            now = job(client.send(client.request("/v1/jobs/" + job.id())
                    .header("Prefer", "wait=20")
                    .GET()));
        }
        return now;
    }

    /** The audio of a job that succeeded. */
    byte[] audio(Job job) throws InterruptedException {
        return client.send(client.request("/v1/jobs/" + job.id() + "/audio").GET())
                .body();
    }

    private static Job job(HttpResponse<byte[]> response) {
        return Job.of(response.statusCode(), ApiClient.json(response));
    }
}
