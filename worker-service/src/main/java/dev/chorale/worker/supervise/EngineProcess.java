package dev.chorale.worker.supervise;

import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.HttpCall;
import dev.chorale.worker.engine.http.Survival;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One engine process and its lives, on one thread: it is started and warmed, may be called, is watched, and when its
 * {@link Health} says so, or it ended by itself, closed, emptied of calls, ended and after a pause started again.
 */
final class EngineProcess {
    private static final Logger LOG = Logger.getLogger(EngineProcess.class);
    private static final Duration SIGN = Duration.ofSeconds(2);
    private static final CallLimits OF_SIGN = new CallLimits(SIGN, SIGN, SIGN, 1 << 20);
    private static final Duration END = Duration.ofSeconds(12);
    private static final Duration KNOWN_WORD = Duration.ofSeconds(20);

    private final URI address;
    private final String command;
    private final Rhythm rhythm;
    private final Supplier<OptionalDouble> cardShare;
    private final Consumer<Reason> restarts;
    private final EngineTime time;
    private final Door door;
    private final Pauses pauses;
    private final Thread thread = Thread.ofVirtual().name("engine-process").unstarted(this::live);
    private Duration life = Duration.ZERO;
    private volatile boolean inUse;
    private volatile boolean ended;

    /**
     * @param command for the shell, of this process alone
     * @param cardShare the used share of its GPU, 0..1, where that can be seen
     * @param restarts told of each
     */
    EngineProcess(
            URI address,
            String command,
            Rhythm rhythm,
            Supplier<OptionalDouble> cardShare,
            Consumer<Reason> restarts,
            EngineTime time) {
        this.address = address;
        this.command = command;
        this.rhythm = rhythm;
        this.cardShare = cardShare;
        this.restarts = restarts;
        this.time = time;
        this.door = new Door(time.clock());
        this.pauses = new Pauses(rhythm.firstPause(), rhythm.longestPause());
    }

    Attendant attendant() {
        return door;
    }

    /** Returns at once. To be called once. */
    void start() {
        thread.start();
    }

    /** Texts of callers are sent from now on: what the process writes may quote them, and is told no more. */
    void inUse() {
        inUse = true;
    }

    /** Begins to end the process; returns at once. May be called again. */
    void stop() {
        ended = true;
        door.close();
        thread.interrupt();
    }

    /** Waits, after {@link #stop}, until it has ended. */
    void awaitEnd() throws InterruptedException {
        if (thread.getState() != Thread.State.NEW) {
            thread.join(END);
        }
    }

    private void live() {
        try {
            while (!ended) {
                restarts.accept(once());
                time.pause().of(pauses.after(life));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One life. */
    private Reason once() throws InterruptedException {
        life = Duration.ZERO;
        try (Launched launched = Launched.start(command)) {
            LOG.infof("engine process started address=%s pid=%d", address, launched.pid());
            return lived(launched);
        } catch (IOException e) {
            LOG.errorf("engine process was not started address=%s cause=%s", address, e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "engine process was given up address=%s", address);
        } finally {
            door.close();
        }
        return Reason.START;
    }

    private Reason lived(Launched launched) throws InterruptedException {
        try {
            Reason reason = warm(launched) ? served(launched) : Reason.START;
            tell(reason.word(), reason == Reason.START, launched);
            return reason;
        } catch (InterruptedException e) {
            tell("stop", false, launched);
            throw e;
        }
    }

    /** False if it ended, or did not come up in time. */
    private boolean warm(Launched launched) throws InterruptedException {
        long end = time.clock().nanos() + rhythm.startLimit().toNanos();
        boolean ready = false;
        while (!ready && launched.isAlive() && time.clock().nanos() - end < 0) {
            time.pause().of(rhythm.glance());
            ready = answers() && passes(rhythm.startLimit());
        }
        return ready && launched.isAlive();
    }

    /** Whatever it says, it takes connections; by gRPC the known word alone tells more. */
    private boolean answers() throws InterruptedException {
        if (address.getScheme().equals("grpc")) {
            return Survival.listens(address);
        }
        return HttpCall.send(HttpRequest.newBuilder(address).GET().build(), OF_SIGN) instanceof Answer.Given;
    }

    private boolean passes(Duration atMost) throws InterruptedException {
        Optional<Attendant.Rehearsal> rehearsal = door.rehearsal();
        return rehearsal.isEmpty() || rehearsal.get().passes(atMost);
    }

    private Reason served(Launched launched) throws InterruptedException {
        long began = time.clock().nanos();
        door.open(new Health(rhythm.stretch()));
        LOG.infof("engine process is ready address=%s", address);
        Reason reason = watch(launched);
        door.close();
        life = Duration.ofNanos(time.clock().nanos() - began);
        door.awaitEmpty();
        return reason;
    }

    private Reason watch(Launched launched) throws InterruptedException {
        long looked = time.clock().nanos();
        while (launched.isAlive()) {
            Optional<Reason> verdict = door.verdict();
            if (verdict.isPresent() && !isRefuted(verdict.get())) {
                return verdict.get();
            }
            if (time.clock().nanos() - looked >= rhythm.memoryEvery().toNanos()) {
                looked = time.clock().nanos();
                door.grew(launched.residentBytes(), cardShare.get());
            }
            time.pause().of(rhythm.glance());
        }
        return Reason.EXIT;
    }

    /** What it does wrong may be the texts' fault: a process that speaks a known word is not to blame. */
    private boolean isRefuted(Reason reason) throws InterruptedException {
        boolean refuted = reason.mayBeOfTheTexts() && door.rehearsal().isPresent() && passes(KNOWN_WORD);
        if (refuted) {
            door.forgive();
        }
        return refuted;
    }

    /** With what it wrote, if that cannot quote a caller: until the engine is in use, and of a life without calls. */
    private void tell(String reason, boolean uncalled, Launched launched) {
        String output = uncalled || !inUse ? " output:\n" + launched.lastLines() : "";
        LOG.warnf("engine process is over address=%s reason=%s%s", address, reason, output);
    }
}
