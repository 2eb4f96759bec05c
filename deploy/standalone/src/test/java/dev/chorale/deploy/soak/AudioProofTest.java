package dev.chorale.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.chorale.deploy.simulator.SimulatedVoice;
import dev.chorale.deploy.soak.Findings.Kind;
import dev.chorale.deploy.soak.Ledger.JobRow;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
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

    @BeforeEach
    void start() throws IOException {
        journal = new ClientJournal(temp.resolve("journal"));
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
    }

    @Test
    void the_bytes_that_the_line_must_have_are_good() throws Exception {
        assertThat(listen(new Speech.Simulated(), succeeded("job_1", RIGHT, RIGHT)))
                .isOne();
        assertThat(findings.isEmpty()).isTrue();
    }

    @Test
    void another_voice_is_found() throws Exception {
        listen(new Speech.Simulated(), succeeded("job_1", OTHER, OTHER));
        assertThat(findings.count(Kind.WRONG)).isOne();
    }

    @Test
    void other_bytes_than_the_row_names_are_found() throws Exception {
        listen(new Speech.Simulated(), succeeded("job_1", RIGHT, OTHER));
        assertThat(findings.count(Kind.WRONG)).isOne();
    }

    @Test
    void audio_that_is_not_there_is_lost() throws Exception {
        listen(
                new Speech.Simulated(),
                new JobRow("job_1", key("job_1"), "succeeded", "miss", null, sha256(RIGHT), null));
        assertThat(findings.count(Kind.LOST)).isOne();
    }

    @Test
    void equal_lines_must_have_equal_bytes_where_they_cannot_be_computed() throws Exception {
        listen(new Speech.Espeak(), succeeded("job_1", RIGHT, RIGHT), succeeded("job_2", OTHER, OTHER));
        assertThat(findings.count(Kind.WRONG)).isOne();
    }

    private int listen(Speech speech, JobRow... jobs) {
        String url = "http://127.0.0.1:" + api.getAddress().getPort();
        Evidence evidence = new Evidence(
                journal,
                new Ledger("jdbc:postgresql://127.0.0.1:1/none?user=none"),
                new Caller(List.of(url), "key"),
                Map.of(),
                new Traffic.Tally(),
                speech,
                Map.of());
        return new AudioProof(evidence, findings).listen(List.of(jobs));
    }

    private JobRow succeeded(String job, byte[] served, byte[] named) throws Exception {
        api.createContext("/v1/jobs/" + job + "/audio", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, served.length);
                exchange.getResponseBody().write(served);
            }
        });
        return new JobRow(job, key(job), "succeeded", "miss", null, sha256(named), null);
    }

    private String key(String job) {
        journal.intend(new Submit("key of " + job, LINE, null));
        return "key of " + job;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
