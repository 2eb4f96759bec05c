package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.problem.Problem;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.time.Monotonic;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final Jdbi db = TestDatabase.fresh();
    private final Catalogue catalogue = new Catalogue(db, Monotonic.system());

    @Test
    void where_no_engine_is_known_nobody_is_told_that_his_is_wrong() {
        db.useHandle(h -> h.execute("DELETE FROM engine"));

        assertThatThrownBy(catalogue::known)
                .isInstanceOfSatisfying(
                        Problem.Refusal.class,
                        refusal -> assertThat(refusal.problem().status()).isEqualTo(503));
    }

    @Test
    void whoever_comes_while_it_is_read_for_the_first_time_waits_for_it() throws Exception {
        db.useHandle(h -> h.execute("""
                INSERT INTO engine (name, kind, build, encoder_build, voices, registered_at)
                VALUES ('one', 'espeak', 'b', 'e', '[]', now())
                """));
        try (Handle blocking = db.open().begin();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            blocking.execute("LOCK TABLE engine IN ACCESS EXCLUSIVE MODE");
            Stream<Future<Integer>> found =
                    IntStream.range(0, 4)
                            .mapToObj(
                                    n -> callers.submit(() -> catalogue.known().size()))
                            .toList()
                            .stream();
            while (waiting() == 0) {
                Thread.onSpinWait();
            }
            blocking.rollback();
            for (Future<Integer> one : found.toList()) {
                assertThat(one.get()).isPositive();
            }
        }
    }

    private int waiting() {
        return db.withHandle(h -> h.createQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")
                .mapTo(Integer.class)
                .one());
    }
}
