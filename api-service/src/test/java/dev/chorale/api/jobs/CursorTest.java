package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.problem.Problem.Refusal;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final UUID ID = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");

    @Test
    void a_cursor_is_read_as_it_was_written() {
        assertThat(Cursor.read(new Cursor(ID).write()).after()).isEqualTo(ID);
        assertThat(new Cursor(ID).write()).matches("[A-Za-z0-9_-]{28}");
    }

    @Test
    void a_cursor_of_which_any_character_was_changed_is_refused() {
        String good = new Cursor(ID).write();
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
        assertThatThrownBy(() -> Cursor.read(text)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.problem().status()).isEqualTo(400);
            assertThat(refusal.problem().code()).isEqualTo("malformed_request");
        });
    }
}
