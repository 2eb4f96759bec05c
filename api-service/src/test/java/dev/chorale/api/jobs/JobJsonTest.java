package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobJsonTest {
    private static final UUID JOB = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");

    @Test
    void a_succeeded_job_has_its_audio() {
        JobView job = job("succeeded", "miss");
        job.attempts = 1;
        job.progress = 1;
        job.startedAt = Instant.parse("2026-11-21T08:00:01.5Z");
        job.finishedAt = Instant.parse("2026-11-21T08:00:02.123456Z");
        job.metadata = Map.of("order", "7");
        hasAudio(job);

        assertThat(text(job)).isEqualTo("""
                {"id":"job_0123456789ab7def8123456789abcdef","kind":"synthesis","state":"succeeded","voice":"espeak/en-us",\
                "voice_version":"build","priority":"standard","format":"wav","created_at":"2026-11-21T08:00:00.000Z",\
                "started_at":"2026-11-21T08:00:01.500Z","finished_at":"2026-11-21T08:00:02.123Z","attempts":1,"progress":1.0,\
                "cache":"miss","audio":{"url":"/v1/jobs/job_0123456789ab7def8123456789abcdef/audio","sha256":"abc",\
                "bytes":44,"duration_ms":1500,"format":"wav","sample_rate":24000},"metadata":{"order":"7"},\
                "links":{"self":"/v1/jobs/job_0123456789ab7def8123456789abcdef",\
                "audio":"/v1/jobs/job_0123456789ab7def8123456789abcdef/audio",\
                "timings":"/v1/jobs/job_0123456789ab7def8123456789abcdef/timings",\
                "events":"/v1/jobs/job_0123456789ab7def8123456789abcdef/events"}}""");
    }

    @Test
    void a_queued_job_has_neither_audio_nor_error_nor_times() {
        assertThat(text(job("queued", "joined"))).isEqualTo("""
                {"id":"job_0123456789ab7def8123456789abcdef","kind":"synthesis","state":"queued","voice":"espeak/en-us",\
                "voice_version":"build","priority":"standard","format":"wav","created_at":"2026-11-21T08:00:00.000Z",\
                "attempts":0,"progress":0.0,"cache":"joined","metadata":{},\
                "links":{"self":"/v1/jobs/job_0123456789ab7def8123456789abcdef",\
                "events":"/v1/jobs/job_0123456789ab7def8123456789abcdef/events",\
                "cancel":"/v1/jobs/job_0123456789ab7def8123456789abcdef/cancel"}}""");
    }

    @Test
    void a_failed_job_says_why_and_whether_to_try_again() {
        JobView job = job("failed", "miss");
        job.errorCode = "engine_failed";
        job.errorMessage = "It went wrong.";
        job.errorRetryable = true;

        assertThat(text(job))
                .contains("\"error\":{\"code\":\"engine_failed\",\"message\":\"It went wrong.\",\"retryable\":true}");
    }

    @Test
    void a_hit_was_not_started() {
        JobView job = job("succeeded", "hit");
        job.startedAt = Instant.parse("2026-11-20T08:00:00Z");

        assertThat(JobJson.of(job).startedAt()).isNull();
    }

    @Test
    void audio_past_its_life_is_left_out() {
        JobView job = job("succeeded", "miss");
        hasAudio(job);
        job.audioThere = false;

        assertThat(JobJson.of(job).audio()).isNull();
        assertThat(JobJson.of(job).links().audio()).isNull();
    }

    @Test
    void a_redriven_job_names_the_one_before_it() {
        JobView job = job("queued", "miss");
        job.redriveOf = JOB;

        assertThat(JobJson.of(job).redriveOf()).isEqualTo("job_0123456789ab7def8123456789abcdef");
    }

    private static JobView job(String state, String cache) {
        JobView job = new JobView();
        job.id = JOB;
        job.kind = "synthesis";
        job.state = state;
        job.voice = "espeak/en-us";
        job.voiceVersion = "build";
        job.priority = "standard";
        job.format = "wav";
        job.cache = cache;
        job.createdAt = Instant.parse("2026-11-21T08:00:00Z");
        job.metadata = Map.of();
        return job;
    }

    private static void hasAudio(JobView job) {
        job.audioThere = true;
        job.sha256 = "abc";
        job.bytes = 44L;
        job.durationMs = 1500L;
        job.sampleRateHz = 24000;
    }

    private static String text(JobView job) {
        try {
            return JsonMapper.builder().build().writeValueAsString(JobJson.of(job));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
