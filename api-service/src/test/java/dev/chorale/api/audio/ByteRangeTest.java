package dev.chorale.api.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,0,0",
        "bytes=0-99,0,99",
        "bytes=10-,10,99",
        "bytes=-1,99,99",
        "bytes=-200,0,99",
        "bytes=90-500,90,99",
        "bytes=90-99999999999999999999,90,99",
        "bytes=-99999999999999999999,0,99",
        "bytes=00000000000000000000010-,10,99"
    })
    void a_single_range_is_cut_to_the_content(String header, long first, long last) throws Exception {
        assertThat(ByteRange.of(header, 100)).contains(new ByteRange(first, last));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "bytes=", "bytes=-", "bytes=0-1,5-6", "items=0-1", "bytes=a-b"})
    void what_is_no_single_range_means_the_whole(@Nullable String header) throws Exception {
        assertThat(ByteRange.of(header, 100)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-2", "bytes=100-", "bytes=200-300", "bytes=-0", "bytes=9999999999999999999-"})
    void a_range_without_bytes_is_unsatisfiable(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 100)).isInstanceOf(ByteRange.Unsatisfiable.class);
    }

    @Test
    void the_length_counts_both_ends() {
        assertThat(new ByteRange(3, 5).length()).isEqualTo(3);
    }
}
