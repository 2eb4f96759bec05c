package dev.chorale.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.deploy.launch.Failure;
import java.time.Duration;
import java.util.Set;

/**
 * A job as the API shows it; what the API leaves out is empty or zero here.
 *
 * @param status the HTTP status of the answer
 * @param id the job's id
 * @param state one of the seven states
 * @param cache {@code hit}, {@code miss} or {@code joined}
 * @param sha256 the audio's digest in hex
 * @param audio the audio's length
 * @param error why it failed, if it did
 */
record Job(int status, String id, String state, String cache, String sha256, Duration audio, String error) {
    private static final Set<String> TERMINAL = Set.of("succeeded", "failed", "cancelled", "expired");

    static Job of(int status, JsonNode json) {
        JsonNode error = json.path("error");
        return new Job(
                status,
                json.path("id").asText(),
                json.path("state").asText(),
                json.path("cache").asText(),
                json.path("audio").path("sha256").asText(),
                Duration.ofMillis(json.path("audio").path("duration_ms").asLong()),
                error.isMissingNode()
                        ? ""
                        : error.path("code").asText() + ": "
                                + error.path("message").asText());
    }

    boolean isTerminal() {
        return TERMINAL.contains(state);
    }

    /** This job, if it succeeded; fails with its own reason otherwise. */
    Job succeeded() {
        if (!state.equals("succeeded")) {
            throw new Failure("job " + id + " is " + state + (error.isEmpty() ? "" : " (" + error + ")"));
        }
        return this;
    }
}
