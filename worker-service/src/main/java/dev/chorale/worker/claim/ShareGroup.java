package dev.chorale.worker.claim;

import dev.chorale.common.time.Pause;
import dev.chorale.common.wire.Topics;
import dev.chorale.common.wire.WakeUp;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The wake-ups of one engine from its Kafka share group (KIP-932), with explicit acknowledgement.
 *
 * <p>A record is held for the length of a claim and never renewed: a client that renews starves itself and hides its
 * prefetched records from others. All engines share the topics, so wake-ups of other engines are accepted unread; what
 * is no wake-up is rejected. A consumer that fails is thrown away and made anew at the next poll; so is one whose Kafka is
 * away for long: its heartbeat thread would take a whole core (KAFKA-20253).
 */
final class ShareGroup implements WakeUpSource {
    private static final Logger LOG = Logger.getLogger(ShareGroup.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final String engine;
    private final KafkaLink link;
    private final Pause pause;
    private final MeterRegistry meters;
    private final List<ConsumerRecord<byte[], byte[]>> held = new ArrayList<>();
    private @Nullable KafkaShareConsumer<byte[], byte[]> consumer;
    private int generation;
    private boolean joined;

    ShareGroup(String engine, KafkaLink link, Pause pause, MeterRegistry meters) {
        this.engine = engine;
        this.link = link;
        this.pause = pause;
        this.meters = meters;
        meters.counter("chorale.messages.rejected", "engine", engine);
    }

    @Override
    public List<WakeUp> poll(Duration limit) throws InterruptedException {
        if (!link.isReady() || link.isAwayForLong()) {
            close();
            joined = false;
            pause.of(limit);
            return List.of();
        }
        try {
            List<WakeUp> wakeUps = read(current(), limit);
            link.polled(engine);
            return wakeUps;
        } catch (InterruptException e) {
            throw new InterruptedException();
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf(e, "share consumer failed engine=%s", engine);
            close();
            joined = false;
            pause.of(limit);
            return List.of();
        }
    }

    private KafkaShareConsumer<byte[], byte[]> current() {
        if (consumer != null && generation != link.generation()) {
            close();
        }
        joined = consumer == null;
        generation = link.generation();
        if (consumer == null) {
            consumer = link.consumer(Topics.groupOf(engine));
            consumer.subscribe(Topics.ofSynthesis());
        }
        return consumer;
    }

    private List<WakeUp> read(KafkaShareConsumer<byte[], byte[]> from, Duration limit) {
        held.clear();
        List<WakeUp> ours = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> item : from.poll(limit)) {
            Optional<WakeUp> wakeUp = WakeUp.read(item.value());
            if (wakeUp.isEmpty()) {
                reject(from, item);
            } else if (wakeUp.get().engine().equals(engine)) {
                held.add(item);
                ours.add(wakeUp.get());
            } else {
                from.acknowledge(item, AcknowledgeType.ACCEPT);
            }
        }
        if (held.isEmpty()) {
            from.commitAsync();
        }
        return ours;
    }

    private void reject(KafkaShareConsumer<byte[], byte[]> from, ConsumerRecord<byte[], byte[]> item) {
        from.acknowledge(item, AcknowledgeType.REJECT);
        meters.counter("chorale.messages.rejected", "engine", engine).increment();
        LOG.warnf(
                "message was no wake-up topic=%s partition=%d offset=%d",
                item.topic(), item.partition(), item.offset());
    }

    @Override
    public void accept() {
        acknowledge(AcknowledgeType.ACCEPT);
    }

    @Override
    public void release() {
        acknowledge(AcknowledgeType.RELEASE);
    }

    private void acknowledge(AcknowledgeType type) {
        KafkaShareConsumer<byte[], byte[]> from = consumer;
        if (from == null) {
            return;
        }
        try {
            held.forEach(item -> from.acknowledge(item, type));
            from.commitAsync();
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf(e, "wake-ups were not acknowledged engine=%s", engine);
            close();
        }
    }

    @Override
    public boolean joined() {
        return joined;
    }

    @Override
    public void close() {
        KafkaShareConsumer<byte[], byte[]> old = consumer;
        consumer = null;
        held.clear();
        if (old == null) {
            return;
        }
        try {
            old.close(CLOSE_LIMIT);
        } catch (KafkaException e) {
            LOG.debugf(e, "share consumer did not close in time engine=%s", engine);
        }
    }
}
