package dev.chorale.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.chorale.deploy.soak.Submit.Manner;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoryProofTest {
    private static final String WHOLE =
            "id:1\nevent:job.queued\ndata:{}\n\nid:2\nevent:job.running\ndata:{}\n\nid:3\nevent:job.succeeded\ndata:{}\n\n";

    @TempDir
    private Path temp;

    private HttpServer server;
    private Caller caller;

    @BeforeEach
    void tellTheWholeStory() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = WHOLE.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        caller = new Caller(List.of("http://127.0.0.1:" + server.getAddress().getPort()), "key");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "1 2 3, job.succeeded, 0",
        "1 2, job.running, 0",
        "1 3, job.succeeded, 1",
        "1 2 2 3, job.succeeded, 1",
        "2 1 3, job.succeeded, 1",
        "1 2 4, job.succeeded, 1",
        "1 2 3, job.failed, 1",
    })
    void what_was_told_must_be_the_story_or_its_beginning(String numbers, String end, int wrong) throws Exception {
        Submit submit = new Submit("key", new Line("One", "a", BigDecimal.ONE), null, Manner.FOLLOWING);
        submit.accepted("job_1");
        List<String> ids = List.of(numbers.split(" "));
        for (int n = 0; n < ids.size(); n++) {
            String usual = ids.get(n).equals("1") ? "job.queued" : "job.running";
            tell(submit.story(), ids.get(n), n == ids.size() - 1 ? end : usual);
        }

        assertThat(compare(submit).count(Findings.Kind.WRONG)).isEqualTo(wrong);
    }

    @Test
    void half_an_event_of_a_broken_connection_is_no_event() {
        Story story = new Story();
        tell(story, "1", "job.queued");
        story.line("id:2");
        story.line("event:job.running");
        story.begin();
        story.line("");

        assertThat(story.lastId()).isEqualTo("1");
        assertThat(story.isOver()).isFalse();
    }

    private static void tell(Story story, String id, String type) {
        List.of("id:" + id, "event:" + type, "data:{}", "").forEach(story::line);
    }

    private Findings compare(Submit submit) throws Exception {
        Findings findings = new Findings();
        try (ClientJournal journal = new ClientJournal(temp.resolve("journal"));
                Ledger ledger = new Ledger("jdbc:postgresql:none?")) {
            journal.intend(submit);
            Evidence evidence =
                    new Evidence(journal, ledger, caller, Map.of(), new Tally(), Speech.Other.ESPEAK, Map.of());
            assertThat(new StoryProof(evidence, findings).compare()).isEqualTo(1);
        }
        return findings;
    }
}
