package dev.chorale.api.dispatch;

import dev.chorale.common.wire.Topics;
import dev.chorale.common.wire.WakeUp;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Sends wake-ups after their runs are committed.
 *
 * <p>Never blocks and never fails a submit: what the buffer or Kafka does not take is dropped and counted; the
 * {@link Sweeper} announces the run again.
 */
@ApplicationScoped
public class WakeUps {
    private static final Logger LOG = Logger.getLogger(WakeUps.class);

    private final Emitter<byte[]> lane;
    private final MeterRegistry meters;
    private final AtomicBoolean away = new AtomicBoolean();

    public WakeUps(
            @Channel("wake-ups") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 8192)
                    Emitter<byte[]> lane,
            MeterRegistry meters) {
        this.lane = lane;
        this.meters = meters;
    }

    public void announce(Collection<WakeUp> wakeUps) {
        wakeUps.forEach(this::announce);
    }

    private void announce(WakeUp wakeUp) {
        String topic = Topics.ofLane(wakeUp.lane());
        Message<byte[]> message = Message.of(wakeUp.toBytes())
                .addMetadata(
                        OutgoingKafkaRecordMetadata.builder().withTopic(topic).build())
                .withAck(() -> sent(topic))
                .withNack(failure -> dropped(topic, failure));
        try {
            lane.send(message);
        } catch (IllegalStateException e) {
            dropped(topic, e);
        }
    }

    private CompletableFuture<Void> sent(String topic) {
        meters.counter("chorale.messages.sent", "topic", topic).increment();
        if (away.compareAndSet(true, false)) {
            LOG.info("kafka takes wake-ups again");
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Told once, until one is taken again: the sweeper announces what this one would have. */
    private CompletableFuture<Void> dropped(String topic, Throwable failure) {
        meters.counter("chorale.messages.dropped", "topic", topic).increment();
        if (away.compareAndSet(false, true)) {
            LOG.warnf(
                    "kafka takes no wake-ups, workers find what waits cause=%s",
                    failure.getClass().getSimpleName());
        }
        return CompletableFuture.completedFuture(null);
    }
}
