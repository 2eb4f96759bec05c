package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.problem.Problem;
import dev.chorale.common.db.Database;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.time.Monotonic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class CastingTest {
    private static final MadeVoice ALICE = new MadeVoice("emoti", "zh", Map.of("speaker", "8051"));

    private final Link link = new Link();
    private final Jdbi db = link.whole;
    private final UUID tenant = new TestRows(db).tenant();
    private final UUID alice = UUID.randomUUID();
    private final String name = Ids.write("voice", alice);
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Casting casting = new Casting(new Catalogue(db, Monotonic.system()), Database.open(link), now::get);

    /** A database that can go away. */
    private static final class Link extends PGSimpleDataSource {
        final PGSimpleDataSource source = (PGSimpleDataSource) TestDatabase.freshSource();
        final Jdbi whole = Database.open(source);
        volatile boolean away;

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("connection refused", "08001");
            }
            return source.getConnection();
        }
    }

    @BeforeEach
    void make() {
        db.useTransaction(tx -> {
            tx.execute("""
                    INSERT INTO engine (name, kind, build, encoder_build, voices, registered_at)
                    VALUES ('emoti', 'emotivoice', 'b', 'e', '[]', now())
                    """);
            tx.execute("""
                    INSERT INTO voice (id, tenant_id, name, engine, language, current, created_at)
                    VALUES (?, ?, 'Alice', 'emoti', 'zh', 1, now())
                    """, alice, tenant);
            tx.execute("""
                    INSERT INTO voice_version (voice_id, number, settings, sha256, created_at)
                    VALUES (?, 1, '{"speaker": "8051"}', ?, now())
                    """, alice, ALICE.version());
        });
    }

    @Test
    void a_voice_is_cast_with_its_engine_and_current_version() {
        Casting.Cast cast = casting.of(tenant, name);

        assertThat(cast.engine().name()).isEqualTo("emoti");
        assertThat(cast.made()).isEqualTo(ALICE);
        assertThat(cast.voiceVersion()).isEqualTo(ALICE.version() + "@b");
    }

    @Test
    void what_was_found_before_counts_while_the_database_is_away_and_nothing_else_does() {
        casting.of(tenant, name);
        link.away = true;

        assertThat(casting.of(tenant, name).made()).isEqualTo(ALICE);
        assertThatThrownBy(() -> casting.of(UUID.randomUUID(), name)).isInstanceOf(JdbiException.class);
    }

    @Test
    void what_is_deleted_is_forgotten() {
        casting.of(tenant, name);
        db.useHandle(h -> h.execute("UPDATE voice SET deleted_at = now()"));
        assertThatThrownBy(() -> casting.of(tenant, name)).isInstanceOf(Problem.Refusal.class);
        link.away = true;

        assertThatThrownBy(() -> casting.of(tenant, name)).isInstanceOf(JdbiException.class);
    }

    @Test
    void once_the_database_hangs_those_that_come_go_on_with_what_was_found() throws Exception {
        casting.of(tenant, name);
        try (Handle blocking = db.open().begin();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            blocking.execute("LOCK TABLE voice IN ACCESS EXCLUSIVE MODE");
            Future<?> first = callers.submit(() -> casting.of(tenant, name));
            new TestRows(db).awaitCount(1, "SELECT count(*) FROM pg_locks WHERE NOT granted");

            now.addAndGet(Duration.ofSeconds(1).toNanos());
            Future<Casting.Cast> second = callers.submit(() -> casting.of(tenant, name));
            assertThat(second.get(5, TimeUnit.SECONDS).made()).isEqualTo(ALICE);
            assertThat(first.isDone()).isFalse();
            blocking.rollback();
        }
    }
}
