package dev.chorale.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.chorale.api.access.AdminOnly;
import dev.chorale.api.admin.Attempts.Attempt;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Dead letters: looked through, looked into, and redriven, one by one or many at a limited rate. */
@AdminOnly
@Path("/v1/admin/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeadLettersResource {
    private static final BigDecimal DEFAULT_RATE = BigDecimal.TEN;
    private static final int MOST_AT_ONCE = 10_000;
    private static final int DEFAULT_AT_ONCE = 1000;

    private final DeadLetters letters;
    private final Attempts attempts;
    private final Redrive redrive;

    public DeadLettersResource(DeadLetters letters, Attempts attempts, Redrive redrive) {
        this.letters = letters;
        this.attempts = attempts;
        this.redrive = redrive;
    }

    /** @param tries each try of its run; only where one is looked into */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record DeadLetterJson(
            String id,
            String tenant,
            String kind,
            String voice,
            String engine,
            String priority,
            int characters,
            int attempts,
            String errorCode,
            @Nullable String errorMessage,
            String createdAt,
            String finishedAt,
            @Nullable List<Attempt> tries) {
        static DeadLetterJson of(DeadLetter letter, @Nullable List<Attempt> tries) {
            return new DeadLetterJson(
                    Ids.write("job", letter.id),
                    letter.tenant,
                    letter.kind,
                    letter.voice,
                    letter.engine,
                    letter.priority,
                    letter.characters,
                    letter.attempts,
                    letter.errorCode,
                    letter.errorMessage,
                    Rfc3339.write(letter.createdAt),
                    Rfc3339.write(letter.finishedAt),
                    tries);
        }
    }

    /** What to redrive; all that is absent does not narrow. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record RedriveRequest(
            @Nullable String tenant,
            @Nullable String engine,
            @Nullable String voice,
            @Nullable String errorCode,
            @Nullable BigDecimal limit,
            @Nullable BigDecimal perSecond) {}

    /** @param jobs the new jobs */
    record Redriven(int count, List<String> jobs) {
        static Redriven of(List<UUID> jobs) {
            return new Redriven(
                    jobs.size(), jobs.stream().map(job -> Ids.write("job", job)).toList());
        }
    }

    @GET
    @Operation(summary = "List dead letters, newest first", operationId = "adminListDeadLetters")
    public Page<DeadLetterJson> list(@Context UriInfo uri) {
        ListQuery query = ListQuery.read("dead letters", uri.getQueryParameters(), DeadLetters.FILTERS);
        List<DeadLetter> rows = letters.newestFirst(query);
        return Page.of(rows, query, letter -> letter.id, letter -> DeadLetterJson.of(letter, null));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Look into a dead letter", operationId = "adminGetDeadLetter")
    public DeadLetterJson one(@PathParam("id") String id) {
        DeadLetter letter = find(id);
        return DeadLetterJson.of(letter, attempts.of(letter.runId));
    }

    @POST
    @Path("/{id}/redrive")
    @Operation(summary = "Redrive a dead letter", operationId = "adminRedriveDeadLetter")
    public Redriven redriveOne(@PathParam("id") String id) {
        List<UUID> jobs = redrive.redrive(List.of(find(id).id), 1);
        if (jobs.isEmpty()) {
            throw notFound();
        }
        return Redriven.of(jobs);
    }

    @POST
    @Path("/redrive")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Redrive many dead letters", operationId = "adminRedriveDeadLetters")
    public Redriven redriveMany(byte[] body) {
        RedriveRequest request = JsonBody.read(body, RedriveRequest.class);
        int limit = whole(
                "limit",
                Optional.ofNullable(request.limit()).orElse(BigDecimal.valueOf(DEFAULT_AT_ONCE)),
                MOST_AT_ONCE);
        int perSecond =
                whole("per_second", Optional.ofNullable(request.perSecond()).orElse(DEFAULT_RATE), 1000);
        return Redriven.of(redrive.redrive(letters.oldest(request, limit), perSecond));
    }

    private static int whole(String field, BigDecimal value, int most) {
        boolean inRange = value.compareTo(BigDecimal.ONE) >= 0 && value.compareTo(BigDecimal.valueOf(most)) <= 0;
        boolean fits = inRange && value.stripTrailingZeros().scale() <= 0;
        if (!fits) {
            throw Problem.invalid(field, "expected 1.." + most).refusal();
        }
        return value.intValueExact();
    }

    private DeadLetter find(String id) {
        return Ids.read("job", id).flatMap(letters::find).orElseThrow(DeadLettersResource::notFound);
    }

    private static Problem.Refusal notFound() {
        return Problem.notFound().refusal();
    }
}
