package dev.chorale.worker.claim;

import dev.chorale.common.db.Database;
import dev.chorale.common.wire.WakeUp;
import dev.chorale.worker.claim.Claims.Fitting;
import dev.chorale.worker.engine.Repertoire;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/**
 * Brings work for one engine, on one thread: free slots first, then a poll of Kafka, then one claim for all that it
 * brought; and where Kafka is silent, a look into PostgreSQL on the same credit.
 *
 * <p>Records are accepted after the claim's commit. Dying between the two makes a stale wake-up, which the claim
 * refuses. Without credit nothing is polled, so what we can't do now stays visible to others.
 */
final class EngineLoop implements Runnable {
    private static final Logger LOG = Logger.getLogger(EngineLoop.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration JOIN = Duration.ofSeconds(3);
    /** Short beside a call of an engine: with runs in hand, nobody waits for it. */
    private static final Duration ENGINE_PAUSE = Duration.ofMillis(20);

    /** In health a worker with room is woken within milliseconds. */
    private static final Duration URGENT_AGE = Duration.ofMillis(300);

    private static final Duration DATABASE_PAUSE = Duration.ofMillis(500);

    /** What every loop of this process shares. */
    record Shared(
            Slots slots,
            Lease lease,
            Claims claims,
            RunningRuns running,
            Work work,
            LoadedVoices voices,
            MeterRegistry meters,
            Time time) {}

    private final ServedEngine engine;
    private final ClaimSettings settings;
    private final Shared shared;
    private final WakeUpSource wakeUps;
    private final PollGate gate;
    private final Room room;
    private final Respite respite = new Respite();
    private final Backlog backlog = new Backlog();
    private long byAge;
    private long urgentFrom;
    private volatile boolean stopped;

    EngineLoop(ServedEngine engine, ClaimSettings settings, Shared shared, WakeUpSource wakeUps, PollGate gate) {
        this.engine = engine;
        this.settings = settings;
        this.shared = shared;
        this.wakeUps = wakeUps;
        this.gate = gate;
        this.room = new Room(engine, settings, shared.running());
        this.byAge = shared.time().clock().nanos();
        this.urgentFrom = byAge;
        for (String via : List.of("kafka", "poll", "left", "urgent")) {
            shared.meters().counter("chorale.claims", "via", via);
        }
    }

    /** No claim begins after this; the thread ends soon. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try (wakeUps) {
            while (!stopped) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The body of the loop: what goes wrong in one turn is told, and the next one may begin. */
    void turn() throws InterruptedException {
        try {
            turnWithCredit();
        } catch (RuntimeException e) {
            Database.tell(LOG, "turn failed engine=" + engine.name(), e);
            shared.time().pause().of(DATABASE_PAUSE);
        }
    }

    private void turnWithCredit() throws InterruptedException {
        if (!shared.lease().isTrusted()) {
            shared.time().pause().of(Duration.ofMillis(50));
            return;
        }
        boolean rests = !respite.isOver(shared.time().clock().nanos());
        if (rests || room.forAny() == 0) {
            shared.time().pause().of(ENGINE_PAUSE);
            if (!rests) {
                claimUrgent();
            }
            return;
        }
        int credit = settings.recordsPerPoll();
        if (!shared.slots().take(credit, POLL)) {
            return;
        }
        int used = 0;
        try {
            used = bringWork(credit);
        } finally {
            shared.slots().giveBack(credit - used);
        }
    }

    /**
     * Of a full engine Kafka is not asked: nobody can say to it that only the interactive lane has room here. So where books
     * are what it is full of, what waits there and no worker with room has taken is looked for in PostgreSQL. Where a voice must
     * be loaded first, it is left to who has it.
     */
    private void claimUrgent() throws InterruptedException {
        long now = shared.time().clock().nanos();
        if (!settings.poll() || stopped || now - urgentFrom < 0 || !isFullOfBooks()) {
            return;
        }
        urgentFrom = now + PollGate.EVERY.toNanos();
        int free = shared.slots().takeUpTo(room.forUrgent());
        int begun = 0;
        try {
            begun = free == 0 ? 0 : begin("urgent", () -> shared.claims().claimUrgent(claimant(), URGENT_AGE, free));
        } finally {
            shared.slots().giveBack(free - begun);
        }
    }

    private boolean isFullOfBooks() {
        return engine.renderer().repertoire().isEmpty() && shared.running().isAnyLessUrgent(engine.name());
    }

    /** @return how much of the credit went to runs */
    private int bringWork(int credit) throws InterruptedException {
        long began = shared.time().clock().nanos();
        List<WakeUp> woken = wakeUps.poll(POLL);
        if (!woken.isEmpty()) {
            gate.heard();
            return claim(woken);
        }
        if (wakeUps.joined()) {
            gate.joining(JOIN);
        } else {
            gate.silent(Duration.ofNanos(shared.time().clock().nanos() - began));
        }
        return settings.poll() ? pollDatabase(credit) : 0;
    }

    private int claim(List<WakeUp> woken) throws InterruptedException {
        List<UUID> runs = woken.stream().map(WakeUp::run).distinct().toList();
        int begun;
        try {
            begun = shared.running().whileClaiming(() -> begin(claimed(runs), "kafka"));
            wakeUps.accept();
        } catch (JdbiException e) {
            wakeUps.release();
            tellAway(e);
            return 0;
        }
        return begun + claimInstead(runs.size() - begun);
    }

    /**
     * A wake-up whose run is done with already is one of many repeats, behind a backlog that has ended: what waits now
     * must not stand behind them all. It is the wake-up that brought it, so it counts as Kafka's.
     */
    private int claimInstead(int stale) {
        if (stale == 0 || stopped || engine.renderer().repertoire().isPresent()) {
            return 0;
        }
        try {
            return shared.running()
                    .whileClaiming(
                            () -> begin(shared.claims().claimWaiting(claimant(), Duration.ZERO, stale), "kafka"));
        } catch (RuntimeException e) {
            Database.tell(LOG, "nothing was claimed engine=" + engine.name(), e);
            return 0;
        }
    }

    /** Where a voice must be loaded first, or in a crowd, a wake-up says that something waits, not what. */
    private List<Claimed> claimed(List<UUID> runs) {
        Optional<Repertoire> has = engine.renderer().repertoire();
        if (has.isPresent()) {
            return shared.claims().claimFitting(claimant(), fitting(has.get(), true), runs.size());
        }
        return backlog.isThere(shared.time().clock().nanos())
                ? shared.claims().claimAsMany(claimant(), runs)
                : shared.claims().claim(claimant(), runs);
    }

    /** Now and then by age: a voice that is loaded and never rests would keep all others waiting. */
    private Fitting fitting(Repertoire has, boolean woken) {
        Set<String> voices = new HashSet<>(has.loaded());
        voices.addAll(shared.running().voicesOf(engine.name()));
        long now = shared.time().clock().nanos();
        boolean oldestFirst = now - byAge > Fitting.LONG.toNanos();
        byAge = oldestFirst ? now : byAge;
        return woken ? Fitting.woken(voices, oldestFirst) : Fitting.looking(voices, oldestFirst);
    }

    private int pollDatabase(int credit) throws InterruptedException {
        Optional<Duration> minAge = gate.open(shared.time().clock().nanos());
        boolean looks = minAge.isPresent() || engine.renderer().repertoire().isPresent();
        if (!looks || stopped) {
            return 0;
        }
        int more = shared.slots().takeUpTo(Math.min(settings.slots(), room.forAny()) - credit);
        int begun = 0;
        try {
            begun = claimWaiting(minAge.orElse(Duration.ZERO), credit + more);
        } finally {
            shared.slots().giveBack(more - Math.max(0, begun - credit));
        }
        return Math.min(begun, credit);
    }

    private int claimWaiting(Duration minAge, int limit) throws InterruptedException {
        Optional<Repertoire> has = engine.renderer().repertoire();
        if (has.isPresent()) {
            return begin("left", () -> shared.claims().claimFitting(claimant(), fitting(has.get(), false), limit));
        }
        int begun = begin("poll", () -> shared.claims().claimWaiting(claimant(), minAge, limit));
        gate.asked(shared.time().clock().nanos(), limit, begun);
        return begun;
    }

    private int begin(String via, Supplier<List<Claimed>> claim) throws InterruptedException {
        try {
            return shared.running().whileClaiming(() -> begin(claim.get(), via));
        } catch (JdbiException e) {
            tellAway(e);
            return 0;
        }
    }

    private Claimant claimant() {
        UUID worker = shared.lease().worker();
        return new Claimant(worker, engine.name(), settings.instanceOf(engine.name(), worker));
    }

    private int begin(List<Claimed> claimed, String via) {
        shared.meters().counter("chorale.claims", "via", via).increment(claimed.size());
        backlog.claimed(claimed, shared.time().clock().nanos());
        for (Claimed run : claimed) {
            LOG.infof(
                    "run claimed run=%s epoch=%d attempt=%d jobs=%d via=%s",
                    run.held().fence().run(),
                    run.held().fence().epoch(),
                    run.held().attempts(),
                    run.jobs().size(),
                    via);
            shared.voices()
                    .used(engine.name(), run.voiceKey(), run.held().fence().run());
            shared.work()
                    .begin(
                            run,
                            engine,
                            outcome ->
                                    respite.ended(outcome, shared.time().clock().nanos()));
        }
        return claimed.size();
    }

    private void tellAway(JdbiException e) throws InterruptedException {
        if (Database.isAway(e) || Database.isDeadlock(e)) {
            LOG.warnf("nothing was claimed, the database did not answer engine=%s", engine.name());
        } else {
            LOG.errorf(e, "nothing was claimed engine=%s", engine.name());
        }
        shared.time().pause().of(DATABASE_PAUSE);
    }
}
