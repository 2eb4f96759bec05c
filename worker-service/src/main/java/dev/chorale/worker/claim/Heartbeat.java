package dev.chorale.worker.claim;

import dev.chorale.common.job.Ids;
import dev.chorale.worker.claim.WorkerRows.Progress;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/**
 * Keeps the lease, every third of its length, and gives up the work when it can't. A beat that got no answer is followed
 * by the next a fifteenth of the length later. The loops that ask PostgreSQL may block, so another one watches the trust.
 */
@Singleton
final class Heartbeat {
    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);
    /** Well before a sweeper that comes back takes what is not given back. */
    private static final Duration SEARCH_EVERY = Duration.ofSeconds(2);

    private final WorkerRows rows;
    private final Lease lease;
    private final RunningRuns running;
    private final Ids ids;
    private final Strays strays;
    private final Time time;
    private final ClaimSettings settings;
    /** Whether the last beat was. */
    private volatile boolean answered = true;
    /** Who we were before. */
    private volatile UUID former = new UUID(0, 0);

    Heartbeat(
            WorkerRows rows,
            Lease lease,
            RunningRuns running,
            Ids ids,
            Strays strays,
            Time time,
            ClaimSettings settings) {
        this.rows = rows;
        this.lease = lease;
        this.running = running;
        this.ids = ids;
        this.strays = strays;
        this.time = time;
        this.settings = settings;
    }

    /** A new worker as far as anybody can tell: a fresh id and a live lease. */
    void register() {
        UUID worker = ids.next();
        long sent = time.clock().nanos();
        rows.register(worker, host(), ProcessHandle.current().pid());
        lease.renewed(worker, sent);
        LOG.infof("worker registered worker=%s slots=%d lease=%s", worker, settings.slots(), settings.lease());
    }

    private interface Turn {
        void run() throws InterruptedException;
    }

    /** Runs until interrupted. */
    void beatOn() {
        every(() -> settings.lease().dividedBy(answered ? 3 : 15), this::beat);
    }

    /** Runs until interrupted. Apart from the beats: no row that somebody else holds may hold them up. */
    void searchOn() {
        every(thirdOfTheLease(SEARCH_EVERY), this::search);
    }

    /** Runs until interrupted. A cancelled run stops within this time. */
    void tellOn() {
        every(thirdOfTheLease(TELL_EVERY), this::tell);
    }

    private Duration thirdOfTheLease(Duration most) {
        Duration third = settings.lease().dividedBy(3);
        return third.compareTo(most) < 0 ? third : most;
    }

    /** Runs until interrupted. */
    void watchOn() {
        every(settings.lease().dividedBy(30), this::watch);
    }

    private void every(Duration length, Turn turn) {
        every(() -> length, turn);
    }

    private void every(Supplier<Duration> length, Turn turn) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                time.pause().of(length.get());
                survived(turn);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A worker whose heart stands still is dead, and says that it is ready: nothing may end these loops. */
    private static void survived(Turn turn) throws InterruptedException {
        try {
            turn.run();
        } catch (RuntimeException e) {
            LOG.error("a turn of the heartbeat failed", e);
        }
    }

    void beat() {
        boolean before = answered;
        answered = false;
        try {
            UUID worker = lease.worker();
            long sent = time.clock().nanos();
            if (rows.renew(worker)) {
                lease.renewed(worker, sent);
            } else {
                startAnew(worker);
            }
            answered = true;
        } catch (JdbiException e) {
            LOG.logf(
                    before ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "heartbeat failed worker=%s cause=%s",
                    lease.worker(),
                    e.getClass().getSimpleName());
        }
    }

    /** Gives up the strays, also those of a lease that we lost: while the sweeper has not taken them, they are ours. */
    void search() throws InterruptedException {
        try {
            strays.giveUp(former);
            strays.giveUp(lease.worker());
        } catch (JdbiException e) {
            LOG.debugf("strays were not looked for cause=%s", e.getClass().getSimpleName());
        }
    }

    /** Says how far the runs are, and learns which of them nobody wants any more. */
    void tell() {
        try {
            writeProgress(lease.worker());
        } catch (JdbiException e) {
            LOG.debugf("progress was not told cause=%s", e.getClass().getSimpleName());
        }
    }

    void watch() {
        running.abort(run -> !lease.isTrusted(run.held().fence().worker()), "lease_not_trusted");
    }

    /** The old row stays: when its lease ended tells the sweeper whether its runs are charged. */
    private void startAnew(UUID worker) {
        LOG.warnf("lease was lost worker=%s", worker);
        lease.lost();
        running.abort(run -> true, "lease_lost");
        former = worker;
        register();
    }

    private void writeProgress(UUID worker) {
        List<Progress> told = running.all().stream()
                .map(run -> new Progress(run.held().fence(), run.permille()))
                .toList();
        if (!told.isEmpty()) {
            Set<UUID> ours = rows.progress(worker, told);
            running.abort(
                    run -> told.stream()
                                    .anyMatch(p -> p.fence().equals(run.held().fence()))
                            && !ours.contains(run.held().fence().run()),
                    "withdrawn");
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
