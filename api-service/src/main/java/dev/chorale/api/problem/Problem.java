package dev.chorale.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An RFC 9457 problem. Its {@code code} is stable and part of the API; {@code detail} says what to do. Neither holds the
 * caller's text.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        List<FieldError> errors,
        @Nullable OpenAiError error) {
    public static final String MEDIA_TYPE = "application/problem+json";
    private static final int MOST_TOLD = 50;

    /** One field of the request that can't be taken as it is. */
    public record FieldError(String field, String message) {}

    /** The same refusal as OpenAI's clients read it: on their routes only. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OpenAiError(
            String message, String type, @Nullable String param, String code) {}

    public Problem {
        errors = List.copyOf(errors);
    }

    public static Problem of(int status, String code, String detail) {
        return new Problem("about:blank", titleOf(status), status, code, detail, List.of(), null);
    }

    /** 400: cannot be parsed, wrong JSON type, unknown field. */
    public static Problem malformed(String field, String message) {
        return Problem.of(400, "malformed_request", "The request could not be read: " + message)
                .with(field, message);
    }

    /** 422: read, but a value is outside its set or range. */
    public static Problem invalid(String field, String message) {
        return Problem.of(422, "invalid_value", field + ": " + message).with(field, message);
    }

    /**
     * All faults of a request at once.
     *
     * @throws Refusal 422 {@code invalid_value} where there is one
     */
    public static void refuseIfAny(List<FieldError> faults) {
        if (!faults.isEmpty()) {
            FieldError first = faults.getFirst();
            throw invalid(first.field(), first.message())
                    .withErrors(faults.stream().limit(MOST_TOLD).toList())
                    .refusal();
        }
    }

    public static Problem notFound() {
        return Problem.of(404, "not_found", "There is nothing here under this id for your key.");
    }

    public static Problem erased() {
        return Problem.of(410, "erased", "The job was deleted, and its audio with it; submit the text again.");
    }

    static Problem tooSlow() {
        return Problem.of(408, "request_timeout", "The request did not arrive in time; send it again.");
    }

    static Problem bodyTooLarge() {
        return Problem.of(413, "body_too_large", "A request's body holds at most 1 MiB; split it.");
    }

    /** @param most in bytes */
    public static Problem fileTooLarge(long most) {
        return Problem.of(
                413,
                "body_too_large",
                "A file of this type holds at most " + most
                        + " bytes. Recordings are audio/*, weights application/octet-stream.");
    }

    public static Problem unavailable(String code, String detail) {
        return Problem.of(503, code, detail);
    }

    public Problem with(String field, String message) {
        return new Problem(type, title, status, code, detail, List.of(new FieldError(field, message)), error);
    }

    private Problem withErrors(List<FieldError> all) {
        return new Problem(type, title, status, code, detail, all, error);
    }

    /** With OpenAI's {@code error} object beside our own members. */
    Problem forOpenAi() {
        String param = errors.isEmpty() ? null : errors.getFirst().field();
        String kind = status < 500 ? "invalid_request_error" : "server_error";
        return new Problem(type, title, status, code, detail, errors, new OpenAiError(detail, kind, param, code));
    }

    public Refusal refusal() {
        return new Refusal(this, null);
    }

    /** With a Retry-After header, in seconds. */
    public Refusal refusalRetryAfter(int seconds) {
        return new Refusal(this, seconds);
    }

    private static String titleOf(int status) {
        return Optional.ofNullable(Response.Status.fromStatusCode(status))
                .map(Response.Status::getReasonPhrase)
                .orElse(status == 422 ? "Unprocessable Content" : "Error");
    }

    /** Ends the request with this problem. */
    public static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;
        private final transient @Nullable Integer retryAfterSeconds;

        private Refusal(Problem problem, @Nullable Integer retryAfterSeconds) {
            super(problem.code(), null, false, false);
            this.problem = problem;
            this.retryAfterSeconds = retryAfterSeconds;
        }

        public Problem problem() {
            return problem;
        }

        Optional<Integer> retryAfterSeconds() {
            return Optional.ofNullable(retryAfterSeconds);
        }
    }
}
