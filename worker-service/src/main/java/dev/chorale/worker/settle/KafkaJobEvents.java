package dev.chorale.worker.settle;

import dev.chorale.common.job.Ids;
import dev.chorale.common.job.State;
import dev.chorale.common.wire.Topics;
import dev.chorale.worker.settle.Settlement.Told;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Job events as CloudEvents in binary mode, keyed by the job. What the buffer or Kafka does not take is dropped and
 * counted: receivers also look into the database.
 *
 * <p>Only a job's beginning and its end are news; that a run waits for another try changes nothing for who waits.
 */
@ApplicationScoped
public class KafkaJobEvents implements JobEvents {
    private static final URI SOURCE = URI.create("/chorale/worker");

    private final Emitter<byte[]> emitter;
    private final MeterRegistry meters;
    private final InstantSource clock;

    public KafkaJobEvents(
            @Channel("job-events") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 1024)
                    Emitter<byte[]> emitter,
            MeterRegistry meters,
            InstantSource clock) {
        this.emitter = emitter;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void tell(State state, Collection<Told> jobs) {
        if (state == State.RUNNING || state.isTerminal()) {
            jobs.forEach(job -> send(state, job));
        }
    }

    private void send(State state, Told job) {
        try {
            emitter.send(message(state, job));
        } catch (IllegalStateException full) {
            count("chorale.messages.dropped");
        }
    }

    private Message<byte[]> message(State state, Told job) {
        String id = Ids.write("job", job.job());
        String type = "job." + state.wireName();
        return Message.of(data(id, state, job))
                .addMetadata(OutgoingCloudEventMetadata.builder()
                        .withId(id + "/" + job.sequence() + "/" + type)
                        .withType(type)
                        .withSource(SOURCE)
                        .withSubject(id)
                        .withTimestamp(clock.instant().atZone(ZoneOffset.UTC))
                        .withDataContentType("application/json")
                        .build())
                .addMetadata(OutgoingKafkaRecordMetadata.builder().withKey(id).build())
                .withAck(() -> count("chorale.messages.sent"))
                .withNack(failure -> count("chorale.messages.dropped"));
    }

    private static byte[] data(String id, State state, Told job) {
        return """
                {"job_id":"%s","state":"%s","kind":"%s","sequence":%d}""".formatted(id, state.wireName(), job.kind(), job.sequence()).getBytes(StandardCharsets.UTF_8);
    }

    private CompletableFuture<Void> count(String counter) {
        meters.counter(counter, "topic", Topics.JOB_EVENTS).increment();
        return CompletableFuture.completedFuture(null);
    }
}
