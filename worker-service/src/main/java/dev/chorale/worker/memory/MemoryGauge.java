package dev.chorale.worker.memory;

import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.HttpCall;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads how full a GPU is, by a thread of its own, for as long as calls are in flight. Who asks gets what was read last,
 * unless that is three periods old.
 */
final class MemoryGauge {
    /** From one reading to the next. */
    static final Duration PERIOD = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(MemoryGauge.class);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final CallLimits LIMITS = new CallLimits(LIMIT, LIMIT, LIMIT, 4 << 20);
    private static final int OK = 200;

    private final URI address;
    private final Optional<String> card;
    private final EngineTime time;
    private final Duration period;
    private volatile @Nullable Reading last;
    private int calls;
    private boolean reads;
    private boolean toldOfTrouble;

    private record Reading(double share, long atNanos) {}

    /** @param card see {@link Cards#fullest} */
    MemoryGauge(URI address, Optional<String> card, EngineTime time, Duration period) {
        this.address = address;
        this.card = card;
        this.time = time;
        this.period = period;
    }

    /** The used share, 0..1; empty if it is not known now. Does not block. */
    OptionalDouble share() {
        Reading reading = last;
        return reading == null
                        || time.clock().nanos() - reading.atNanos()
                                > period.multipliedBy(3).toNanos()
                ? OptionalDouble.empty()
                : OptionalDouble.of(reading.share());
    }

    /** A call of the process begins. */
    synchronized void begin() {
        calls++;
        if (!reads) {
            reads = true;
            Thread.ofVirtual().name("memory-gauge").start(this::readOn);
        }
    }

    /** A call of the process has ended. */
    synchronized void end() {
        calls--;
    }

    private void readOn() {
        try {
            while (isWanted()) {
                read();
                time.pause().of(period);
            }
        } catch (InterruptedException e) {
            stopped();
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            stopped();
            LOG.warnf(e, "GPU memory was not read address=%s", address);
        }
    }

    private synchronized boolean isWanted() {
        reads = calls > 0;
        return reads;
    }

    private synchronized void stopped() {
        reads = false;
    }

    /** The model of the GPU, read now; empty if it is not told. Blocks for some seconds at most. */
    Optional<String> model() throws InterruptedException {
        return Cards.models(samples(), card);
    }

    private List<Sample> samples() throws InterruptedException {
        Answer answer = HttpCall.send(HttpRequest.newBuilder(address).GET().build(), LIMITS);
        return answer instanceof Answer.Given given && given.status() == OK
                ? Sample.read(new String(given.body(), StandardCharsets.UTF_8))
                : List.of();
    }

    private void read() throws InterruptedException {
        OptionalDouble share = Cards.fullest(samples(), card);
        share.ifPresent(read -> last = new Reading(read, time.clock().nanos()));
        tell(share.isEmpty());
    }

    /** Once, until it can be read again. */
    private void tell(boolean troubled) {
        if (troubled && !toldOfTrouble) {
            LOG.warnf("GPU memory was not found address=%s", address);
        }
        toldOfTrouble = troubled;
    }
}
