package dev.chorale.api.submit;

import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.jobs.JobJson;
import dev.chorale.api.jobs.JobJson.Audio;
import dev.chorale.api.jobs.JobJson.Links;
import dev.chorale.api.jobs.JobReader;
import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.api.jobs.Wait;
import dev.chorale.api.notify.Outcomes;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.Submitted.Accepted;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.common.db.Database;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.State;
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

    /**
     * A new job, from what was just committed; only a caller who waits makes us read it again. Where the database goes away
     * meanwhile it is told as it was committed: whoever does not learn its id submits it again.
     */
    Response.ResponseBuilder accepted(Submission submission, Accepted job, List<String> preferHeaders)
            throws InterruptedException {
        if (Wait.preferred(preferHeaders).isPresent() && job.source() != Source.HIT) {
            try {
                return known(submission.tenantId(), job.jobId(), preferHeaders);
            } catch (RuntimeException e) {
                if (!Database.isAway(e)) {
                    throw e;
                }
            }
        }
        return answer(json(submission, job), Wait.preferred(preferHeaders));
    }

    /** A job that was there before, or that the caller waits for. */
    Response.ResponseBuilder known(UUID tenant, UUID job, List<String> preferHeaders) throws InterruptedException {
        Optional<Duration> wait = Wait.preferred(preferHeaders);
        if (wait.isPresent()) {
            outcomes.await(job, wait.get());
        }
        return answer(jobs.json(tenant, job).orElseThrow(() -> Problem.erased().refusal()), wait);
    }

    private static Response.ResponseBuilder answer(JobJson json, Optional<Duration> wait) {
        Response.ResponseBuilder answer = Response.status(json.finishedAt() == null ? 202 : 200)
                .location(URI.create(json.links().self()))
                .entity(json);
        wait.ifPresent(limit -> answer.header("Preference-Applied", "wait=" + limit.toSeconds()));
        return answer;
    }

    private static JobJson json(Submission submission, Accepted job) {
        String self = JobJson.path(job.jobId());
        boolean hit = job.source() == Source.HIT;
        String at = Rfc3339.write(job.at());
        return new JobJson(
                Ids.write("job", job.jobId()),
                "synthesis",
                (hit ? State.SUCCEEDED : State.QUEUED).wireName(),
                submission.utterance().voice(),
                submission.shownVersion(),
                submission.lane().wireName(),
                submission.utterance().format().wireName(),
                at,
                null,
                hit ? at : null,
                0,
                hit ? 1 : 0,
                job.source().wireName(),
                null,
                job.audio().map(audio -> json(self, audio)).orElse(null),
                null,
                submission.metadata(),
                submission.warnings(),
                Rfc3339.writeIfThere(submission.deadline()),
                null,
                Links.of(self, hit, hit));
    }

    private static Audio json(String self, CachedAudio audio) {
        return new Audio(
                self + "/audio",
                audio.sha256(),
                audio.bytes(),
                audio.durationMs(),
                audio.format().wireName(),
                audio.sampleRateHz());
    }
}
