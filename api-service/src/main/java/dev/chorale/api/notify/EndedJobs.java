package dev.chorale.api.notify;

import dev.chorale.common.outcome.JobEndings.Ended;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import org.jboss.logging.Logger;

/** Jobs that this process ended, after the commit: counted, and told to whoever waits, here and in other processes. */
@ApplicationScoped
public class EndedJobs {
    private static final Logger LOG = Logger.getLogger(EndedJobs.class);

    private final JobEventSender events;
    private final Outcomes outcomes;
    private final MeterRegistry meters;

    public EndedJobs(JobEventSender events, Outcomes outcomes, MeterRegistry meters) {
        this.events = events;
        this.outcomes = outcomes;
        this.meters = meters;
    }

    public void tell(Collection<Ended> jobs) {
        jobs.forEach(this::tell);
    }

    private void tell(Ended job) {
        String state = job.state().wireName();
        LOG.infof("job ended job=%s state=%s", job.jobId(), state);
        meters.counter("chorale.jobs", "kind", job.kind(), "state", state).increment();
        outcomes.ended(job.jobId());
        events.send(job.jobId(), job.kind(), "job." + state, job.sequence());
    }
}
