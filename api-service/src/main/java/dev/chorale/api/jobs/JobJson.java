package dev.chorale.api.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.Markup.Warning;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as the API writes it; what there is not, is left out. Times are RFC 3339. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record JobJson(
        String id,
        String kind,
        String state,
        String voice,
        String voiceVersion,
        String priority,
        String format,
        String createdAt,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        int attempts,
        double progress,
        String cache,
        @Nullable Queue queue,
        @Nullable Audio audio,
        @Nullable Failure error,
        Map<String, String> metadata,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings,
        @Nullable String deadline,
        @Nullable String redriveOf,
        Links links) {

    /**
     * Where it waits, while it is queued and looked at by itself.
     *
     * @param position the runs that come before it, {@link QueuePlaces#MOST} for so many or more
     * @param etaSeconds until it begins: at least and at most, as far as can be guessed; absent where it can't
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Queue(int position, @Nullable List<Long> etaSeconds) {}

    /** The audio, while it can be fetched. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Audio(String url, String sha256, long bytes, long durationMs, String format, int sampleRate) {}

    /**
     * Why there is none.
     *
     * @param retryable whether the same request may succeed later
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failure(String code, @Nullable String message, boolean retryable) {}

    /** Paths of what exists now. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Links(
            String self,
            @Nullable String audio,
            @Nullable String timings,
            String events,
            @Nullable String cancel) {

        public static Links of(String self, boolean audioThere, boolean ended) {
            return new Links(
                    self,
                    audioThere ? self + "/audio" : null,
                    audioThere ? self + "/timings" : null,
                    self + "/events",
                    ended ? null : self + "/cancel");
        }
    }

    public JobJson {
        metadata = Map.copyOf(metadata);
        warnings = List.copyOf(warnings);
    }

    /** As lists show it. */
    public static JobJson of(JobView job) {
        return of(job, null);
    }

    public static JobJson of(JobView job, @Nullable Queue queue) {
        String self = path(job.id);
        String audio = job.audioThere ? self + "/audio" : null;
        return new JobJson(
                Ids.write("job", job.id),
                job.kind,
                job.state,
                job.voice,
                job.voiceVersion,
                job.priority,
                job.format,
                Rfc3339.write(job.createdAt),
                job.isHit() ? null : Rfc3339.writeIfThere(job.startedAt),
                Rfc3339.writeIfThere(job.finishedAt),
                job.attempts,
                job.progress,
                job.cache,
                queue,
                audioOf(job, audio),
                failureOf(job),
                job.metadata,
                job.warnings == null ? List.of() : job.warnings,
                Rfc3339.writeIfThere(job.deadline),
                job.redriveOf == null ? null : Ids.write("job", job.redriveOf),
                Links.of(self, job.audioThere, job.finishedAt != null));
    }

    /** Where the job is read: {@code /v1/jobs/job_…}. */
    public static String path(UUID job) {
        return "/v1/jobs/" + Ids.write("job", job);
    }

    private static @Nullable Audio audioOf(JobView job, @Nullable String url) {
        String sha256 = job.sha256;
        Long bytes = job.bytes;
        Long durationMs = job.durationMs;
        Integer sampleRateHz = job.sampleRateHz;
        if (url == null || sha256 == null || bytes == null || durationMs == null || sampleRateHz == null) {
            return null;
        }
        return new Audio(url, sha256, bytes, durationMs, job.format, sampleRateHz);
    }

    private static @Nullable Failure failureOf(JobView job) {
        String code = job.errorCode;
        return code == null ? null : new Failure(code, job.errorMessage, Boolean.TRUE.equals(job.errorRetryable));
    }
}
