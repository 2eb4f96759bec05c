package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class PostgresStandingsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Jdbi db = TestDatabase.fresh();
    private final StandingStore store = new PostgresStandings(db);

    @Test
    void what_was_kept_is_found_by_the_next_process() {
        assertThat(store.find("a")).isEmpty();
        Standing standing = Standing.unknown().startingAt(9).diedAt(12, NOON);
        store.keep("a", Standing.unknown());
        store.keep("a", standing);
        assertThat(store.find("a")).contains(standing);
        assertThat(store.find("b")).isEmpty();
    }

    @Test
    void who_knows_of_no_death_does_not_lift_the_ceiling_that_another_kept() {
        store.keep("a", Standing.unknown().diedAt(10, NOON));
        store.keep("a", Standing.unknown().startingAt(30));
        assertThat(store.find("a")).contains(new Standing(6, 6, 10, NOON));
    }

    @Test
    void a_raised_ceiling_replaces_the_older_one() {
        Standing fallen = Standing.unknown().diedAt(10, NOON);
        store.keep("a", fallen);
        store.keep("a", fallen.raised(NOON.plusSeconds(1)));
        assertThat(store.find("a")).get().extracting(Standing::ceiling).isEqualTo(7);
    }

    @Test
    void what_was_learned_after_the_clock_was_set_back_is_kept_all_the_same() {
        Standing fallen = Standing.unknown().diedAt(10, NOON);
        store.keep("a", fallen);
        store.keep("a", fallen.diedAt(5, NOON.minusSeconds(3600)));
        assertThat(store.find("a")).get().extracting(Standing::ceiling).isEqualTo(3);
    }

    @Test
    void what_is_kept_tells_whose_process_it_is() {
        store.keep("a", Standing.unknown());
        store.belongs("a", "kokoro");
        store.keep("a", Standing.unknown().startingAt(9));
        assertThat(new TestRows(db).text("SELECT engine FROM engine_limit")).isEqualTo("kokoro");
    }

    @Test
    void who_has_not_heard_yet_that_a_ceiling_was_forgotten_does_not_bring_it_back() {
        Standing fallen = Standing.unknown().diedAt(10, NOON);
        store.keep("a", fallen);
        db.useHandle(h -> h.execute("UPDATE engine_limit SET ceiling = 64, died_at_calls = 0, since = now()"));
        store.keep("a", fallen.startingAt(3));
        assertThat(store.find("a")).get().extracting(Standing::ceiling).isEqualTo(Standing.NONE);
    }
}
