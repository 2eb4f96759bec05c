package dev.chorale.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.deploy.launch.Failure;

/** Somebody who has lines spoken and waits for them. */
public record Tenant(ApiClient api) {
    private static final String JOB = "/v1/jobs/";

    /** One that is not there yet. */
    public static Tenant create(String url, ApiClient admin, String name) throws InterruptedException {
        var unused = admin.post("/v1/admin/tenants", object().put("name", name));
        JsonNode key = ApiClient.json(
                admin.post("/v1/admin/keys", object().put("tenant", name).put("role", "user")));
        return new Tenant(new ApiClient(url, key.path("key").asText()));
    }

    /** Returns the job's id. */
    public String submit(String voice, String format, String text) throws InterruptedException {
        ObjectNode body = object().put("input", text).put("voice", voice).put("format", format);
        return ApiClient.json(api.post("/v1/synthesis-jobs", body)).path("id").asText();
    }

    /** Blocks until the job has ended; fails unless it succeeded. Returns what the API says of it. */
    public JsonNode await(String job) throws InterruptedException {
        Patience.await("the end of " + job, () -> seen(job).hasNonNull("finished_at"));
        JsonNode seen = seen(job);
        if (!seen.path("state").asText().equals("succeeded")) {
            throw new Failure("job " + job + " ended as " + seen);
        }
        return seen;
    }

    private JsonNode seen(String job) throws InterruptedException {
        return ApiClient.json(api.send(api.request(JOB + job)));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
