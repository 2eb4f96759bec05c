package dev.chorale.api.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.Cue;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class TimingsTest {
    private static final List<Cue> CUES =
            List.of(new Cue(0, 1500, "Tom & <Jerry> --> 1."), new Cue(2250, 3_723_004, "Two."));

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    private JobRows jobs;
    private UUID tenant;
    private Http http;

    @BeforeEach
    void start() {
        jobs = new JobRows(db);
        tenant = new TestRows(db).tenant();
        http = jobs.callerOf(root, tenant);
    }

    @Test
    void a_succeeded_job_tells_when_each_segment_is_heard() {
        Http.Got got = http.get(path(spoken()));

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body()).isEqualTo("""
                {"segments":[{"start_ms":0,"end_ms":1500,"text":"Tom & <Jerry> --> 1."},\
                {"start_ms":2250,"end_ms":3723004,"text":"Two."}]}""");
    }

    @Test
    void as_webvtt_a_player_can_show_them() {
        String path = path(spoken());
        Http.Got got = http.get(path + "?format=vtt");

        assertThat(got.header("Content-Type")).startsWith("text/vtt");
        assertThat(got.body()).isEqualTo("""
                WEBVTT

                00:00:00.000 --> 00:00:01.500
                Tom &amp; &lt;Jerry&gt; --&gt; 1.

                00:00:02.250 --> 01:02:03.004
                Two.
                """);
        assertThat(http.get(path, "Accept", "text/vtt, */*;q=0.1").body()).isEqualTo(got.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json, text/vtt;q=0.1 | application/json",
                "text/vtt;q=0.1, application/json;q=0.5 | application/json",
                "text/vtt;q=0, */* | application/json",
                "*/* | application/json",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2 | application/json",
                "text/vtt, application/json;q=0.9 | text/vtt",
                "text/* | text/vtt"
            })
    void what_the_caller_likes_best_is_sent(String accept, String type) {
        Http.Got got = http.get(path(spoken()), "Accept", accept);

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.header("Content-Type")).startsWith(type);
        assertThat(got.header("Vary")).isEqualToIgnoringCase("Accept");
    }

    @Test
    void a_cue_of_webvtt_holds_no_blank_line() {
        UUID job = spoken(List.of(new Cue(0, 1500, "\nOne\n\nline.\n"), new Cue(2250, 3000, "Two.")));

        assertThat(http.get(path(job) + "?format=vtt").body()).isEqualTo("""
                WEBVTT

                00:00:00.000 --> 00:00:01.500
                One
                line.

                00:00:02.250 --> 00:00:03.000
                Two.
                """);
    }

    @Test
    void without_audio_there_is_a_reason() {
        assertThat(http.get(path(jobs.running(tenant))).code()).isEqualTo("job_not_finished");
        assertThat(http.get(path(jobs.failed(tenant))).code()).isEqualTo("job_failed");
        assertThat(http.get(path(jobs.succeeded(new TestRows(db).tenant()))).status())
                .isEqualTo(404);
        assertThat(http.get(path(spoken()) + "?format=srt").code()).isEqualTo("invalid_value");
    }

    private UUID spoken() {
        return spoken(CUES);
    }

    private UUID spoken(List<Cue> cues) {
        UUID job = jobs.succeeded(tenant);
        db.useHandle(h -> h.execute(
                "UPDATE artefact SET cues = CAST(? AS jsonb) WHERE id = (SELECT artefact_id FROM job WHERE id = ?)",
                Cue.write(cues),
                job));
        return job;
    }

    private static String path(UUID job) {
        return "/v1/jobs/" + Ids.write("job", job) + "/timings";
    }
}
