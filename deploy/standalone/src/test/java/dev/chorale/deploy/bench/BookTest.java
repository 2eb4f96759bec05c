package dev.chorale.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_book_is_long_enough_and_no_sentence_is_there_twice(boolean english) {
        List<String> sentences = english ? Book.english(1) : Book.chinese(1);

        assertThat(Book.text(sentences)).hasSizeBetween(Book.CHARACTERS, Book.CHARACTERS * 11 / 10);
        assertThat(sentences).doesNotHaveDuplicates().isEqualTo(english ? Book.english(1) : Book.chinese(1));
    }
}
