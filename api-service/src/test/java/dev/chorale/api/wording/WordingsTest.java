package dev.chorale.api.wording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.wording.Lexicon.Entry;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Markup.Reading;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class WordingsTest {
    private final Jdbi db = TestDatabase.fresh();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Wordings here = new Wordings(new WordingRows(db), now::get);
    private final Wordings there = new Wordings(new WordingRows(db), now::get);
    private final UUID tenant = new TestRows(db).tenant();

    @Test
    void a_change_holds_here_at_once_and_elsewhere_after_a_second() {
        assertThat(forbids(here)).isFalse();
        assertThat(forbids(there)).isFalse();
        forbid(List.of("damn"));

        assertThat(forbids(here)).isTrue();
        assertThat(forbids(there)).isFalse();
        now.addAndGet(Duration.ofMillis(1001).toNanos());
        assertThat(forbids(there)).isTrue();
    }

    @Test
    void a_list_is_made_ready_once_for_each_revision() {
        forbid(List.of("damn"));
        ForbiddenWords ready = here.forbidden(tenant);
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(here.forbidden(tenant)).isSameAs(ready);

        forbid(List.of("damn"));
        assertThat(here.forbidden(tenant)).isNotSameAs(ready);
    }

    @Test
    void a_revision_never_comes_back() {
        assertThat(forbid(List.of("one"))).isEqualTo(1);
        assertThat(forbid(List.of())).isEqualTo(2);
        assertThat(forbid(List.of("one"))).isEqualTo(3);
        assertThat(here.forbiddenAsKept(tenant).revision()).isEqualTo(3);
    }

    @Test
    void both_lists_of_both_tenants_are_their_own() {
        UUID other = new TestRows(db).tenant();
        forbid(List.of("damn"));
        here.put(other, WordingRows.LEXICON, List.of(new Entry("GIF", "jif")));

        assertThat(here.lexicon(tenant)).isSameAs(Lexicon.NONE);
        assertThat(here.forbidden(other)).isSameAs(ForbiddenWords.NONE);
        assertThat(Markup.write(
                        here.lexicon(other).apply(Markup.read("A GIF"), 99).orElseThrow()))
                .isEqualTo("A jif");
    }

    @Test
    void what_was_known_counts_while_the_database_is_away() {
        forbid(List.of("damn"));
        assertThat(forbids(here)).isTrue();
        db.useHandle(h -> h.execute("ALTER TABLE wording RENAME TO away"));
        now.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(forbids(here)).isTrue();
    }

    private int forbid(List<String> words) {
        return here.put(tenant, WordingRows.FORBIDDEN_WORDS, words).revision();
    }

    private boolean forbids(Wordings wordings) {
        return wordings.forbidden(tenant)
                .place(((Reading.Whole) Markup.parse("well, damn")).parts())
                .isPresent();
    }
}
