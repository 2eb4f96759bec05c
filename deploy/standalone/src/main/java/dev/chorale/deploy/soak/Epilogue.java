package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.deploy.bench.Fairness;
import dev.chorale.deploy.bench.Fairness.Waits;
import dev.chorale.deploy.client.Tenant;
import dev.chorale.deploy.soak.Findings.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What can be seen only while nothing else goes on, on the installation that has been through all that. */
final class Epilogue {
    private static final int LINES = 30;

    /** 50 times as many. */
    private static final int CROWD = 1_500;

    private static final double MOST = 2;
    private static final int SENTENCES = 120;

    private final Stage stage;
    private final Speech speech;
    private final Findings findings;

    Epilogue(Stage stage, Speech speech, Findings findings) {
        this.stage = stage;
        this.speech = speech;
        this.findings = findings;
    }

    /** O12: how long a tenant of few lines waits for its audio, behind a crowd and alone. Returns it in a line. */
    String fairness() throws InterruptedException {
        Fairness fairness = new Fairness(
                tenant("quiet"),
                tenant("noisy"),
                speech.name() + "/" + speech.voices().getFirst());
        Waits alone = fairness.wait(LINES);
        fairness.crowd(CROWD);
        Waits behind = fairness.wait(LINES);
        double times = behind.p95EndedMs() / alone.p95EndedMs();
        String figures = String.format(
                Locale.ROOT,
                "a quiet tenant's lines: p95 %.0f ms alone, %.0f ms behind %d of another's (%.2f times)",
                alone.p95EndedMs(),
                behind.p95EndedMs(),
                CROWD,
                times);
        if (times > MOST) {
            findings.add(Kind.WRONG, "O12", figures);
        }
        return figures;
    }

    private Tenant tenant(String name) throws InterruptedException {
        return Tenant.create(stage.url(), stage.admin(), name);
    }

    /** O15: how often an engine dies that bears fewer calls than anybody knew, before and after a worker's death. */
    String deaths(Caller caller) throws IOException, InterruptedException {
        EdgyEngine engine = stage.own().edgy();
        Tenant reader = new Tenant(stage.admin());
        read(reader, "before, in the first text", "before, in the second");
        int first = deaths(caller, engine);
        stage.parts().kill(EdgyEngine.WORKER);
        stage.parts().start(EdgyEngine.WORKER);
        read(reader, "after");
        int all = deaths(caller, engine);
        String figures = String.format(
                Locale.ROOT,
                "an engine that dies of %d calls at once died %d times, and %d times more after its worker was killed",
                engine.deadlyCalls(),
                first,
                all - first);
        if (all > 1) {
            findings.add(Kind.WRONG, "O15", figures);
        }
        return figures;
    }

    private static void read(Tenant reader, String... texts) throws InterruptedException {
        List<String> jobs = new ArrayList<>();
        for (String text : texts) {
            jobs.add(reader.submit(EdgyEngine.VOICE, "wav", text(text)));
        }
        for (String job : jobs) {
            var unused = reader.await(job);
        }
    }

    /** Each sentence is a call of its own. */
    private static String text(String what) {
        StringBuilder text = new StringBuilder();
        for (int n = 1; n <= SENTENCES; n++) {
            text.append("This is what somebody has to say about the sentence with the number ")
                    .append(n)
                    .append(' ')
                    .append(what)
                    .append(", and nothing more. ");
        }
        return text.toString();
    }

    private static int deaths(Caller caller, EdgyEngine engine) throws IOException, InterruptedException {
        int deaths = 0;
        for (JsonNode call : caller.journal(engine.url())) {
            deaths += call.path("outcome").asText().equals("crash") ? 1 : 0;
        }
        return deaths;
    }
}
