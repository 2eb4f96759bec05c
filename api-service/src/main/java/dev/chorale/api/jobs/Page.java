package dev.chorale.api.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list. Without {@code next_cursor} it is the last. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(
        List<T> data, @JsonProperty("next_cursor") @Nullable String nextCursor) {
    public Page {
        data = List.copyOf(data);
    }

    /** @param rows up to one more than the query's limit: the one more says that there is another page */
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
