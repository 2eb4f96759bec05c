package dev.chorale.worker.sim;

import dev.chorale.common.wire.WakeUp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** Carries wake-ups, badly. */
public final class Broker {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration LATE = Duration.ofSeconds(8);

    private final Deque<WakeUp> waiting = new ArrayDeque<>();
    private final Clockwork clock;
    private final Chance chance;

    public Broker(Clockwork clock, Chance chance) {
        this.clock = clock;
        this.chance = chance;
    }

    public void announce(Collection<WakeUp> wakeUps) {
        wakeUps.forEach(wakeUp -> {
            if (!chance.hits(Fault.WAKE_UP_LOST)) {
                deliver(wakeUp);
            }
            if (chance.hits(Fault.WAKE_UP_DOUBLED)) {
                deliver(wakeUp);
            }
        });
    }

    private void deliver(WakeUp wakeUp) {
        clock.in(chance.upTo(chance.hits(Fault.WAKE_UP_LATE) ? LATE : SOON), () -> waiting.add(wakeUp));
    }

    /** At most so many of those that have arrived; they are the taker's until it gives them back. */
    public List<WakeUp> take(int most) {
        List<WakeUp> taken = new ArrayList<>();
        while (taken.size() < most && !waiting.isEmpty()) {
            taken.add(waiting.remove());
        }
        return taken;
    }

    /** They shall come again, to whomever. */
    public void giveBack(Collection<WakeUp> unsettled) {
        waiting.addAll(unsettled);
    }
}
