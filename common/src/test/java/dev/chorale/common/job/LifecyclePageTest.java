package dev.chorale.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.docs.ProjectFile;
import dev.chorale.common.job.State.Move;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/job-lifecycle.md} and the schema to the states and moves of the code. After a change of them run the
 * test once with {@code -Dchorale.pages=write}: it writes the generated part of the page anew.
 */
class LifecyclePageTest {
    private static final String PAGE = "docs/job-lifecycle.md";
    private static final String BEGIN = "<!-- generated:states -->\n";
    private static final String END = "<!-- /generated -->";
    private static final String MIGRATIONS = "common/src/main/resources/db/migration";

    @Test
    void the_page_shows_every_state_and_every_move() {
        String page = ProjectFile.read(PAGE);
        String expected = withGenerated(page, BEGIN + diagram() + "\n" + statesTable() + "\n" + movesTable() + END);
        if ("write".equals(System.getProperty("chorale.pages"))) {
            write(ProjectFile.at(PAGE), expected);
        } else {
            assertThat(page)
                    .as("%s differs from State and State.Move; run this test with -Dchorale.pages=write", PAGE)
                    .isEqualTo(expected);
        }
    }

    @Test
    void the_page_explains_every_state() {
        for (State state : State.values()) {
            assertThat(ProjectFile.read(PAGE)).contains("\n**`" + state.wireName() + "`**");
        }
    }

    @Test
    void the_schema_knows_the_same_states() {
        assertThat(namesIn("run_state")).isEqualTo(names(Arrays.asList(State.values())));
        assertThat(namesIn("run_terminal_is_finished")).isEqualTo(names(State.TERMINAL));
        assertThat(namesIn("job_outcome")).isEqualTo(names(State.TERMINAL));
    }

    private static String withGenerated(String page, String generated) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END, begin);
        assertThat(begin)
                .as("the marker that begins the generated part of %s", PAGE)
                .isNotNegative();
        assertThat(end)
                .as("the marker that ends the generated part of %s", PAGE)
                .isNotNegative();
        return page.substring(0, begin) + generated + page.substring(end + END.length());
    }

    private static String diagram() {
        StringBuilder lines = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> queued: submit\n");
        for (Move move : Move.values()) {
            new TreeSet<>(move.from())
                    .forEach(from -> lines.append(String.format(
                            Locale.ROOT, "    %s --> %s: %s\n", from.wireName(), move.toName(), nameOf(move))));
        }
        new TreeSet<>(State.TERMINAL)
                .forEach(state -> lines.append("    ").append(state.wireName()).append(" --> [*]\n"));
        return lines.append("```\n").toString();
    }

    private static String statesTable() {
        StringBuilder rows = new StringBuilder("| state | entered by | left by |\n|---|---|---|\n");
        for (State state : State.values()) {
            String entered = moves(move -> move.to() == state);
            String left =
                    state.isTerminal() ? "never" : moves(move -> move.from().contains(state));
            rows.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s%s | %s |\n",
                    state.wireName(),
                    state == State.QUEUED ? "submit, " : "",
                    entered,
                    left));
        }
        return rows.toString();
    }

    private static String movesTable() {
        StringBuilder rows = new StringBuilder("| move | from | to |\n|---|---|---|\n");
        for (Move move : Move.values()) {
            String from = new TreeSet<>(move.from())
                    .stream().map(state -> "`" + state.wireName() + "`").collect(Collectors.joining(", "));
            rows.append(String.format(Locale.ROOT, "| %s | %s | `%s` |\n", nameOf(move), from, move.toName()));
        }
        return rows.toString();
    }

    private static String moves(Predicate<Move> chosen) {
        return Stream.of(Move.values())
                .filter(chosen)
                .map(LifecyclePageTest::nameOf)
                .collect(Collectors.joining(", "));
    }

    private static String nameOf(Move move) {
        return move.name().toLowerCase(Locale.ROOT);
    }

    /** The quoted names in the constraint's line; a later migration's word counts. */
    private static Set<String> namesIn(String constraint) {
        String line = migrations()
                .filter(text -> text.contains("CONSTRAINT " + constraint + " CHECK"))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("no constraint " + constraint));
        return Pattern.compile("'([a-z]+)'")
                .matcher(line.substring(line.indexOf("CONSTRAINT " + constraint)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All lines of all migrations, in the order in which they run. */
    private static Stream<String> migrations() {
        try (Stream<Path> files = Files.list(ProjectFile.at(MIGRATIONS))) {
            return files
                    .sorted(Comparator.comparingInt(LifecyclePageTest::versionOf))
                    .flatMap(file -> ProjectFile.read(file.toString()).lines())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 7 of {@code V7__what_changed.sql}. */
    private static int versionOf(Path migration) {
        String name = migration.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    private static Set<String> names(Collection<State> states) {
        return states.stream().map(State::wireName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void write(Path page, String text) {
        try {
            Files.writeString(page, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
