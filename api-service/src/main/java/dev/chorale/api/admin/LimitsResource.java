package dev.chorale.api.admin;

import dev.chorale.api.access.AdminOnly;
import dev.chorale.api.problem.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jdbi.v3.core.Jdbi;

/** {@code DELETE /v1/admin/engines/{name}/limits}. */
@AdminOnly
@Path("/v1/admin/engines/{name}/limits")
@RunOnVirtualThread
public class LimitsResource {
    /** The most calls that a worker gives one process: no ceiling at all. */
    private static final int NO_CEILING = 64;

    private final Jdbi jdbi;

    public LimitsResource(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The rows stay, younger than what workers that run now go by, wherever their clocks stand: these would else write down
     * again what they know, and find within a minute, when they next call a process, that it was forgotten.
     */
    @DELETE
    @Operation(summary = "Forget what an engine's processes died of", operationId = "adminForgetLimits")
    public Response forget(@PathParam("name") String name) {
        int forgotten = jdbi.withHandle(h -> h.createUpdate("""
                        UPDATE engine_limit
                        SET ceiling = :none,
                            died_at_calls = 0,
                            since = greatest(now(), since + interval '1 second'),
                            updated_at = now()
                        WHERE engine = :engine
                        """)
                .bind("none", NO_CEILING)
                .bind("engine", name)
                .execute());
        if (forgotten == 0 && !isKnown(name)) {
            throw Problem.notFound().refusal();
        }
        return Response.noContent().build();
    }

    private boolean isKnown(String engine) {
        return jdbi.withHandle(h ->
                h.createQuery("""
                        SELECT EXISTS (SELECT FROM engine WHERE name = :engine)
                        """).bind("engine", engine).mapTo(Boolean.class).one());
    }
}
