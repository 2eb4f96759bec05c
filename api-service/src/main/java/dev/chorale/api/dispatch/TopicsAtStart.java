package dev.chorale.api.dispatch;

import dev.chorale.api.ApiSettings;
import dev.chorale.common.store.AudioStore;
import dev.chorale.common.wire.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Makes the topics and the bucket that are missing, beside the start: what is down now is made by the next start. */
@ApplicationScoped
public class TopicsAtStart {
    private static final Logger LOG = Logger.getLogger(TopicsAtStart.class);

    private final ApiSettings settings;
    private final AudioStore store;
    private final String bootstrap;

    public TopicsAtStart(
            ApiSettings settings,
            AudioStore store,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
        this.settings = settings;
        this.store = store;
        this.bootstrap = bootstrap;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("topics").start(this::makeTopics);
        Thread.ofVirtual().name("bucket").start(this::makeBucket);
    }

    private void makeTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Topics.make(admin, settings.topicPartitions());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | RuntimeException e) {
            LOG.warn("topics were not made", e);
        }
    }

    private void makeBucket() {
        try {
            store.makeBucket();
        } catch (IOException e) {
            LOG.warn("bucket was not made", e);
        }
    }
}
