package dev.chorale.deploy.admin;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        description = "The jobs of all tenants, newest first; with an ID that one and its tries.")
final class JobsCommand implements Callable<Integer> {
    private static final Table LIST = Table.of(
            Column.of("ID", "id"),
            Column.of("STATE", "state"),
            Column.of("KIND", "kind"),
            Column.of("VOICE", "voice"),
            Column.of("PRIORITY", "priority"),
            Column.of("TENANT", "tenant"),
            Column.of("ATTEMPTS", "attempts"),
            Column.time("CREATED", "created_at"),
            Column.of("ERROR", "error/code"));
    private static final Table CARD = Table.of(
            Column.of("ID", "id"),
            Column.of("STATE", "state"),
            Column.of("ERROR", "error/code"),
            Column.of("MESSAGE", "error/message"),
            Column.of("KIND", "kind"),
            Column.of("TENANT", "tenant"),
            Column.of("VOICE", "voice"),
            Column.of("ENGINE", "engine"),
            Column.of("WORKER", "worker"),
            Column.of("PRIORITY", "priority"),
            Column.of("FORMAT", "format"),
            Column.of("CACHE", "cache"),
            Column.of("PROGRESS", "progress"),
            Column.of("ATTEMPTS", "attempts"),
            Column.time("CREATED", "created_at"),
            Column.time("STARTED", "started_at"),
            Column.time("FINISHED", "finished_at"),
            Column.time("DEADLINE", "deadline"),
            Column.of("AUDIO MS", "audio/duration_ms"),
            Column.of("REDRIVE OF", "redrive_of"));

    @Mixin
    private final Desk desk;

    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "A job: job_….")
    private @Nullable String id;

    @Option(names = "--tenant", paramLabel = "T", description = "By name or id.")
    private @Nullable String tenant;

    @Option(names = "--state", paramLabel = "S", split = ",", description = "One state or several: queued,running.")
    private @Nullable List<String> states;

    @Option(names = "--kind", paramLabel = "K", description = "synthesis or training.")
    private @Nullable String kind;

    @Option(names = "--voice", paramLabel = "V", description = "The voice: espeak/en-us.")
    private @Nullable String voice;

    @Option(names = "--engine", paramLabel = "E", description = "The engine's name.")
    private @Nullable String engine;

    @Option(names = "--worker", paramLabel = "ID", description = "Who holds it: worker_….")
    private @Nullable String worker;

    @Option(names = "--error-code", paramLabel = "CODE", description = "Why it failed: engine_timeout.")
    private @Nullable String errorCode;

    @Option(names = "--created-after", paramLabel = "TIME", description = "RFC 3339: 2026-11-21T08:00:00Z.")
    private @Nullable String createdAfter;

    @Option(names = "--created-before", paramLabel = "TIME", description = "The same.")
    private @Nullable String createdBefore;

    @Mixin
    private Most most = new Most();

    JobsCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (id == null) {
            desk.list("jobs", query(), most.rows(), LIST);
        } else {
            desk.one("jobs/" + Query.segment(id), job -> desk.lines(Tries.below(CARD, job)));
        }
        return 0;
    }

    private Query query() {
        return new Query()
                .with("tenant", tenant)
                .with("state", states == null ? null : String.join(",", states))
                .with("kind", kind)
                .with("voice", voice)
                .with("engine", engine)
                .with("worker", worker)
                .with("error_code", errorCode)
                .with("created_after", createdAfter)
                .with("created_before", createdBefore);
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Cancel a job. One that has ended stays as it is.")
    static final class Cancel implements Callable<Integer> {
        @Mixin
        private final Desk desk;

        @Parameters(index = "0", paramLabel = "ID", description = "The job: job_….")
        private String id = "";

        Cancel(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws InterruptedException {
            desk.post("jobs/" + Query.segment(id) + "/cancel", Map.of(), job -> desk.lines(CARD.card(job)));
            return 0;
        }
    }
}
