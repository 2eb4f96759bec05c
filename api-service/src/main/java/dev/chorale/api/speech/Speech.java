package dev.chorale.api.speech;

import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.cache.AudioBytes;
import dev.chorale.api.cache.AudioCache;
import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.RequestCheck;
import dev.chorale.api.submit.Submission;
import dev.chorale.api.submit.Submit;
import dev.chorale.api.submit.Submitted;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.api.submit.SynthesisRequest;
import dev.chorale.common.job.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Audio for a caller who waits: from memory, from the index, or from a job. */
@ApplicationScoped
public class Speech {
    private final RequestCheck check;
    private final AudioCache cache;
    private final AudioBytes bytes;
    private final Submit submit;
    private final SpokenJobs jobs;
    private final UsageLog usage;
    private final MeterRegistry meters;

    public Speech(
            RequestCheck check,
            AudioCache cache,
            AudioBytes bytes,
            Submit submit,
            SpokenJobs jobs,
            UsageLog usage,
            MeterRegistry meters) {
        this.check = check;
        this.cache = cache;
        this.bytes = bytes;
        this.submit = submit;
        this.jobs = jobs;
        this.usage = usage;
        this.meters = meters;
    }

    /**
     * @param entity the audio's bytes, as {@link AudioBytes#entity} gives them
     * @param jobId {@code job_…} where the audio came from a job
     */
    record Answer(CachedAudio audio, Object entity, Source source, Optional<String> jobId) {}

    /** @throws IOException where the object store does not give the bytes: a hit is not charged then */
    Answer speak(SynthesisRequest request, Identity caller, @Nullable String idempotencyKey)
            throws InterruptedException, IOException {
        Submission submission;
        try {
            submission = check.check(request, caller, idempotencyKey);
        } catch (Problem.Refusal refused) {
            UUID job = submit.earlierJob(request, caller, idempotencyKey, refused);
            return afterwards(caller.tenantId(), job, Source.HIT);
        }
        Optional<CachedAudio> here = idempotencyKey == null ? cached(submission) : Optional.empty();
        if (here.isPresent()) {
            Answer hit = answer(here.get(), Source.HIT, Optional.empty());
            usage.hit(submission, hit.audio());
            return hit;
        }
        return switch (submit.commit(submission)) {
            case Submitted.Accepted job -> afterwards(submission.tenantId(), job.jobId(), job.source());
            case Submitted.Replayed job -> afterwards(submission.tenantId(), job.jobId(), Source.HIT);
            case Submitted.KeyReused reused ->
                throw Submitted.KeyReused.problem().refusal();
        };
    }

    private Optional<CachedAudio> cached(Submission submission) {
        Optional<CachedAudio> memory = cache.inMemory(submission.tenantId(), submission.cacheKey());
        if (memory.isPresent()) {
            count("memory");
            return memory;
        }
        Optional<CachedAudio> stored = cache.find(submission.tenantId(), submission.cacheKey());
        stored.ifPresent(audio -> count("store"));
        return stored;
    }

    private void count(String tier) {
        meters.counter("chorale.cache.requests", "result", "hit", "tier", tier).increment();
    }

    private Answer afterwards(UUID tenant, UUID job, Source source) throws InterruptedException, IOException {
        return answer(jobs.await(tenant, job), source, Optional.of(Ids.write("job", job)));
    }

    private Answer answer(CachedAudio audio, Source source, Optional<String> jobId) throws IOException {
        return new Answer(audio, bytes.entity(audio, 0, audio.bytes()), source, jobId);
    }
}
