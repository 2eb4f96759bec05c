package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Failed jobs that somebody should look at, newest first; with an ID that one and its tries.")
final class DeadLettersCommand implements Callable<Integer> {
    private static final Table LIST = Table.of(
            Column.of("ID", "id"),
            Column.of("ERROR", "error_code"),
            Column.of("VOICE", "voice"),
            Column.of("TENANT", "tenant"),
            Column.of("ATTEMPTS", "attempts"),
            Column.time("FINISHED", "finished_at"),
            Column.of("MESSAGE", "error_message"));
    private static final Table CARD = Table.of(
            Column.of("ID", "id"),
            Column.of("ERROR", "error_code"),
            Column.of("MESSAGE", "error_message"),
            Column.of("KIND", "kind"),
            Column.of("TENANT", "tenant"),
            Column.of("VOICE", "voice"),
            Column.of("ENGINE", "engine"),
            Column.of("PRIORITY", "priority"),
            Column.of("CHARACTERS", "characters"),
            Column.of("ATTEMPTS", "attempts"),
            Column.time("CREATED", "created_at"),
            Column.time("FINISHED", "finished_at"));

    @Mixin
    private final Desk desk;

    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "A job: job_….")
    private @Nullable String id;

    @Mixin
    private Choice choice = new Choice();

    @Option(names = "--created-after", paramLabel = "TIME", description = "RFC 3339: 2026-11-21T08:00:00Z.")
    private @Nullable String createdAfter;

    @Option(names = "--created-before", paramLabel = "TIME", description = "The same.")
    private @Nullable String createdBefore;

    @Mixin
    private Most most = new Most();

    /** Which dead letters; both a list and a redrive know these. */
    static final class Choice {
        @Option(names = "--tenant", paramLabel = "T", description = "Whose: the tenant's name.")
        private @Nullable String tenant;

        @Option(names = "--engine", paramLabel = "E", description = "The engine's name.")
        private @Nullable String engine;

        @Option(names = "--voice", paramLabel = "V", description = "The voice: espeak/en-us.")
        private @Nullable String voice;

        @Option(names = "--error-code", paramLabel = "CODE", description = "Why it failed: engine_timeout.")
        private @Nullable String errorCode;

        Query query() {
            return new Query()
                    .with("tenant", tenant)
                    .with("engine", engine)
                    .with("voice", voice)
                    .with("error_code", errorCode);
        }
    }

    DeadLettersCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (id == null) {
            Query query = choice.query().with("created_after", createdAfter).with("created_before", createdBefore);
            desk.list("dead-letters", query, most.rows(), LIST);
        } else {
            desk.one("dead-letters/" + Query.segment(id), letter -> desk.lines(Tries.below(CARD, letter)));
        }
        return 0;
    }

    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description = "Make new jobs of one dead letter, or of all that match; prints their ids.")
    static final class Redrive implements Callable<Integer> {
        @Mixin
        private final Desk desk;

        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "One: job_….")
        private @Nullable String id;

        @Mixin
        private Choice choice = new Choice();

        @Option(names = "--all", description = "All of them, where nothing else narrows it.")
        private boolean all;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many, the oldest first (default 1000).")
        private @Nullable BigDecimal limit;

        @Option(names = "--per-second", paramLabel = "N", description = "So many begin in a second (default 10).")
        private @Nullable BigDecimal perSecond;

        Redrive(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws InterruptedException {
            Query query = choice.query();
            boolean many = all || !query.isEmpty();
            if (many == (id != null)) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(), "redrive: name one ID, or a filter, or --all");
            }
            String path = id == null ? "redrive" : Query.segment(id) + "/redrive";
            desk.post(
                    "dead-letters/" + path,
                    id == null ? wish(query) : Map.of(),
                    redriven -> desk.lines(told(redriven)));
            return 0;
        }

        private Map<String, Object> wish(Query query) {
            Map<String, Object> wish = new LinkedHashMap<>(query.values());
            if (limit != null) {
                wish.put("limit", limit);
            }
            if (perSecond != null) {
                wish.put("per_second", perSecond);
            }
            return wish;
        }

        private static List<String> told(JsonNode redriven) {
            return redriven.path("jobs").valueStream().map(JsonNode::asText).toList();
        }
    }
}
