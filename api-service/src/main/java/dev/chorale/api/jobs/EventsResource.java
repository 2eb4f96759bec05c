package dev.chorale.api.jobs;

import dev.chorale.api.access.Caller;
import dev.chorale.api.jobs.JobEvents.JobEvent;
import dev.chorale.api.jobs.OpenStreams.Place;
import dev.chorale.api.notify.Moves;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import dev.chorale.common.time.Monotonic;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/jobs/{id}/events}: server-sent events, replayed from {@code Last-Event-ID} on, by any API process. The
 * job's end is the last event; whoever comes back after it gets 204, which ends an EventSource for good.
 */
@ApplicationScoped
@Path("/v1/jobs/{id}/events")
public class EventsResource {
    private static final Logger LOG = Logger.getLogger(EventsResource.class);
    private static final Duration PING_EVERY = Duration.ofSeconds(15);
    /** Then the client comes again with Last-Event-ID, perhaps to another process. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private static final int MOST_UNREAD = 64;
    private static final int MOST_STREAMS = 2000;
    private static final int MOST_OF_TENANT = 500;

    private final Caller caller;
    private final JobReader jobs;
    private final JobEvents events;
    private final Moves moves;
    private final Monotonic clock;
    private final OpenStreams streams = new OpenStreams(MOST_STREAMS, MOST_OF_TENANT);

    public EventsResource(Caller caller, JobReader jobs, JobEvents events, Moves moves, Monotonic clock) {
        this.caller = caller;
        this.jobs = jobs;
        this.events = events;
        this.moves = moves;
        this.clock = clock;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(summary = "Follow a job", operationId = "streamJobEvents")
    public Multi<OutboundSseEvent> follow(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context Sse sse,
            @Context RoutingContext connection) {
        UUID tenant = caller.tenantId();
        JobView job = existing(tenant, id);
        int last = number(lastEventId, job.sequence);
        if (job.finishedAt != null && events.after(job, last).isEmpty()) {
            throw new WebApplicationException(Response.noContent().build());
        }
        Place place = taken(tenant, connection);
        int toTell = Math.max(0, job.sequence - last);
        return Multi.createFrom()
                .emitter(to -> begin(new Stream(tenant, place, to, sse), job, last), MOST_UNREAD + toTell);
    }

    /** What a GET would begin with. */
    @HEAD
    @Blocking
    @Operation(hidden = true)
    public Response look(@PathParam("id") String id) {
        var unused = existing(caller.tenantId(), id);
        return Response.ok().type(MediaType.SERVER_SENT_EVENTS).build();
    }

    private JobView existing(UUID tenant, String id) {
        return jobs.existing(
                tenant, Ids.read("job", id).orElseThrow(() -> Problem.notFound().refusal()));
    }

    /** A place that is left with the connection, even by who goes before anything is told. */
    private Place taken(UUID tenant, RoutingContext connection) {
        Place place = streams.open(tenant);
        connection.addEndHandler(_ -> place.close());
        if (connection.response().closed()) {
            place.close();
        }
        return place;
    }

    private void begin(Stream stream, JobView job, int last) {
        Thread teller = Thread.ofVirtual().name("events-" + job.id).unstarted(() -> stream.tell(job, last));
        stream.to.onTermination(teller::interrupt);
        teller.start();
    }

    /** @param newest that of the job so far: what no event had yet would hide those that come */
    private static int number(@Nullable String lastEventId, int newest) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return 0;
        }
        boolean isNumber = lastEventId.matches("\\d{1,9}");
        if (!isNumber || Integer.parseInt(lastEventId) > newest) {
            throw Problem.malformed("Last-Event-ID", "expected the id of an event of this job")
                    .refusal();
        }
        return Integer.parseInt(lastEventId);
    }

    /** One caller's connection. It reads nothing any more: its buffer fills, and the stream ends. */
    private final class Stream {
        private final UUID tenant;
        private final Place place;
        private final MultiEmitter<? super OutboundSseEvent> to;
        private final Sse sse;
        private final long began = clock.nanos();
        private long sentAt = began;

        Stream(UUID tenant, Place place, MultiEmitter<? super OutboundSseEvent> to, Sse sse) {
            this.tenant = tenant;
            this.place = place;
            this.to = to;
            this.sse = sse;
        }

        void tell(JobView job, int last) {
            try {
                tellAll(job, last);
                to.complete();
            } catch (InterruptedException gone) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.warnf(e, "event stream broke off job=%s", job.id);
                to.fail(e);
            } finally {
                place.close();
            }
        }

        private void tellAll(JobView first, int from) throws InterruptedException {
            JobView job = first;
            int last = from;
            while (since(began).compareTo(LONGEST) < 0) {
                for (JobEvent event : events.after(job, last)) {
                    send(of(event));
                    last = event.sequence();
                }
                if (job.finishedAt != null) {
                    return;
                }
                if (since(sentAt).compareTo(PING_EVERY) >= 0) {
                    send(sse.newEventBuilder().comment("still here").build());
                }
                moves.await(job.id, job.sequence, PING_EVERY.minus(since(sentAt)));
                job = jobs.existing(tenant, job.id);
            }
        }

        private OutboundSseEvent of(JobEvent event) {
            return sse.newEventBuilder()
                    .id(Integer.toString(event.sequence()))
                    .name(event.type())
                    .mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(event)
                    .build();
        }

        private void send(OutboundSseEvent event) {
            to.emit(event);
            sentAt = clock.nanos();
        }

        private Duration since(long nanos) {
            return Duration.ofNanos(clock.nanos() - nanos);
        }
    }
}
