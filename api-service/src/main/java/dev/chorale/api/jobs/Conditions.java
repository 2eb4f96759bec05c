package dev.chorale.api.jobs;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The conditions of a list that apply, joined by AND. Clauses are constants of the source; values travel as parameters. */
public final class Conditions {
    private final List<String> clauses = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    public Conditions always(@CompileTimeConstant final String clause) {
        clauses.add(clause);
        return this;
    }

    public Conditions always(
            @CompileTimeConstant final String clause, @CompileTimeConstant final String name, Object value) {
        clauses.add(clause);
        values.put(name, value);
        return this;
    }

    public Conditions given(
            @CompileTimeConstant final String clause, @CompileTimeConstant final String name, Optional<?> value) {
        value.ifPresent(v -> {
            clauses.add(clause);
            values.put(name, v);
        });
        return this;
    }

    /** {@code where … order by …}, to follow a {@code from} or to stand alone. */
    public String ordered(@CompileTimeConstant final String order) {
        String conditions = clauses.isEmpty() ? "" : "where " + String.join(" and ", clauses) + " ";
        return conditions + "order by " + order;
    }

    public Map<String, Object> values() {
        return Map.copyOf(values);
    }
}
