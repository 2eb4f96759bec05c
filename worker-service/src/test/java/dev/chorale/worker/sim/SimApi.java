package dev.chorale.worker.sim;

import dev.chorale.common.memory.MemoryRunMoves;
import dev.chorale.common.memory.MemorySubmit;
import dev.chorale.common.memory.MemorySubmit.Committed;
import dev.chorale.common.memory.MemorySubmit.Result;
import dev.chorale.common.memory.MemoryWithdrawals;
import dev.chorale.common.memory.NewJob;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.common.outcome.Sweep;
import dev.chorale.common.outcome.Withdrawals;
import dev.chorale.common.wire.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** An API process: submits, cancels, sweeps. */
public final class SimApi {
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    private static final Duration WAKE_AFTER = Duration.ofSeconds(5);

    private final Host host;
    private final World world;
    private final Link link;
    private final MemorySubmit submit;
    private final Withdrawals withdrawals;
    private final Sweep sweep;

    public SimApi(Host host, World world) {
        this.host = host;
        this.world = world;
        this.link = world.database(host);
        this.submit = new MemorySubmit(world.tables());
        this.withdrawals = new Cancels(link, new MemoryWithdrawals(world.tables()));
        this.sweep = new Sweep(
                new Moves(link, new MemoryRunMoves(world.tables())),
                withdrawals,
                new Hearers(world.broker()),
                WAKE_AFTER);
    }

    public Host host() {
        return host;
    }

    public void start() {
        world.clock().actor(host, this::sweepOn).start();
    }

    /** Blocks until it is committed, and throws where nobody knows whether it is. */
    public Result submit(NewJob job) {
        Committed committed = link.call("submit", () -> submit.commit(List.of(job)));
        world.broker().announce(committed.wakeUps());
        return Objects.requireNonNull(committed.results().get(job.job()));
    }

    public List<Ended> cancel(UUID job) {
        return withdrawals.cancel(job);
    }

    private void sweepOn() {
        while (true) {
            world.clock().rest(SWEEP_EVERY);
            try {
                sweep.round();
            } catch (RuntimeException e) {
                world.journal().note(() -> host.name() + " sweep failed: " + e);
            }
        }
    }

    private record Moves(Link link, RunMoves moves) implements RunMoves {
        @Override
        public List<Revoked> revokeLost(int limit) {
            return link.call("revokeLost", () -> moves.revokeLost(limit));
        }

        @Override
        public int requeueDue(int limit) {
            return link.call("requeueDue", () -> moves.requeueDue(limit));
        }

        @Override
        public List<WakeUp> announceDue(int limit, Duration after) {
            return link.call("announceDue", () -> moves.announceDue(limit, after));
        }
    }

    private record Cancels(Link link, Withdrawals withdrawals) implements Withdrawals {
        @Override
        public List<Ended> cancel(UUID job) {
            return link.call("cancel", () -> withdrawals.cancel(job));
        }

        @Override
        public List<Ended> expireDue() {
            return link.call("expireDue", withdrawals::expireDue);
        }
    }

    private record Hearers(Broker broker) implements Sweep.Audience {
        @Override
        public void revoked(RunMoves.Revoked run) {}

        @Override
        public void ended(List<Ended> jobs) {}

        @Override
        public void announce(List<WakeUp> wakeUps) {
            broker.announce(wakeUps);
        }
    }
}
