package dev.chorale.worker.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A history, and what was wrong in it. */
public final class Journal {
    private final boolean written;
    private final LongSupplier nanos;
    private final List<String> lines = new ArrayList<>();
    private final List<String> breaches = new ArrayList<>();

    /** @param written whether the history is kept; breaches always are */
    public Journal(boolean written, LongSupplier nanos) {
        this.written = written;
        this.nanos = nanos;
    }

    public void note(Supplier<String> fact) {
        if (written) {
            lines.add(at() + fact.get());
        }
    }

    /** An invariant does not hold. */
    public void breach(String what) {
        breaches.add(at() + what);
        note(() -> "BREACH " + what);
    }

    public boolean isClean() {
        return breaches.isEmpty();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    private String at() {
        return "%9.3f ".formatted(Duration.ofNanos(nanos.getAsLong()).toMillis() / 1000.0);
    }
}
