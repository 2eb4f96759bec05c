package dev.chorale.worker.limit;

import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Complaint;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.engine.http.Sign;
import dev.chorale.worker.limit.Doubt.End;
import dev.chorale.worker.limit.Ended.How;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/**
 * A {@link Knee} for the threads that call one engine process.
 *
 * <p>While there is {@link Doubt} whether it died, for two seconds at most, and until the ceiling that follows is kept, no
 * call begins. Calls that were given up are in flight for a while yet, see {@link GivenUp}.
 */
final class KneeLimiter implements Limiter {
    private static final Logger LOG = Logger.getLogger(KneeLimiter.class);
    private static final Duration LONGEST_DOUBT = Duration.ofSeconds(2);
    private static final Duration KEPT_AGAIN_AFTER = Duration.ofSeconds(5);
    private static final Duration LOOKED_AGAIN_AFTER = Duration.ofMinutes(1);
    /** Of times in the store. */
    private static final Duration ROUNDING = Duration.ofMillis(1);

    private static final int SERVER_ERROR = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int TOO_MANY_REQUESTS = 429;

    private final String process;
    private final Knee knee;
    private final StandingStore store;
    private final Monotonic clock;
    private final Doubt doubt = new Doubt();
    private final GivenUp givenUp = new GivenUp();
    private Standing kept;
    private long keepFromNanos;
    private long lookFromNanos;
    private int inFlight;
    private volatile int limit;
    private volatile long doubtUntilNanos;

    /** @param process its name in the store */
    KneeLimiter(String process, Knee knee, StandingStore store, Monotonic clock) {
        this.process = process;
        this.knee = knee;
        this.store = store;
        this.clock = clock;
        this.kept = knee.standing();
        this.limit = knee.limit();
        this.doubtUntilNanos = clock.nanos();
        this.keepFromNanos = doubtUntilNanos;
        this.lookFromNanos = doubtUntilNanos + LOOKED_AGAIN_AFTER.toNanos();
    }

    @Override
    public int limit() {
        long now = clock.nanos();
        return now - doubtUntilNanos < 0 ? 0 : Math.max(0, limit - givenUp.count(now));
    }

    @Override
    public int most() {
        return Standing.NONE;
    }

    @Override
    public synchronized long begin() {
        inFlight++;
        return clock.nanos();
    }

    @Override
    public void ended(long beganNanos, Answer answer) {
        learn(beganNanos, answer);
        lookAgain();
    }

    private synchronized void learn(long beganNanos, Answer answer) {
        long now = clock.nanos();
        int flying = flying(now);
        inFlight--;
        doubt(endOf(answer), beganNanos, now);
        how(answer).ifPresent(how -> {
            if (how == How.SPOKEN) {
                givenUp.took(now - beganNanos);
            }
            tell(new Ended(beganNanos, now, flying, how, size(answer)));
        });
        if (answer instanceof Answer.Overran) {
            givenUp.add(now, now);
        }
    }

    @Override
    public synchronized void aborted(long beganNanos) {
        long now = clock.nanos();
        inFlight--;
        givenUp.add(beganNanos, now);
        doubt(End.UNTOLD, beganNanos, now);
    }

    @Override
    public synchronized void disbelieved(long beganNanos) {
        long now = clock.nanos();
        tell(new Ended(beganNanos, now, flying(now), How.DISBELIEVED, 0));
    }

    private int flying(long now) {
        return inFlight + givenUp.count(now);
    }

    private void doubt(End end, long began, long now) {
        switch (doubt.ended(end, began, now, inFlight + 1)) {
            case NOTHING -> {}
            case DOUBT -> doubtUntilNanos = now + LONGEST_DOUBT.toNanos();
            case ALIVE -> survived(now);
            case DEAD -> died(began, now);
            case SEEMS_DEAD -> tell(new Ended(began, now, doubt.inFlight(), How.SEEMED_TO_DIE, 0));
        }
    }

    private void survived(long now) {
        for (int i = 0; i < doubt.dropped(); i++) {
            tell(new Ended(now, now, doubt.inFlight(), How.FAILED, 0));
        }
        doubtUntilNanos = now;
    }

    private void died(long began, long now) {
        tell(new Ended(began, now, doubt.inFlight(), How.DIED, 0));
        givenUp.clear();
        doubtUntilNanos = clock.nanos();
    }

    private void tell(Ended call) {
        Standing before = knee.standing();
        knee.ended(call);
        if (knee.standing().ceiling() < before.ceiling() || call.how() == How.DIED) {
            limit = 0;
            LOG.warnf(
                    "engine process %s process=%s calls=%d limit=%d ceiling=%d",
                    call.how() == How.OUT_OF_MEMORY ? "ran out of memory" : "died",
                    process,
                    call.inFlight(),
                    knee.limit(),
                    knee.standing().ceiling());
        }
        try {
            keep();
        } finally {
            limit = knee.limit();
        }
    }

    /** What can't be kept now is kept some seconds later: each try may take as long, and all calls wait for it. */
    private void keep() {
        boolean isUrgent = knee.standing().ceiling() < kept.ceiling();
        if (kept.equals(knee.standing()) || (!isUrgent && clock.nanos() - keepFromNanos < 0)) {
            return;
        }
        try {
            store.keep(process, knee.standing());
            kept = knee.standing();
        } catch (JdbiException e) {
            keepFromNanos = clock.nanos() + KEPT_AGAIN_AFTER.toNanos();
            LOG.warnf(
                    "limit was not kept process=%s cause=%s",
                    process, e.getClass().getSimpleName());
        }
    }

    /** Whether an operator had a ceiling forgotten, or another worker kept a later one. Nobody waits for the store. */
    private void lookAgain() {
        if (!isTimeToLook()) {
            return;
        }
        try {
            store.find(process).ifPresent(this::heedIfLater);
        } catch (JdbiException e) {
            LOG.warnf(
                    "limit was not read process=%s cause=%s",
                    process, e.getClass().getSimpleName());
        }
    }

    /** @return for one of those that ask */
    private synchronized boolean isTimeToLook() {
        long now = clock.nanos();
        boolean isTime = now - lookFromNanos >= 0;
        if (isTime) {
            lookFromNanos = now + LOOKED_AGAIN_AFTER.toNanos();
        }
        return isTime;
    }

    private synchronized void heedIfLater(Standing found) {
        if (found.since().isAfter(knee.standing().since().plus(ROUNDING))) {
            LOG.infof("limit was changed by others process=%s ceiling=%d", process, found.ceiling());
            knee.heed(found, clock.nanos());
            kept = found;
            limit = knee.limit();
        }
    }

    private static End endOf(Answer answer) {
        return switch (answer) {
            case Answer.Lost _ -> End.DROPPED;
            case Answer.Cut _, Answer.Overran _ -> End.TROUBLED;
            case Answer.Given given
            when given.status() >= BAD_GATEWAY && given.status() <= GATEWAY_TIMEOUT -> End.TROUBLED;
            case Answer.Unreachable _, Answer.Busy _, Answer.Overflowed _ -> End.UNTOLD;
            case Answer.Given _, Answer.Failed _ -> End.ANSWERED;
        };
    }

    /** What says nothing about the load is left out: a refusal of the request, a process that took no connection. */
    private static Optional<How> how(Answer answer) {
        return switch (answer) {
            case Answer.Given given
            when given.status() == 200 ->
                Optional.of(Sign.of(given).equals(Optional.of(Sign.SPOKE)) ? How.SPOKEN : How.FAILED);
            case Answer.Given given
            when given.status() >= SERVER_ERROR && Complaint.in(given.body()).isOutOfMemory() ->
                Optional.of(How.OUT_OF_MEMORY);
            case Answer.Given given
            when given.status() >= SERVER_ERROR || given.status() == TOO_MANY_REQUESTS -> Optional.of(How.FAILED);
            case Answer.Failed(EngineFailure failure)
            when failure.code().equals(EngineFailure.ENGINE_OUT_OF_MEMORY) -> Optional.of(How.OUT_OF_MEMORY);
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
