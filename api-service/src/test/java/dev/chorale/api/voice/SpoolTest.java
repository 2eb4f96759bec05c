package dev.chorale.api.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.problem.Problem;
import dev.chorale.common.content.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final Spool.Limits LIMITS = new Spool.Limits(10, Duration.ofSeconds(60));

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void what_comes_lies_on_disk_with_its_hash_until_it_is_closed() throws Exception {
        byte[] content = new byte[10];
        Path file;
        try (Spool spool = Spool.begin(folder, LIMITS)) {
            spool.fill(new ByteArrayInputStream(content), nanos::get);
            file = spool.file();
            assertThat(file).hasBinaryContent(content);
            assertThat(spool.bytes()).isEqualTo(10);
            assertThat(spool.sha256()).isEqualTo(Sha256.hex(content));
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void more_than_may_come_is_refused() {
        assertRefused(new ByteArrayInputStream(new byte[11]), 413);
    }

    @Test
    void a_file_that_comes_too_slowly_is_refused() {
        assertRefused(
                new InputStream() {
                    @Override
                    public int read() {
                        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
                        return 1;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        bytes[offset] = (byte) read();
                        return 1;
                    }
                },
                408);
    }

    @Test
    void a_body_that_breaks_off_is_the_callers_fault() {
        assertRefused(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("closed");
                    }
                },
                400);
    }

    private void assertRefused(InputStream body, int status) {
        assertThatThrownBy(() -> {
                    try (Spool spool = Spool.begin(folder, LIMITS)) {
                        spool.fill(body, nanos::get);
                    }
                })
                .asInstanceOf(InstanceOfAssertFactories.type(Problem.Refusal.class))
                .extracting(refusal -> refusal.problem().status())
                .isEqualTo(status);
        assertThat(folder).isEmptyDirectory();
    }
}
