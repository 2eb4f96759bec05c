package dev.chorale.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.job.State.Move;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StateTest {
    @Test
    void no_move_leaves_a_terminal_state() {
        for (Move move : Move.values()) {
            assertThat(move.from()).as(move.name()).doesNotContainAnyElementsOf(State.TERMINAL);
        }
    }

    @Test
    void every_living_state_can_be_left_and_every_state_but_the_first_be_reached() {
        Set<State> left =
                Stream.of(Move.values()).flatMap(m -> m.from().stream()).collect(Collectors.toSet());
        Set<State> reached = Stream.of(Move.values()).map(Move::to).collect(Collectors.toSet());
        assertThat(left).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(State.TERMINAL)));
        assertThat(reached).containsExactlyInAnyOrder(State.values());
    }

    @Test
    void wire_names_are_read_back() {
        for (State state : State.values()) {
            assertThat(State.byWireName(state.wireName())).isEqualTo(state);
        }
        assertThatThrownBy(() -> State.byWireName("RUNNING")).hasMessageContaining("expected one of");
    }
}
