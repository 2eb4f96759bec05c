package dev.chorale.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chorale.common.content.Sha256;
import dev.chorale.deploy.simulator.SimulatedVoice;
import dev.chorale.deploy.soak.AudioProof.Compared;
import dev.chorale.deploy.soak.Errand.Wording;
import dev.chorale.deploy.soak.Findings.Kind;
import dev.chorale.deploy.soak.Ledger.JobRow;
import dev.chorale.deploy.soak.Submit.Manner;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioProofTest {
    private static final Line LINE = new Line("Say this", "a", BigDecimal.ONE);
    private static final byte[] RIGHT = SimulatedVoice.pcm(Speech.Simulated.sound(LINE));
    private static final byte[] OTHER =
            SimulatedVoice.pcm(Speech.Simulated.sound(LINE).withVoice("b"));

    @TempDir
    private Path temp;

    private HttpServer api;
    private ClientJournal journal;
    private final Findings findings = new Findings();

    private byte[] cached = RIGHT;
    private String cacheSays = "hit";

    @BeforeEach
    void start() throws IOException {
        journal = new ClientJournal(temp.resolve("journal"));
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/v1/audio/speech", exchange -> {
            exchange.getResponseHeaders().add("X-Cache", cacheSays);
            answer(exchange, 200, cached);
        });
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
    }

    @Test
    void the_bytes_that_the_line_must_have_are_good() throws Exception {
        assertThat(listen(new Speech.Simulated(), succeeded("job_1", RIGHT, RIGHT)))
                .isEqualTo(new Compared(1, 1, 0, 1));
        assertThat(findings.examples()).isEmpty();
    }

    @Test
    void a_listener_who_heard_something_else_is_found() throws Exception {
        JobRow job = succeeded("job_1", RIGHT, RIGHT);
        journal.all().forEach(submit -> submit.heard(Sha256.hex(OTHER)));

        listen(new Speech.Simulated(), job);
        assertThat(findings.count(Kind.WRONG)).isPositive();
    }

    @Test
    void a_cache_that_holds_something_else_is_found() throws Exception {
        cached = OTHER;

        listen(new Speech.Simulated(), succeeded("job_1", RIGHT, RIGHT));
        assertThat(findings.count(Kind.WRONG)).isPositive();
    }

    @Test
    void a_line_that_the_cache_has_forgotten_is_found() throws Exception {
        cacheSays = "miss";

        listen(new Speech.Simulated(), succeeded("job_1", RIGHT, RIGHT));
        assertThat(findings.count(Kind.DOUBLED)).isOne();
    }

    @Test
    void another_voice_is_found() throws Exception {
        listen(new Speech.Simulated(), succeeded("job_1", OTHER, OTHER));
        assertThat(findings.count(Kind.WRONG)).isPositive();
    }

    @Test
    void other_bytes_than_the_row_names_are_found() throws Exception {
        listen(new Speech.Simulated(), succeeded("job_1", RIGHT, OTHER));
        assertThat(findings.count(Kind.WRONG)).isPositive();
    }

    @Test
    void audio_that_is_not_there_is_lost() throws Exception {
        listen(
                new Speech.Simulated(),
                new JobRow("job_1", key("job_1"), "succeeded", "miss", null, Sha256.hex(RIGHT), null));
        assertThat(findings.count(Kind.LOST)).isOne();
    }

    @Test
    void equal_lines_must_have_equal_bytes_where_they_cannot_be_computed() throws Exception {
        listen(Speech.Other.ESPEAK, succeeded("job_1", RIGHT, RIGHT), succeeded("job_2", OTHER, OTHER));
        assertThat(findings.count(Kind.WRONG)).isPositive();
    }

    private Compared listen(Speech speech, JobRow... jobs) {
        String url = "http://127.0.0.1:" + api.getAddress().getPort();
        Evidence evidence = new Evidence(
                journal,
                new Ledger("jdbc:postgresql://127.0.0.1:1/none?user=none"),
                new Caller(List.of(url), "key"),
                Map.of(),
                new Tally(),
                speech,
                Map.of());
        return new AudioProof(evidence, new Wording("sim", ""), findings).listen(List.of(jobs));
    }

    private JobRow succeeded(String job, byte[] served, byte[] named) {
        api.createContext("/v1/jobs/" + job + "/audio", exchange -> {
            String tag = '"' + Sha256.hex(named) + '"';
            boolean isSame = tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            answer(exchange, isSame ? 304 : 200, served);
        });
        return new JobRow(job, key(job), "succeeded", "miss", null, Sha256.hex(named), null);
    }

    private String key(String job) {
        journal.intend(new Submit("key of " + job, LINE, null, Manner.QUIET));
        return "key of " + job;
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, status == 304 ? -1 : body.length);
            if (status != 304) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
