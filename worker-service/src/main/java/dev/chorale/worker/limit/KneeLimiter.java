package dev.chorale.worker.limit;

import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.limit.Ended.How;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/**
 * A {@link Knee} for the threads that call one engine process.
 *
 * <p>A dropped connection alone is no death: it is one when every call that was in flight drops. Until that is known, and
 * until the ceiling that follows is kept, no call begins.
 */
final class KneeLimiter implements Limiter {
    private static final Logger LOG = Logger.getLogger(KneeLimiter.class);
    private static final Duration LONGEST_DOUBT = Duration.ofSeconds(2);
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;

    private final String process;
    private final Knee knee;
    private final StandingStore store;
    private final Monotonic clock;
    private Standing kept;
    private volatile int limit;
    private volatile long doubtUntilNanos;
    private int inFlightThen;
    private int dropped;
    private long droppedAtNanos;

    /** @param process its name in the store */
    KneeLimiter(String process, Knee knee, StandingStore store, Monotonic clock) {
        this.process = process;
        this.knee = knee;
        this.store = store;
        this.clock = clock;
        this.kept = knee.standing();
        this.limit = knee.limit();
        this.doubtUntilNanos = clock.nanos();
    }

    @Override
    public int limit() {
        return clock.nanos() - doubtUntilNanos < 0 ? 0 : limit;
    }

    @Override
    public int most() {
        return Standing.NONE;
    }

    @Override
    public synchronized void ended(long beganNanos, int inFlight, Answer answer) {
        long now = clock.nanos();
        if (answer instanceof Answer.Lost) {
            dropped(beganNanos, now, inFlight);
            return;
        }
        how(answer).ifPresent(how -> {
            if (dropped > 0 && beganNanos - droppedAtNanos < 0) {
                survived(now);
            }
            tell(new Ended(beganNanos, now, inFlight, how, size(answer)));
        });
    }

    /** Those that began after the first drop belong to another death. */
    private void dropped(long beganNanos, long now, int inFlight) {
        if (dropped == 0 || beganNanos - droppedAtNanos >= 0) {
            droppedAtNanos = now;
            inFlightThen = inFlight;
            dropped = 0;
            doubtUntilNanos = now + LONGEST_DOUBT.toNanos();
        }
        dropped++;
        if (dropped >= inFlightThen) {
            dropped = 0;
            tell(new Ended(beganNanos, now, inFlightThen, How.DIED, 0));
            doubtUntilNanos = clock.nanos();
        }
    }

    /** Another call that was in flight then got its answer: those that dropped were failures of their own. */
    private void survived(long now) {
        for (int i = 0; i < dropped; i++) {
            tell(new Ended(droppedAtNanos, now, inFlightThen, How.FAILED, 0));
        }
        dropped = 0;
        doubtUntilNanos = now;
    }

    private void tell(Ended call) {
        knee.ended(call);
        if (call.how() == How.DIED) {
            limit = 0;
            LOG.warnf(
                    "engine process died process=%s calls=%d limit=%d ceiling=%d",
                    process, call.inFlight(), knee.limit(), knee.standing().ceiling());
        }
        keep();
        if (limit != knee.limit()) {
            LOG.debugf("limit moved process=%s from=%d to=%d", process, limit, knee.limit());
        }
        limit = knee.limit();
    }

    /** What can't be kept now is kept after the next call. */
    private void keep() {
        if (kept.equals(knee.standing())) {
            return;
        }
        try {
            store.keep(process, knee.standing());
            kept = knee.standing();
        } catch (JdbiException e) {
            LOG.warnf(
                    "limit was not kept process=%s cause=%s",
                    process, e.getClass().getSimpleName());
        }
    }

    /** What says nothing about the load is left out: a refusal of the request, a process that took no connection. */
    private static Optional<How> how(Answer answer) {
        return switch (answer) {
            case Answer.Given given when given.status() == 200 -> Optional.of(How.SPOKEN);
            case Answer.Given given
            when given.status() >= SERVER_ERROR || given.status() == TOO_MANY_REQUESTS -> Optional.of(How.FAILED);
            case Answer.Failed(EngineFailure failure) when isOfTheRequest(failure) -> Optional.empty();
            case Answer.Failed _ -> Optional.of(How.FAILED);
            case Answer.Cut _, Answer.Overran _ -> Optional.of(How.FAILED);
            case Answer.Given _, Answer.Lost _, Answer.Unreachable _, Answer.Busy _, Answer.Overflowed _ ->
                Optional.empty();
        };
    }

    private static boolean isOfTheRequest(EngineFailure failure) {
        return failure.kind() == EngineFailure.Kind.PERMANENT
                || failure.code().equals(EngineFailure.ENGINE_MISCONFIGURED);
    }

    private static long size(Answer answer) {
        return answer instanceof Answer.Given given ? given.body().length : 0;
    }
}
