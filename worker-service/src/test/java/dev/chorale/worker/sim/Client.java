package dev.chorale.worker.sim;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.memory.JobRow;
import dev.chorale.common.memory.MemorySubmit.Kind;
import dev.chorale.common.memory.MemorySubmit.Result;
import dev.chorale.common.memory.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** A caller: asks for lines, repeats itself where it got no answer, changes its mind. Keeps a {@link Ledger}. */
public final class Client {
    private static final int REQUESTS = 6;
    private static final int MOST_TRIES = 12;
    private static final Duration AGAIN = Duration.ofMillis(400);
    private static final Duration BETWEEN = Duration.ofSeconds(6);

    private final Host host;
    private final UUID tenant;
    private final World world;
    private final Ledger ledger;
    private final Supplier<SimApi> anyApi;
    private boolean done;

    /** @param anyApi the API process that a call reaches */
    public Client(Host host, UUID tenant, World world, Ledger ledger, Supplier<SimApi> anyApi) {
        this.host = host;
        this.tenant = tenant;
        this.world = world;
        this.ledger = ledger;
        this.anyApi = anyApi;
    }

    /** What a caller says, again if need be. */
    private record Request(
            Line line,
            @Nullable Instant deadline,
            boolean wantsNotice,
            @Nullable String key) {}

    public void start() {
        world.clock().actor(host, this::live).start();
    }

    public boolean isDone() {
        return done;
    }

    private void live() {
        Chance chance = world.chance();
        for (int i = 0; i < REQUESTS; i++) {
            world.clock().rest(chance.upTo(BETWEEN));
            Line line = chance.oneOf(Line.ALL);
            Instant deadline = chance.hits(0.2)
                    ? world.clock().instant().plus(chance.between(Duration.ofSeconds(1), Duration.ofSeconds(20)))
                    : null;
            String key = chance.hits(0.7) ? host.name() + "-" + i : null;
            ask(new Request(line, deadline, chance.hits(0.7), key));
        }
        done = true;
    }

    private void ask(Request request) {
        Result result = answered(() -> submit(request), request.key() == null ? 1 : MOST_TRIES);
        if (result == null) {
            return;
        }
        if (result.kind() == Kind.KEY_REUSED) {
            world.journal().breach("a repeated request was taken for another one");
            return;
        }
        ledger.acked(result.job(), request.line());
        if (request.key() != null) {
            repeat(request, result.job());
        }
        if (world.chance().hits(0.25)) {
            cancel(result.job());
        }
    }

    private Result submit(Request request) {
        UUID job = world.ids().next();
        ledger.intended(job, tenant + "/" + request.key(), request.key() != null);
        Result result = anyApi.get()
                .submit(new NewJob(
                        tenant,
                        job,
                        world.ids().next(),
                        request.line().cacheKey(),
                        request.line().json(),
                        Line.ENGINE,
                        Lane.STANDARD,
                        request.wantsNotice(),
                        request.deadline(),
                        request.key(),
                        request.line().text()));
        world.journal().note(() -> host.name() + " asked for " + request.line().text() + ": " + result);
        return result;
    }

    private void repeat(Request request, UUID job) {
        if (world.chance().hits(0.2)) {
            Result again = answered(() -> submit(request), MOST_TRIES);
            if (again != null && !again.equals(new Result(Kind.REPLAYED, job))) {
                world.journal().breach("an idempotent repeat made " + again + ", not " + job);
            }
        }
        if (world.chance().hits(0.1)) {
            Line other = Line.ALL.get((Line.ALL.indexOf(request.line()) + 1) % Line.ALL.size());
            Request changed = new Request(other, request.deadline(), request.wantsNotice(), request.key());
            Result refused = answered(() -> submit(changed), MOST_TRIES);
            if (refused != null && refused.kind() != Kind.KEY_REUSED) {
                world.journal().breach("a key that stands for another request gave " + refused);
            }
        }
    }

    private void cancel(UUID job) {
        world.clock().rest(world.chance().upTo(BETWEEN));
        List<?> cancelled = answered(() -> anyApi.get().cancel(job), MOST_TRIES);
        JobRow row = Objects.requireNonNull(world.tables().jobs.get(job));
        if (cancelled != null && row.waits()) {
            world.journal().breach("job " + job + " goes on after its cancel was answered");
        }
        if (cancelled != null && !cancelled.isEmpty()) {
            ledger.ends(job, State.CANCELLED);
        }
    }

    private <T> @Nullable T answered(Supplier<T> call, int mostTries) {
        for (int tries = 0; tries < mostTries; tries++) {
            try {
                return call.get();
            } catch (JdbiException e) {
                world.clock().rest(AGAIN);
            }
        }
        return null;
    }
}
