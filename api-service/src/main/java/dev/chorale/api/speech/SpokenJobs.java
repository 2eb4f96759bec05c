package dev.chorale.api.speech;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.audio.JobAudio;
import dev.chorale.api.audio.JobAudio.Standing;
import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.notify.Outcomes;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.db.Database;
import dev.chorale.common.job.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;

/** The audio of committed jobs, for a caller who waits for it. */
@ApplicationScoped
public class SpokenJobs {
    private final Outcomes outcomes;
    private final JobAudio jobs;
    private final Duration limit;

    @Inject
    public SpokenJobs(Outcomes outcomes, JobAudio jobs, ApiSettings settings) {
        this(outcomes, jobs, settings.speech().waitAtMost());
    }

    SpokenJobs(Outcomes outcomes, JobAudio jobs, Duration limit) {
        this.outcomes = outcomes;
        this.jobs = jobs;
        this.limit = limit;
    }

    /**
     * The audio, once it is made. Blocks.
     *
     * @throws Problem.Refusal 504 with the job's id where it is not made in time, or where the database went away and nobody
     *     can tell; 502 where the job ended without audio, 410 where that is gone, 404 where there is no such job
     */
    CachedAudio await(UUID tenant, UUID job) throws InterruptedException {
        String id = Ids.write("job", job);
        return switch (standingOf(tenant, job)) {
            case Standing.Ready ready -> ready.audio();
            case Standing.Unfinished unfinished ->
                throw Problem.of(
                                504, "not_finished_in_time", "The audio is still being made: poll /v1/jobs/" + id + ".")
                        .refusal();
            case Standing.Ended ended ->
                throw Problem.of(
                                502,
                                ended.code(),
                                "The job " + id + " ended " + ended.state().wireName() + ".")
                        .refusal();
            case Standing.Gone gone ->
                throw Problem.of(410, "audio_gone", "The audio was erased or is past its life; ask for it again.")
                        .refusal();
        };
    }

    private Standing standingOf(UUID tenant, UUID job) throws InterruptedException {
        try {
            outcomes.await(job, limit);
            return jobs.find(tenant, job).orElseThrow(() -> Problem.notFound().refusal());
        } catch (RuntimeException e) {
            if (Database.isAway(e)) {
                return new Standing.Unfinished();
            }
            throw e;
        }
    }
}
