package dev.chorale.worker.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.memory.MemoryTables;
import dev.chorale.worker.settle.Settlement.OutOfReach;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitsTest {
    private static final String CONNECTION_FAILURE = "08006";
    private static final String CHECK_VIOLATION = "23514";

    private final Random random = new Random(1);
    private final Commits commits = new Commits(
            new MemoryOutcomes(new MemoryTables(InstantSource.system(), random, Set.of())), length -> {}, random);
    private int tries;

    @Test
    void a_refusal_says_that_nothing_is_committed() {
        assertThatThrownBy(() -> commit(List.of(CHECK_VIOLATION))).isInstanceOf(JdbiException.class);
    }

    @Test
    void a_refusal_after_a_try_without_an_answer_leaves_open_what_became_of_that_one() throws Exception {
        assertThat(commit(List.of(CONNECTION_FAILURE, CHECK_VIOLATION))).isEqualTo(new OutOfReach());
    }

    @Test
    void a_database_that_is_away_is_asked_while_the_lease_can_be_trusted() throws Exception {
        assertThat(commits.commit(outcomes -> fail(CONNECTION_FAILURE), () -> tries < 7))
                .isEqualTo(new OutOfReach());
        assertThat(tries).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "58030", "25006", "57P03"})
    void a_disk_that_is_full_or_fails_and_a_server_that_is_no_primary_are_waited_for(String state) throws Exception {
        assertThat(commits.commit(outcomes -> fail(state), () -> tries < 3)).isEqualTo(new OutOfReach());
        assertThat(tries).isEqualTo(3);
    }

    private Settlement commit(List<String> states) throws InterruptedException {
        return commits.commit(outcomes -> fail(states.get(tries)), () -> true);
    }

    private Settlement fail(String state) {
        tries++;
        throw new ConnectionException(new SQLException("no", state));
    }
}
