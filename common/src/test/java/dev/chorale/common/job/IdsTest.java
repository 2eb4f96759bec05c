package dev.chorale.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @Test
    void ids_are_version_7_and_sort_by_time() {
        AtomicLong now = new AtomicLong(1_700_000_000_000L);
        Ids ids = new Ids(() -> Instant.ofEpochMilli(now.getAndIncrement()), new Random(1));
        UUID first = ids.next();
        UUID second = ids.next();
        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(Ids.write("job", first)).isLessThan(Ids.write("job", second));
    }

    @Test
    void what_is_written_is_read_back() {
        UUID id = UUID.randomUUID();
        assertThat(Ids.read("job", Ids.write("job", id))).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "job_",
                "job_12",
                "voice_00000000000000000000000000000000",
                "job_0000000000000000000000000000000G",
                "JOB_00000000000000000000000000000000",
                "job_000000000000000000000000000000000"
            })
    void what_is_no_id_is_not_read(String text) {
        assertThat(Ids.read("job", text)).isEmpty();
    }
}
