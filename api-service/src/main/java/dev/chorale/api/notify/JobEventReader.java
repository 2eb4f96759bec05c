package dev.chorale.api.notify;

import dev.chorale.common.job.Ids;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Reads {@code chorale.job-events}: every API process reads all of them, from now on. */
@ApplicationScoped
public class JobEventReader {
    private static final Logger LOG = Logger.getLogger(JobEventReader.class);

    private final Outcomes outcomes;
    private final Event<JobNews> news;

    public JobEventReader(Outcomes outcomes, Event<JobNews> news) {
        this.outcomes = outcomes;
        this.news = news;
    }

    @Incoming("job-events")
    CompletionStage<Void> read(Message<byte[]> message) {
        newsIn(message).ifPresentOrElse(this::tell, () -> LOG.warn("job event was not understood"));
        return message.ack();
    }

    private void tell(JobNews item) {
        if (item.isEnd()) {
            outcomes.ended(item.job());
        }
        news.fire(item);
    }

    private static Optional<JobNews> newsIn(Message<byte[]> message) {
        return message.getMetadata(IncomingCloudEventMetadata.class)
                .map(event -> (IncomingCloudEventMetadata<?>) event)
                .flatMap(event -> event.getSubject()
                        .flatMap(subject -> Ids.read("job", subject))
                        .map(job -> new JobNews(job, event.getType())));
    }
}
