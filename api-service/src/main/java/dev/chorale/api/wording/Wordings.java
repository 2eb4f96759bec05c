package dev.chorale.api.wording;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chorale.api.wording.WordingRows.Kept;
import dev.chorale.common.db.Remembered;
import dev.chorale.common.time.Monotonic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Both lists of each tenant, ready for use. Which revision counts is looked up once a second at most, so a change holds
 * everywhere within a second and the time of one look; a list is made ready once for each revision. While the database
 * can't be reached, what was known counts for five minutes.
 */
@ApplicationScoped
public class Wordings {
    private static final Duration FRESH = Duration.ofSeconds(1);
    /** In letters of all words: 140 MB at most for each of both kinds, and room for two of the largest lists. */
    private static final long MAX_LETTERS = 2_100_000;

    private final WordingRows rows;
    private final Remembered<UUID, Map<String, Integer>> revisions;
    private final Cache<Name, ForbiddenWords> forbidden = Caffeine.newBuilder()
            .maximumWeight(MAX_LETTERS)
            .weigher((Name name, ForbiddenWords words) -> words.size())
            .build();
    private final Cache<Name, Lexicon> lexicons = Caffeine.newBuilder()
            .maximumWeight(MAX_LETTERS)
            .weigher((Name name, Lexicon lexicon) -> lexicon.size())
            .build();

    private record Name(UUID tenant, int revision) {}

    public Wordings(WordingRows rows, Monotonic clock) {
        this.rows = rows;
        this.revisions = new Remembered<>(FRESH, clock);
    }

    /** The words that this tenant's texts may not hold. */
    public ForbiddenWords forbidden(UUID tenant) {
        int revision = revision(tenant, WordingRows.FORBIDDEN_WORDS);
        return revision == 0
                ? ForbiddenWords.NONE
                : forbidden.get(
                        new Name(tenant, revision),
                        name -> new ForbiddenWords(rows.get(tenant, WordingRows.FORBIDDEN_WORDS, String.class)
                                .content()));
    }

    /** How this tenant wants words to be said. */
    public Lexicon lexicon(UUID tenant) {
        int revision = revision(tenant, WordingRows.LEXICON);
        return revision == 0
                ? Lexicon.NONE
                : lexicons.get(
                        new Name(tenant, revision),
                        name -> new Lexicon(rows.get(tenant, WordingRows.LEXICON, Lexicon.Entry.class)
                                .content()));
    }

    Kept<String> forbiddenAsKept(UUID tenant) {
        return rows.get(tenant, WordingRows.FORBIDDEN_WORDS, String.class);
    }

    Kept<Lexicon.Entry> lexiconAsKept(UUID tenant) {
        return rows.get(tenant, WordingRows.LEXICON, Lexicon.Entry.class);
    }

    /** Holds here at once. */
    <T> Kept<T> put(UUID tenant, String kind, List<T> content) {
        Kept<T> kept = new Kept<>(rows.put(tenant, kind, content), content);
        revisions.forget(tenant);
        return kept;
    }

    private int revision(UUID tenant, String kind) {
        return revisions
                .get(tenant, () -> Optional.of(rows.revisions(tenant)))
                .map(known -> known.get(kind))
                .orElse(0);
    }
}
