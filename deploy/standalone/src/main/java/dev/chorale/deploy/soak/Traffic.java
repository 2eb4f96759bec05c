package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.soak.Caller.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Callers, one virtual thread each, at a fixed rate whether or not earlier ones were answered. A caller without an answer
 * asks again with the same Idempotency-Key, at another API, for as long as a patient caller would. It parks between tries.
 */
final class Traffic {
    private static final int MOST_AT_ONCE = 4_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(300);
    private static final long HIGHEST_US = TimeUnit.MINUTES.toMicros(5);

    private final Caller caller;
    private final ClientJournal journal;
    private final Manner manner;
    private final Pause pause = Pause.system();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);
    private final Histogram micros = new ConcurrentHistogram(HIGHEST_US, 3);
    private final Tally tally = new Tally();

    /**
     * What this API has to offer, and where its news go.
     *
     * @param engine what stands before the slash of voices
     * @param receiver where webhooks go
     */
    record Manner(String engine, String receiver) {}

    /** One caller's plan. */
    record Wish(Submit submit, int number, @Nullable Duration cancelAfter, boolean asksTwice) {}

    /** What callers met. */
    static final class Tally {
        final AtomicLong unanswered = new AtomicLong();
        final AtomicLong refused = new AtomicLong();
        final AtomicLong gaveUp = new AtomicLong();
        final AtomicLong shed = new AtomicLong();
        final AtomicLong replayed = new AtomicLong();
        final AtomicLong replayedWrongly = new AtomicLong();
        final AtomicLong cancelsAnswered = new AtomicLong();
    }

    Traffic(Caller caller, ClientJournal journal, Manner manner) {
        this.caller = caller;
        this.journal = journal;
        this.manner = manner;
    }

    /** Blocks while {@code goOn} says so. */
    void run(int perSecond, Wishes wishes, BooleanSupplier goOn) {
        long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long began = System.nanoTime();
        for (int n = 0; goOn.getAsBoolean(); n++) {
            long due = began + n * gap;
            LockSupport.parkNanos(due - System.nanoTime());
            Wish wish = wishes.draw(n);
            if (free.tryAcquire()) {
                callers.execute(() -> pursue(wish, due));
            } else {
                tally.shed.incrementAndGet();
            }
        }
    }

    /** One submit, now, until it is answered. */
    void submitOne(Submit submit) throws InterruptedException {
        if (!submit(new Wish(submit, 0, null, false), System.nanoTime())) {
            throw new Failure("the first submit was refused; see the callers' journal in the data folder");
        }
    }

    /** Waits until each caller has an answer or has lost patience. */
    void finish() throws InterruptedException {
        callers.shutdown();
        if (!callers.awaitTermination(PATIENCE.toSeconds() + 60, TimeUnit.SECONDS)) {
            callers.shutdownNow();
        }
    }

    Tally tally() {
        return tally;
    }

    /** From the moment when a submit was due to its answer. */
    Histogram micros() {
        return micros;
    }

    private void pursue(Wish wish, long due) {
        try {
            if (submit(wish, due)) {
                repeat(wish);
                cancel(wish);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }

    private boolean submit(Wish wish, long due) throws InterruptedException {
        Submit submit = wish.submit();
        journal.intend(submit);
        for (int attempt = 0; System.nanoTime() - due < PATIENCE.toNanos(); attempt++) {
            try {
                Answer answer = caller.submit(wish.number() + attempt, body(submit), submit.key());
                if (answer.isGood()) {
                    micros.recordValue(Math.min(HIGHEST_US, (System.nanoTime() - due) / 1_000));
                    journal.accepted(submit, answer.json().path("id").asText());
                    return true;
                }
                if (answer.status() < 500 && answer.status() != 429) {
                    tally.refused.incrementAndGet();
                    journal.note("refused", submit, answer.json().toString());
                    return false;
                }
            } catch (IOException away) {
                journal.note("unanswered", submit, String.valueOf(away));
            }
            tally.unanswered.incrementAndGet();
            pause.of(BETWEEN_TRIES);
        }
        tally.gaveUp.incrementAndGet();
        return false;
    }

    /** The same wish with the same key must be the same job. */
    private void repeat(Wish wish) throws InterruptedException {
        if (!wish.asksTwice()) {
            return;
        }
        try {
            Answer answer = caller.submit(
                    wish.number() + 1, body(wish.submit()), wish.submit().key());
            if (answer.isGood()) {
                tally.replayed.incrementAndGet();
                if (!answer.json().path("id").asText().equals(wish.submit().job())) {
                    tally.replayedWrongly.incrementAndGet();
                    journal.note(
                            "replayed wrongly", wish.submit(), answer.json().toString());
                }
            }
        } catch (IOException away) {
            tally.unanswered.incrementAndGet();
        }
    }

    private void cancel(Wish wish) throws InterruptedException {
        if (wish.cancelAfter() == null) {
            return;
        }
        pause.of(wish.cancelAfter());
        try {
            Answer answer =
                    caller.post(wish.number(), "/v1/jobs/" + wish.submit().job() + "/cancel");
            if (answer.isGood()) {
                tally.cancelsAnswered.incrementAndGet();
                boolean took = answer.json().path("state").asText().equals("cancelled");
                wish.submit().cancelled(Instant.now(), took);
                journal.note(
                        "cancelled", wish.submit(), answer.json().path("state").asText());
            }
        } catch (IOException away) {
            journal.note("cancel unanswered", wish.submit(), String.valueOf(away));
        }
    }

    private ObjectNode body(Submit submit) {
        Line line = submit.line();
        ObjectNode body = Caller.JSON
                .createObjectNode()
                .put("input", line.text())
                .put("voice", manner.engine() + "/" + line.voice())
                .put("speed", line.speed())
                .put("format", "pcm")
                .put("sample_rate", 24_000)
                .put("webhook_url", manner.receiver());
        if (submit.deadline() != null) {
            body.put("deadline", submit.deadline().toString());
        }
        return body;
    }
}
