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

    @Test
    void a_full_disk_is_503_and_leaves_nothing_and_when_there_is_room_again_all_goes_on() throws InterruptedException {
        TestRows rows = new TestRows(db);
        UUID tenant = rows.tenant();
        GroupCommit commit =
                new GroupCommit(new SubmitTransaction(db), wakeUps, settings.submit(), Duration.ofSeconds(5));
        commit.start(new StartupEvent());
        try {
            fillTheDiskFor(tenant);
            assertThatThrownBy(() -> commit.commit(Lines.line(tenant, "No room.")))
                    .isInstanceOf(Problem.Refusal.class)
                    .hasMessage("database_unavailable");
            assertThat(rows.count("SELECT count(*) FROM run WHERE tenant_id = ?", tenant))
                    .isZero();

            db.useHandle(h -> h.execute("DROP TRIGGER full_disk ON job"));
            assertThat(commit.commit(Lines.line(tenant, "No room."))).isInstanceOf(Submitted.Accepted.class);
        } finally {
            db.useHandle(h -> h.execute("DROP TRIGGER IF EXISTS full_disk ON job"));
            commit.stop(new ShutdownEvent());
        }
    }

    /** PostgreSQL's own error where a table can't grow, raised as late in the transaction as jobs are written. */
    private void fillTheDiskFor(UUID tenant) {
        db.useHandle(h -> {
            h.execute("""
                    CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE disk_full; END'
                    """);
            h.execute("CREATE TRIGGER full_disk BEFORE INSERT ON job FOR EACH ROW WHEN (NEW.tenant_id = '" + tenant
                    + "') EXECUTE FUNCTION full_disk()");
        });
    }
}
