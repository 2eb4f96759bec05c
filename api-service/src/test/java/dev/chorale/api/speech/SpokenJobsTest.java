package dev.chorale.api.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.AwayDatabase;
import dev.chorale.api.audio.JobAudio;
import dev.chorale.api.notify.Outcomes;
import dev.chorale.api.problem.Problem.Refusal;
import dev.chorale.common.job.Ids;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class SpokenJobsTest {
    @Test
    void who_waits_for_a_committed_job_learns_its_id_though_the_database_went_away() {
        Jdbi away = AwayDatabase.open();
        SpokenJobs jobs = new SpokenJobs(new Outcomes(away), new JobAudio(away), Duration.ofSeconds(5));
        UUID job = UUID.randomUUID();

        assertThatThrownBy(() -> jobs.await(UUID.randomUUID(), job))
                .asInstanceOf(InstanceOfAssertFactories.type(Refusal.class))
                .extracting(Refusal::problem)
                .satisfies(problem -> {
                    assertThat(problem.status()).isEqualTo(504);
                    assertThat(problem.detail()).contains(Ids.write("job", job));
                });
    }
}
