package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.dispatch.WakeUps;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.db.TestRows;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class GroupCommitTest {
    @Inject
    Jdbi db;

    @Inject
    WakeUps wakeUps;

    @Inject
    ApiSettings settings;

    @Test
    void who_was_told_503_before_a_writer_came_has_no_job() throws InterruptedException {
        TestRows rows = new TestRows(db);
        UUID tenant = rows.tenant();
        SubmitTransaction transaction = new SubmitTransaction(db);
        GroupCommit commit = new GroupCommit(transaction, wakeUps, settings.submit(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> commit.commit(Lines.line(tenant, "Frozen.")))
                .isInstanceOf(Problem.Refusal.class)
                .hasMessage("database_unavailable");

        commit.start(new StartupEvent());
        try {
            assertThat(commit.commit(Lines.line(tenant, "Thawed."))).isInstanceOf(Submitted.Accepted.class);
        } finally {
            commit.stop(new ShutdownEvent());
        }

        assertThat(rows.count("SELECT count(*) FROM job WHERE tenant_id = ?", tenant))
                .isOne();
    }
}
