package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostgresStandingsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final StandingStore store = new PostgresStandings(TestDatabase.fresh());

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
}
