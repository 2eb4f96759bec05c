package dev.chorale.api.notify;

import dev.chorale.common.job.Ids;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Tells the other API processes what this one did to a job. A hint: it is dropped where Kafka does not take it. */
@ApplicationScoped
public class JobEventSender {
    private static final Logger LOG = Logger.getLogger(JobEventSender.class);
    private static final URI SOURCE = URI.create("/chorale/api");

    private final Emitter<byte[]> events;

    public JobEventSender(
            @Channel("job-events-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 1024)
                    Emitter<byte[]> events) {
        this.events = events;
    }

    public void send(UUID job, String kind, String type, int sequence) {
        String id = Ids.write("job", job);
        String state = type.substring(type.indexOf('.') + 1);
        String data = String.format(
                Locale.ROOT,
                "{\"job_id\":\"%s\",\"state\":\"%s\",\"kind\":\"%s\",\"sequence\":%d}",
                id,
                state,
                kind,
                sequence);
        Message<byte[]> message = Message.of(data.getBytes(StandardCharsets.UTF_8))
                .addMetadata(OutgoingCloudEventMetadata.builder()
                        .withId(id + "/" + type)
                        .withType(type)
                        .withSource(SOURCE)
                        .withSubject(id)
                        .build())
                .addMetadata(OutgoingKafkaRecordMetadata.builder().withKey(id).build())
                .withNack(failure -> java.util.concurrent.CompletableFuture.completedFuture(null));
        try {
            events.send(message);
        } catch (IllegalStateException e) {
            LOG.debugf("job event dropped job=%s", id);
        }
    }
}
