package dev.chorale.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.chorale.api.access.AdminOnly;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/admin/workers}, {@code GET /v1/admin/engines} and {@code GET /v1/admin/lanes}. */
@AdminOnly
@Path("/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class FleetResource {
    private static final List<String> LANES = Stream.concat(
                    Stream.of(Lane.values()).map(Lane::wireName), Stream.of("training"))
            .toList();

    private final Jdbi jdbi;

    public FleetResource(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param alive whether its lease holds, by the database's clock
     * @param running the runs that it holds now
     * @param loaded the voices that its engines have loaded, as {@code <engine>/<key>}
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record WorkerJson(
            String id,
            String host,
            long pid,
            List<String> engines,
            List<String> loaded,
            int slots,
            long running,
            boolean alive,
            String startedAt,
            String leaseUntil) {}

    private record WorkerRow(UUID id, WorkerJson json) {}

    /** @param voices as the worker registered them */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record EngineJson(
            String name,
            String kind,
            String build,
            String encoderBuild,
            @JsonRawValue String voices,
            String registeredAt) {}

    /** The runs of a lane that have not ended. @param oldestSeconds the age of the oldest of them; absent if there is none */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record LaneJson(
            String name,
            long queued,
            long running,
            long retrying,
            @Nullable Long oldestSeconds) {}

    @GET
    @Path("/workers")
    @Operation(summary = "List workers, newest first", operationId = "adminListWorkers")
    public Page<WorkerJson> workers(@Context UriInfo uri) {
        ListQuery query = ListQuery.read("workers", uri.getQueryParameters(), Set.of());
        List<WorkerRow> rows = jdbi.withHandle(h -> h.createQuery("""
                        SELECT w.*, w.lease_until > now() AS alive,
                               (SELECT count(*)
                                FROM run
                                WHERE run.worker_id = w.id
                                  AND run.finished_at IS NULL) AS running
                        FROM worker w
                        WHERE CAST(:after AS uuid) IS NULL OR w.id < CAST(:after AS uuid)
                        ORDER BY w.id DESC
                        LIMIT :limit
                        """)
                .bind("after", query.after().orElse(null))
                .bind("limit", query.limit() + 1)
                .map((row, ctx) -> new WorkerRow(row.getObject("id", UUID.class), worker(row)))
                .list());
        return Page.of(rows, query, WorkerRow::id, WorkerRow::json);
    }

    @GET
    @Path("/engines")
    @Operation(summary = "List engines and their voices", operationId = "adminListEngines")
    public Page<EngineJson> engines(@Context UriInfo uri) {
        ListQuery query = ListQuery.read("engines", uri.getQueryParameters(), Set.of());
        List<EngineJson> rows = jdbi.withHandle(h -> h.createQuery("""
                        SELECT *
                        FROM engine
                        WHERE CAST(:after AS text) IS NULL OR name > :after
                        ORDER BY name
                        LIMIT :limit
                        """)
                .bind("after", query.afterName().orElse(null))
                .bind("limit", query.limit() + 1)
                .map((row, ctx) -> engine(row))
                .list());
        return Page.ofNamed(rows, query, EngineJson::name);
    }

    @GET
    @Path("/lanes")
    @Operation(summary = "List lanes and what is in them", operationId = "adminListLanes")
    public Page<LaneJson> lanes(@Context UriInfo uri) {
        ListQuery.strict(uri.getQueryParameters(), Set.of());
        return new Page<>(
                jdbi.withHandle(h -> h.createQuery("""
                        SELECT lane.name,
                               count(*) FILTER (WHERE run.state = :queued) AS queued,
                               count(*) FILTER (WHERE run.state = :running) AS running,
                               count(*) FILTER (WHERE run.state = :retrying) AS retrying,
                               floor(extract(epoch FROM now() - min(run.created_at)))::bigint AS oldest_seconds
                        FROM unnest(:lanes) WITH ORDINALITY AS lane (name, place)
                        LEFT JOIN run ON run.lane = lane.name AND run.finished_at IS NULL
                        GROUP BY lane.name, lane.place
                        ORDER BY lane.place
                        """)
                        .bindArray("lanes", String.class, LANES)
                        .bind("queued", State.QUEUED.wireName())
                        .bind("running", State.RUNNING.wireName())
                        .bind("retrying", State.RETRYING.wireName())
                        .map((row, ctx) -> lane(row))
                        .list()),
                null);
    }

    private static LaneJson lane(ResultSet row) throws SQLException {
        return new LaneJson(
                row.getString("name"),
                row.getLong("queued"),
                row.getLong("running"),
                row.getLong("retrying"),
                row.getObject("oldest_seconds", Long.class));
    }

    private static WorkerJson worker(ResultSet row) throws SQLException {
        return new WorkerJson(
                Ids.write("worker", row.getObject("id", UUID.class)),
                row.getString("host"),
                row.getLong("pid"),
                texts(row, "engines"),
                texts(row, "loaded"),
                row.getInt("slots"),
                row.getLong("running"),
                row.getBoolean("alive"),
                time(row, "started_at"),
                time(row, "lease_until"));
    }

    private static EngineJson engine(ResultSet row) throws SQLException {
        return new EngineJson(
                row.getString("name"),
                row.getString("kind"),
                row.getString("build"),
                row.getString("encoder_build"),
                row.getString("voices"),
                time(row, "registered_at"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static String time(ResultSet row, String column) throws SQLException {
        return Rfc3339.write(row.getObject(column, OffsetDateTime.class).toInstant());
    }
}
