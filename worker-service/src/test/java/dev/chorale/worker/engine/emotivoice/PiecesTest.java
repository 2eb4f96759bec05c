package dev.chorale.worker.engine.emotivoice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PiecesTest {
    @Test
    void a_text_that_is_short_enough_is_one_piece_as_it_is() {
        assertThat(Pieces.of(" one two ", 9)).containsExactly(" one two ");
    }

    @Test
    void a_longer_one_is_cut_between_words_and_pieces_are_as_long_as_they_may_be() {
        assertThat(Pieces.of("one two three four, five", 10)).containsExactly("one two", "three", "four, five");
    }

    @Test
    void a_word_that_is_too_long_by_itself_is_cut_and_no_letter_is_lost() {
        assertThat(Pieces.of("a 𝔞bcdefghijk l", 5)).containsExactly("a", "𝔞bcde", "fghij", "k l");
    }

    @Test
    void what_holds_nothing_to_say_is_left_out() {
        assertThat(Pieces.of("one – two", 3)).containsExactly("one", "two");
    }
}
