package dev.chorale.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.deploy.soak.Findings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceProofTest {
    @TempDir
    private Path data;

    private final Findings findings = new Findings();

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(data.resolve("kafka/topic-0"));
        Files.createDirectories(data.resolve("logs"));
        Files.writeString(data.resolve("logs/api-1.log"), "job claimed job=1\n");
    }

    @Test
    void logs_without_texts_are_good() throws IOException {
        assertThat(look()).isOne();
        assertThat(findings.isEmpty()).isTrue();
    }

    @Test
    void a_text_in_a_log_is_found() throws IOException {
        String text = new Lines(7, List.of("a"), new SplittableRandom(1), 0.8)
                .draw(12, () -> true)
                .text();
        Files.writeString(data.resolve("logs/worker-1.log"), "WARN failed on '" + text + "'\n");
        look();
        assertThat(findings.examples()).singleElement().asString().startsWith("O13: logs/worker-1.log");
    }

    @Test
    void a_text_in_a_segment_of_kafka_is_found() throws IOException {
        Files.write(
                data.resolve("kafka/topic-0/0.log"),
                new byte[] {0, (byte) 0xff, 'H', 'o', 't', ' ', '3', ' ', 'o', 'f', ' ', '7', 0});
        look();
        assertThat(findings.count(Kind.WRONG)).isOne();
    }

    @Test
    void a_signed_url_in_a_log_is_found() throws IOException {
        Files.writeString(data.resolve("logs/api-1.log"), "INFO sent to http://s3/a?X-Amz-Signature=00\n");
        look();
        assertThat(findings.examples()).singleElement().asString().startsWith("O13: logs/api-1.log");
    }

    @Test
    void a_refused_step_out_of_the_end_is_found() throws IOException {
        Files.writeString(data.resolve("logs/postgres.log"), "ERROR:  a terminal state is never left: job 1\n");
        look();
        assertThat(findings.examples()).singleElement().asString().startsWith("O2: logs/postgres.log");
    }

    private int look() throws IOException {
        return new TraceProof(data, Lines.canary(7), findings).look();
    }
}
