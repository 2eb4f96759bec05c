package dev.chorale.api.webhook;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.notify.JobNews;
import dev.chorale.common.db.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends deliveries that are due.
 *
 * <p>One thread claims, a virtual thread sends each. It claims only what it can send at once, in all and for each host, so a
 * slow receiver holds four calls of this process and its other rows stay claimable by others. Whatever stops this
 * process, each row comes again when its lease is over: at least once, with the same {@code webhook-id}.
 */
@ApplicationScoped
public class WebhookSender {
    private static final Logger LOG = Logger.getLogger(WebhookSender.class);
    private static final int PER_HOST = 4;
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** Between two claims: many events at once are one look. */
    private static final Duration BREATH = Duration.ofMillis(20);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final DeliveryLedger ledger;
    private final ReceiverClient receivers;
    private final RetrySchedule schedule;
    private final MeterRegistry meters;
    private final Slots slots;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    @Inject
    public WebhookSender(
            DeliveryLedger ledger,
            ReceiverClient receivers,
            RetrySchedule schedule,
            MeterRegistry meters,
            ApiSettings settings) {
        this(ledger, receivers, schedule, meters, settings.webhook().concurrency());
    }

    WebhookSender(
            DeliveryLedger ledger,
            ReceiverClient receivers,
            RetrySchedule schedule,
            MeterRegistry meters,
            int concurrency) {
        this.ledger = ledger;
        this.receivers = receivers;
        this.schedule = schedule;
        this.meters = meters;
        this.slots = new Slots(concurrency);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("webhook-sender").start(this::run);
    }

    /** Claims nothing more; what is in flight may end. What does not comes again when its lease is over. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped.countDown();
        calls.shutdown();
        if (!calls.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            calls.shutdownNow();
        }
    }

    void told(@Observes JobNews item) {
        if (item.isEnd()) {
            wake();
        }
    }

    /** Something may be due: look now. May be called from anywhere, as often as one likes. */
    public void wake() {
        news.release();
    }

    private void run() {
        try {
            while (!stopped.await(BREATH.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
                news.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("webhook sender was interrupted");
        }
    }

    private void look() {
        try {
            claimAndSend();
        } catch (RuntimeException e) {
            Database.tell(LOG, "webhook deliveries could not be claimed", e);
        }
    }

    /** One round. @return how many deliveries it began */
    int claimAndSend() {
        int free = slots.free();
        if (free == 0 || stopped.getCount() == 0) {
            return 0;
        }
        List<Delivery> due = ledger.claim(free, slots.takenByHost(), PER_HOST);
        due.forEach(delivery -> slots.take(delivery.host()));
        due.forEach(delivery -> calls.execute(() -> attempt(delivery)));
        return due.size();
    }

    private void attempt(Delivery delivery) {
        try {
            settle(delivery, send(delivery));
        } catch (RuntimeException e) {
            Database.tell(LOG, "webhook attempt was not settled delivery=" + delivery, e);
        } finally {
            slots.give(delivery.host());
            wake();
        }
    }

    /** A defect of ours costs an attempt as well: without a verdict the row would come again and again. */
    private Answer send(Delivery delivery) {
        try {
            return receivers.send(delivery);
        } catch (RuntimeException e) {
            LOG.errorf(e, "webhook attempt broke off delivery=%s", delivery);
            return new Answer.Unreachable("internal_error");
        }
    }

    private void settle(Delivery delivery, Answer answer) {
        switch (answer) {
            case Answer.Delivered(int status) -> count(delivery, "delivered", ledger.delivered(delivery, status));
            case Answer.Gone(int status) -> count(delivery, "failed", ledger.failed(delivery, status, "gone"));
            case Answer.Blocked() -> count(delivery, "blocked", ledger.failed(delivery, null, "blocked"));
            case Answer.Refused(int status, Optional<Duration> retryAfter) ->
                retryOrFail(delivery, retryAfter, status, "refused");
            case Answer.Unreachable(String reason) -> retryOrFail(delivery, Optional.empty(), null, reason);
        }
    }

    private void retryOrFail(
            Delivery delivery, Optional<Duration> retryAfter, @Nullable Integer status, String reason) {
        schedule.waitAfter(delivery.attempt(), retryAfter)
                .ifPresentOrElse(
                        wait -> count(delivery, "retried", ledger.retry(delivery, wait, status, reason)),
                        () -> count(delivery, "failed", ledger.failed(delivery, status, reason)));
    }

    /** A verdict that came after its lease was lost says nothing: the attempt after it does. */
    private void count(Delivery delivery, String outcome, boolean counted) {
        if (counted) {
            meters.counter("chorale.webhook.deliveries", "outcome", outcome).increment();
            LOG.infof("webhook attempt ended outcome=%s delivery=%s", outcome, delivery);
        }
    }
}
