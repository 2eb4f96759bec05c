package dev.chorale.worker.claim;

import dev.chorale.common.time.Pause;
import dev.chorale.common.wire.Topics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Keeps topics and share groups there. Kafka may be away at the start, and may come back empty: this looks again every
 * few seconds for as long as the process lives. Nobody waits for it: until Kafka is ready, workers poll PostgreSQL.
 */
@Singleton
public final class KafkaLink {
    private static final Logger LOG = Logger.getLogger(KafkaLink.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration RETRY_EVERY = Duration.ofSeconds(1);
    private static final int LIMIT_MS = 5_000;
    private static final int AWAY_FOR_LONG = 3;

    private enum Standing {
        UNKNOWN,
        AWAY,
        READY
    }

    private final String bootstrap;
    private final ClaimSettings settings;
    private final Pause pause;
    private final Set<String> polled = ConcurrentHashMap.newKeySet();
    private volatile Standing standing = Standing.UNKNOWN;
    private Set<Uuid> topics = Set.of();
    private volatile int generation;
    private volatile int failedLooks;

    public KafkaLink(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap, ClaimSettings settings, Pause pause) {
        this.bootstrap = bootstrap;
        this.settings = settings;
        this.pause = pause;
    }

    /** Runs until interrupted. */
    void keepReady() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look();
                pause.of(standing == Standing.READY ? LOOK_EVERY : RETRY_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes it
    private void look() throws InterruptedException {
        try (Admin admin = Admin.create(Map.<String, Object>of(
                "bootstrap.servers", bootstrap, "default.api.timeout.ms", LIMIT_MS, "request.timeout.ms", LIMIT_MS))) {
            if (!idsOfTopics(admin).equals(topics)) {
                make(admin);
            }
            standing = Standing.READY;
            failedLooks = 0;
        } catch (ExecutionException | TimeoutException | KafkaException | IllegalStateException e) {
            if (standing != Standing.AWAY) {
                LOG.warnf(
                        "kafka is away, work is polled from the database cause=%s",
                        e.getClass().getSimpleName());
            }
            standing = Standing.AWAY;
            failedLooks++;
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes it
    private void make(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Topics.make(admin, settings.partitions());
        boolean quick = Topics.makeGroups(admin, settings.engines());
        topics = idsOfTopics(admin);
        generation++;
        LOG.infof(
                "kafka is ready topics=%d engines=%d quickGroups=%b",
                topics.size(), settings.engines().size(), quick);
    }

    /** A topic that was lost and made again has the same name and another id. */
    private static Set<Uuid> idsOfTopics(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin.listTopics().listings().get(LIMIT_MS, TimeUnit.MILLISECONDS).stream()
                .filter(topic -> Topics.ofSynthesis().contains(topic.name()))
                .map(TopicListing::topicId)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether topics and groups were made since this process began; Kafka may be away again meanwhile. */
    boolean isReady() {
        return generation > 0;
    }

    /** Kafka did not answer for some ten seconds, or longer. */
    boolean isAwayForLong() {
        return failedLooks >= AWAY_FOR_LONG;
    }

    /** Grows each time that topics and groups had to be made: consumers of an older generation belong to nothing. */
    int generation() {
        return generation;
    }

    /** A consumer of this engine was served by the client library once. */
    void polled(String engine) {
        polled.add(engine);
    }

    /** Kafka is away, or every engine's consumer takes part. */
    public boolean isSettled() {
        return switch (standing) {
            case UNKNOWN -> false;
            case AWAY -> true;
            case READY -> polled.containsAll(settings.engines());
        };
    }

    /** A new consumer. The caller closes it. */
    KafkaShareConsumer<byte[], byte[]> consumer(String group) {
        return new KafkaShareConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        group,
                        "share.acknowledgement.mode",
                        "explicit",
                        "share.acquire.mode",
                        "record_limit",
                        "max.poll.records",
                        settings.recordsPerPoll(),
                        "max.poll.interval.ms",
                        Integer.MAX_VALUE,
                        "reconnect.backoff.max.ms",
                        500,
                        "fetch.max.wait.ms",
                        500),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
