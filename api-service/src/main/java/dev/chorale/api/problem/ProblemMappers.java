package dev.chorale.api.problem;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.api.problem.Problem.Refusal;
import dev.chorale.common.db.Database;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Turns whatever ends a request badly into a problem: no stack trace, no framework's own error page. */
@ApplicationScoped
public class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String OPENAI = "/v1/audio/speech";
    private static final Map<Integer, Problem> BY_STATUS = Map.of(
            400, Problem.of(400, "malformed_request", "The request could not be read."),
            404, Problem.of(404, "not_found", "There is no such resource."),
            405, Problem.of(405, "method_not_allowed", "This resource does not know this method."),
            406, Problem.of(406, "not_acceptable", "None of the types in Accept can be produced here."),
            408, Problem.tooSlow(),
            413, Problem.bodyTooLarge(),
            415, Problem.of(415, "unsupported_media_type", "Send the body as application/json."));

    private final AllowedMethods methods;

    public ProblemMappers(AllowedMethods methods) {
        this.methods = methods;
    }

    /** What fails before or outside the resources is a problem too. */
    void install(@Observes Router router) {
        BY_STATUS.forEach((status, problem) -> router.errorHandler(status, rc -> write(rc, problem)));
    }

    @ServerExceptionMapper
    public Response refusal(Refusal refusal, UriInfo uri) {
        Response.ResponseBuilder answer = answer(refusal.problem(), uri);
        refusal.retryAfterSeconds().ifPresent(s -> answer.header("Retry-After", s));
        if (refusal.problem().status() == 401) {
            answer.header("WWW-Authenticate", "Bearer");
        }
        return answer.build();
    }

    @ServerExceptionMapper
    public Response framework(WebApplicationException e, UriInfo uri) {
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        Response.ResponseBuilder answer =
                answer(BY_STATUS.getOrDefault(status, Problem.of(status, "refused", "The request was refused.")), uri);
        return status == Response.Status.METHOD_NOT_ALLOWED.getStatusCode()
                ? answer.header("Allow", String.join(", ", methods.of(uri.getPath())))
                        .build()
                : answer.build();
    }

    @ServerExceptionMapper({JdbiException.class, SQLException.class, PersistenceException.class})
    public Response database(Exception e, UriInfo uri) {
        Database.tell(LOG, "database failed", e);
        return answer(
                        Problem.unavailable("database_unavailable", "The database can't be reached; try again soon."),
                        uri)
                .header("Retry-After", 2)
                .build();
    }

    @ServerExceptionMapper
    public Response bug(RuntimeException e, UriInfo uri) {
        if (Database.isAway(e)) {
            // A commit that breaks comes wrapped by the container.
            return database(e, uri);
        }
        LOG.error("request failed", e);
        return answer(Problem.of(500, "internal_error", "This is a defect of the service; it was logged."), uri)
                .build();
    }

    private static Response.ResponseBuilder answer(Problem problem, UriInfo uri) {
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(asToldAt(uri.getPath(), problem));
    }

    private static Problem asToldAt(@Nullable String path, Problem problem) {
        return path != null && path.startsWith(OPENAI) ? problem.forOpenAi() : problem;
    }

    static void write(RoutingContext rc, Problem problem) {
        if (rc.response().ended() || rc.response().headWritten()) {
            return;
        }
        try {
            rc.response()
                    .setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(JSON.writeValueAsString(asToldAt(rc.request().path(), problem)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
