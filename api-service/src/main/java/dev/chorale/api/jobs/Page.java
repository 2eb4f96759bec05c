package dev.chorale.api.jobs;

import static org.hibernate.jpa.SpecHints.HINT_SPEC_QUERY_TIMEOUT;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list. Without {@code next_cursor} it is the last. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(
        List<T> data, @JsonProperty("next_cursor") @Nullable String nextCursor) {
    private static final int MOST_MS = 5_000;

    public Page {
        data = List.copyOf(data);
    }

    /**
     * Up to one row more than the page holds: the one more says that there is another page. What can't be had within some
     * seconds is given up, as other trouble with the database.
     */
    public static <T> List<T> rows(PanacheQuery<T> found, ListQuery query) {
        return found.withHint(HINT_SPEC_QUERY_TIMEOUT, MOST_MS)
                .range(0, query.limit())
                .list();
    }

    /** @param rows as {@link #rows} gives them */
    public static <R, T> Page<T> of(List<R> rows, ListQuery query, Function<R, UUID> id, Function<R, T> json) {
        return cut(rows, query, row -> query.cursor(id.apply(row)), json);
    }

    /** Of rows that go by their name. @param rows as in {@link #of} */
    public static <T> Page<T> ofNamed(List<T> rows, ListQuery query, Function<T, String> name) {
        return cut(rows, query, row -> query.cursor(name.apply(row)), Function.identity());
    }

    private static <R, T> Page<T> cut(List<R> rows, ListQuery query, Function<R, String> cursor, Function<R, T> json) {
        List<R> shown = rows.subList(0, Math.min(query.limit(), rows.size()));
        String next = rows.size() > query.limit() ? cursor.apply(shown.getLast()) : null;
        return new Page<>(shown.stream().map(json).toList(), next);
    }
}
