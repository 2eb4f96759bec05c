package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.problem.Problem.Refusal;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final String LIST = "jobs of somebody";
    private static final byte[] ID = HexFormat.of().parseHex("0123456789ab7def8123456789abcdef");

    @Test
    void a_cursor_is_read_as_it_was_written() {
        assertThat(Cursor.read(LIST, Cursor.write(LIST, ID))).isEqualTo(ID);
        assertThat(Cursor.write(LIST, ID)).matches("[A-Za-z0-9_-]{28}");
    }

    @Test
    void a_cursor_of_another_list_is_refused() {
        assertRefused(Cursor.write("jobs of somebody else", ID));
    }

    @Test
    void a_cursor_of_which_any_character_was_changed_is_refused() {
        String good = Cursor.write(LIST, ID);
        for (int i = 0; i < good.length(); i++) {
            String forged = good.substring(0, i) + (good.charAt(i) == 'A' ? 'B' : 'A') + good.substring(i + 1);
            assertRefused(forged);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "not a cursor", "AAAAAAAAAAAAAAAAAAAAAA", "ASNFZ4mrfe-BI0VniavN7w", "%00", "é", "===="})
    void what_is_no_cursor_is_refused(String text) {
        assertRefused(text);
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> Cursor.read(LIST, text)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.problem().status()).isEqualTo(400);
            assertThat(refusal.problem().code()).isEqualTo("malformed_request");
        });
    }
}
