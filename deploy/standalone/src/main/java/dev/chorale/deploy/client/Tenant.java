package dev.chorale.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.launch.Failure;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Somebody who has lines spoken and waits for them. */
public record Tenant(ApiClient api) {
    private static final String JOB = "/v1/jobs/";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** One that is not there yet. */
    public static Tenant create(String url, ApiClient admin, String name) throws InterruptedException {
        var unused = post(admin, "/v1/admin/tenants", object().put("name", name));
        JsonNode key = ApiClient.json(
                post(admin, "/v1/admin/keys", object().put("tenant", name).put("role", "user")));
        return new Tenant(new ApiClient(url, key.path("key").asText()));
    }

    /** Returns the job's id. */
    public String submit(String voice, String format, String text) throws InterruptedException {
        ObjectNode body = object().put("input", text).put("voice", voice).put("format", format);
        return ApiClient.json(post(api, "/v1/synthesis-jobs", body)).path("id").asText();
    }

    /** Blocks until the job has ended; fails unless it succeeded. Returns what the API says of it. */
    public JsonNode await(String job) throws InterruptedException {
        long until = System.nanoTime() + LONGEST.toNanos();
        JsonNode seen = seen(job);
        while (!seen.hasNonNull("finished_at")) {
            if (System.nanoTime() > until) {
                throw new Failure("the end of " + job + " did not come within " + LONGEST.toMinutes() + " min");
            }
            Pause.system().of(BETWEEN_LOOKS);
            seen = seen(job);
        }
        if (!seen.path("state").asText().equals("succeeded")) {
            throw new Failure("job " + job + " ended as " + seen);
        }
        return seen;
    }

    private JsonNode seen(String job) throws InterruptedException {
        return ApiClient.json(api.send(api.request(JOB + job)));
    }

    private static HttpResponse<byte[]> post(ApiClient to, String path, ObjectNode body) throws InterruptedException {
        return to.send(to.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
