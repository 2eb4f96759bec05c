package dev.chorale.worker.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers all that was kept, and finds what a test puts there. */
final class FakeStandings implements StandingStore {
    final List<Standing> kept = new ArrayList<>();
    Optional<Standing> found = Optional.empty();
    /** What others do while it is asked. */
    Runnable meanwhile = () -> {};

    @Nullable
    RuntimeException fails;

    @Override
    public Optional<Standing> find(String process) {
        meanwhile.run();
        return found;
    }

    @Override
    public void belongs(String process, String engine) {}

    @Override
    public void keep(String process, Standing standing) {
        if (fails != null) {
            throw fails;
        }
        kept.add(standing);
    }
}
