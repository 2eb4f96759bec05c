package dev.chorale.deploy.check;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.EngineEntry;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.http.CallTimes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Has the engine speak, each call on a thread of its own and within an {@link Allowance}: what is not done by then is
 * aborted, and fails with {@link Call#TIME_WAS_UP}.
 */
final class Mouth implements AutoCloseable {
    private static final int SEED = 1;

    private final SpeechEngine engine;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private volatile boolean hasAbandoned;

    /** A call that runs. */
    record Running(Segment segment, Future<Call> call, long begun) {
        void abort() {
            call.cancel(true);
        }
    }

    Mouth(SpeechEngine engine) {
        this.engine = engine;
    }

    EngineCard card() {
        return engine.card();
    }

    /** Whether the adapter lets a server hear one call at a time: more at once would only tell of its own queue. */
    boolean isOneAtATime() {
        return card().kind().equals(EngineEntry.GPT_SOVITS);
    }

    static Segment line(EngineVoice voice, String text) {
        return new Segment(text, voice.nativeName(), Prosody.NEUTRAL, SEED);
    }

    Call say(Segment segment, Allowance allowance) throws InterruptedException {
        return heard(begin(segment), allowance);
    }

    /** All at once; the calls in the order of the segments. */
    List<Call> sayAtOnce(List<Segment> segments, Allowance allowance) throws InterruptedException {
        List<Running> running = segments.stream().map(this::begin).toList();
        try {
            Call[] calls = new Call[running.size()];
            for (int i = 0; i < calls.length; i++) {
                calls[i] = heard(running.get(i), allowance);
            }
            return List.of(calls);
        } finally {
            running.forEach(Running::abort);
        }
    }

    /**
     * Speaks one segment after the other, so many at any time. Calls that are not done at the end are aborted and untold.
     *
     * @param next gives nothing when there is nothing left to say; asked by several threads
     * @param heard told of each call, by several threads
     * @param toBegin no call is begun after it, but for the first of each thread
     * @param toEnd no call goes on after it
     */
    void sayInTurns(
            Supplier<Optional<Segment>> next, Consumer<Call> heard, int atOnce, Allowance toBegin, Allowance toEnd)
            throws InterruptedException {
        List<Future<?>> speakers = Stream.<Future<?>>generate(() -> threads.submit(() -> {
                    Optional<Segment> segment = next.get();
                    while (segment.isPresent()) {
                        heard.accept(spoken(segment.get()));
                        segment = toBegin.isUp() ? Optional.empty() : next.get();
                    }
                    return segment;
                }))
                .limit(atOnce)
                .toList();
        for (Future<?> speaker : speakers) {
            await(speaker, toEnd);
        }
    }

    private void await(Future<?> speaker, Allowance allowance) throws InterruptedException {
        try {
            speaker.get(allowance.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            hasAbandoned = true;
            speaker.cancel(true);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the adapter failed", e.getCause());
        }
    }

    /** Many servers go on with a call that was aborted: after one, waits for as long as the longest call took. */
    void settle(Allowance allowance) throws InterruptedException {
        if (hasAbandoned) {
            allowance.rest(Duration.ofNanos(longestNanos.get()));
            hasAbandoned = false;
        }
    }

    Running begin(Segment segment) {
        return new Running(segment, threads.submit(() -> spoken(segment)), System.nanoTime());
    }

    /** Waits for its end; aborts it when the time is up. */
    private Call heard(Running running, Allowance allowance) throws InterruptedException {
        try {
            return running.call().get(allowance.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            hasAbandoned = true;
            Duration took = Duration.ofNanos(System.nanoTime() - running.begun());
            longestNanos.accumulate(took.toNanos());
            return failed(
                    running, took, Call.TIME_WAS_UP, "no answer within the " + Wording.seconds(took) + " there were");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the adapter failed", e.getCause());
        } finally {
            running.abort();
        }
    }

    private static Call failed(Running running, Duration took, String code, String message) {
        Spoken spoken = new Spoken.Refused(EngineFailure.transient_(code, message));
        return new Call(running.segment(), spoken, took, Optional.empty());
    }

    private Call spoken(Segment segment) throws InterruptedException {
        Queue<CallTimes> times = new ConcurrentLinkedQueue<>();
        long begun = System.nanoTime();
        Spoken spoken = ScopedValue.where(CallTimes.LISTENER, times::add).call(() -> engine.speak(segment));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        longestNanos.accumulate(took.toNanos());
        return new Call(segment, spoken, took, firstSound(times));
    }

    /** Of the answer that held the audio: beside it there are signs of life and the like. */
    private static Optional<Duration> firstSound(Queue<CallTimes> times) {
        return times.stream().max(Comparator.comparingLong(CallTimes::bytes)).flatMap(CallTimes::firstSound);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
