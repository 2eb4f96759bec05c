package dev.chorale.api.submit;

import dev.chorale.api.jobs.JobJson;
import dev.chorale.api.jobs.JobReader;
import dev.chorale.api.jobs.Wait;
import dev.chorale.api.notify.Outcomes;
import dev.chorale.api.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The answer to a submit: 200 where the job has ended, after the wait that the caller prefers; else 202. */
@ApplicationScoped
public class JobAnswer {
    private final JobReader jobs;
    private final Outcomes outcomes;

    public JobAnswer(JobReader jobs, Outcomes outcomes) {
        this.jobs = jobs;
        this.outcomes = outcomes;
    }

    Response.ResponseBuilder created(UUID tenant, UUID job, List<String> preferHeaders) throws InterruptedException {
        Optional<Duration> wait = Wait.preferred(preferHeaders);
        if (wait.isPresent()) {
            outcomes.await(job, wait.get());
        }
        JobJson json =
                jobs.json(tenant, job).orElseThrow(() -> Problem.notFound().refusal());
        Response.ResponseBuilder answer = Response.status(json.finishedAt() == null ? 202 : 200)
                .location(URI.create(json.links().self()))
                .entity(json);
        wait.ifPresent(limit -> answer.header("Preference-Applied", "wait=" + limit.toSeconds()));
        return answer;
    }
}
