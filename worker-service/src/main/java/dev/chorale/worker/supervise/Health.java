package dev.chorale.worker.supervise;

import dev.chorale.worker.engine.http.Sign;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Decides of one life of a process whether it is over, and why: what was seen goes in, a reason comes out.
 *
 * <p>Nothing is held against a process that speaks: each speech wipes out what was before. A lost card is certain. The
 * other states are known by their repetition without speech between; errors besides by their duration, because a burst of
 * them is what too many calls at once look like, and the limiter's part.
 *
 * <p>Not thread-safe.
 */
final class Health {
    static final int LOST_MODELS = 2;
    static final int SILENCES = 3;
    static final int LATE_CALLS = 3;
    static final int FAILURES = 6;
    static final Duration FAILING = Duration.ofSeconds(30);

    private final Map<Sign, Integer> inARow = new EnumMap<>(Sign.class);
    private final Growth resident;
    private final Growth card;
    private long failingSince;

    /** @param stretch of which the memory's growth is judged by several */
    Health(Duration stretch) {
        this.resident = new Growth(stretch);
        this.card = new Growth(stretch);
    }

    /** A call has ended. */
    Optional<Reason> saw(Sign sign, long nanos) {
        if (sign == Sign.SPOKE) {
            forgive();
            return Optional.empty();
        }
        if (inARow.isEmpty()) {
            failingSince = nanos;
        }
        return certain(sign, inARow.merge(sign, 1, Integer::sum)).or(() -> isFailing(nanos));
    }

    private static Optional<Reason> certain(Sign sign, int times) {
        return switch (sign) {
            case LOST_CARD -> Optional.of(Reason.CARD);
            case LOST_MODEL -> from(times, LOST_MODELS, Reason.MODEL);
            case SILENT -> from(times, SILENCES, Reason.SILENCE);
            case LATE -> from(times, LATE_CALLS, Reason.HANG);
            case FAILED, SPOKE -> Optional.empty();
        };
    }

    private static Optional<Reason> from(int times, int least, Reason reason) {
        return times >= least ? Optional.of(reason) : Optional.empty();
    }

    private Optional<Reason> isFailing(long nanos) {
        int failures = inARow.values().stream().mapToInt(Integer::intValue).sum();
        boolean long_ = nanos - failingSince >= FAILING.toNanos();
        return failures >= FAILURES && long_ ? Optional.of(Reason.ERRORS) : Optional.empty();
    }

    /** It spoke a known word: what it failed of was not its own fault. */
    void forgive() {
        inARow.clear();
    }

    /**
     * Its memory was looked at.
     *
     * @param residentBytes of all its processes, where that can be seen
     * @param cardShare the used share of its GPU, 0..1, where that can be seen
     */
    Optional<Reason> grew(OptionalLong residentBytes, OptionalDouble cardShare, long nanos) {
        boolean leaks = residentBytes.isPresent() && resident.saw(residentBytes.getAsLong(), nanos);
        boolean fills = cardShare.isPresent() && card.saw(cardShare.getAsDouble(), nanos);
        return leaks || fills ? Optional.of(Reason.LEAK) : Optional.empty();
    }
}
