package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.AwayDatabase;
import dev.chorale.api.jobs.JobJson;
import dev.chorale.api.jobs.JobReader;
import dev.chorale.api.notify.Outcomes;
import dev.chorale.api.submit.Submitted.Accepted;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.common.job.Ids;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class JobAnswerTest {
    @Test
    void a_committed_job_is_told_with_its_id_though_the_database_went_away_while_its_caller_waited() throws Exception {
        JobAnswer answer = new JobAnswer(new JobReader(), new Outcomes(AwayDatabase.open()));
        Submission submission = Lines.line(UUID.randomUUID(), "Hello.");
        Accepted job = new Accepted(submission.jobId(), Instant.EPOCH, Source.MISS, null);

        Response told = answer.accepted(submission, job, List.of("wait=5")).build();

        assertThat(told.getStatus()).isEqualTo(202);
        assertThat(told.getEntity())
                .asInstanceOf(InstanceOfAssertFactories.type(JobJson.class))
                .extracting(JobJson::id, JobJson::state)
                .containsExactly(Ids.write("job", submission.jobId()), "queued");
    }
}
