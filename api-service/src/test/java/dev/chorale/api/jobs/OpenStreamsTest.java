package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chorale.api.problem.Problem.Refusal;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {
    private final OpenStreams streams = new OpenStreams(3, 2);
    private final UUID tenant = UUID.randomUUID();

    @Test
    void a_tenant_with_too_many_streams_is_refused_and_another_is_not() {
        streams.open(tenant);
        streams.open(tenant);

        assertThat(statusOf(tenant)).isEqualTo(429);
        streams.open(UUID.randomUUID());
    }

    @Test
    void beyond_what_all_may_have_nobody_gets_one() {
        streams.open(tenant);
        streams.open(UUID.randomUUID());
        streams.open(UUID.randomUUID());

        assertThat(statusOf(tenant)).isEqualTo(503);
    }

    @Test
    void a_stream_that_ended_makes_room_for_another() {
        OpenStreams.Place left = streams.open(tenant);
        streams.open(tenant);
        left.close();
        left.close();

        streams.open(tenant);
        assertThat(statusOf(tenant)).as("closed twice, left once").isEqualTo(429);
    }

    private int statusOf(UUID tenant) {
        return catchThrowableOfType(Refusal.class, () -> streams.open(tenant))
                .problem()
                .status();
    }
}
