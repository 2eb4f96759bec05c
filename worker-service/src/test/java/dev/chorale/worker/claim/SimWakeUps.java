package dev.chorale.worker.claim;

import dev.chorale.common.wire.WakeUp;
import dev.chorale.worker.sim.World;
import java.time.Duration;
import java.util.List;

/** A consumer's view of the broker. What it took and did not settle comes back, as a share group's lock runs out. */
final class SimWakeUps implements WakeUpSource {
    private static final Duration LOCK = Duration.ofSeconds(5);

    private final World world;
    private final int most;
    private List<WakeUp> taken = List.of();

    SimWakeUps(World world, int most) {
        this.world = world;
        this.most = most;
    }

    @Override
    public List<WakeUp> poll(Duration limit) throws InterruptedException {
        List<WakeUp> found = world.broker().take(most);
        if (found.isEmpty()) {
            world.clock().pause(limit);
            found = world.broker().take(most);
        }
        hold(found);
        return found;
    }

    private void hold(List<WakeUp> found) {
        taken = found;
        if (!found.isEmpty()) {
            world.clock().in(LOCK, () -> {
                if (taken == found) {
                    release();
                }
            });
        }
    }

    @Override
    public void accept() {
        taken = List.of();
    }

    @Override
    public void release() {
        world.broker().giveBack(taken);
        taken = List.of();
    }

    @Override
    public boolean joined() {
        return false;
    }

    @Override
    public void close() {}
}
