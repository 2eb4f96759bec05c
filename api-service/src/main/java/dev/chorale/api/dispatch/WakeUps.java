package dev.chorale.api.dispatch;

import dev.chorale.common.wire.Topics;
import dev.chorale.common.wire.WakeUp;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Sends wake-ups after their runs are committed.
 *
 * <p>Never blocks and never fails a submit: what the buffer or Kafka does not take is dropped and counted; the
 * {@link Sweeper} announces the run again.
 */
@ApplicationScoped
public class WakeUps {
    private final Emitter<byte[]> lane;
    private final MeterRegistry meters;

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
                .withAck(() -> counted("chorale.messages.sent", topic))
                .withNack(failure -> counted("chorale.messages.dropped", topic));
        try {
            lane.send(message);
        } catch (IllegalStateException e) {
            meters.counter("chorale.messages.dropped", "topic", topic).increment();
        }
    }

    private CompletableFuture<Void> counted(String counter, String topic) {
        meters.counter(counter, "topic", topic).increment();
        return CompletableFuture.completedFuture(null);
    }
}
