package dev.chorale.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFolderTest {
    @TempDir
    Path root;

    @Test
    void what_a_killed_worker_left_half_copied_goes_after_a_day_and_what_grows_stays() throws Exception {
        SharedFolder folder = new SharedFolder(root, "/voices");
        Path copies = Files.createDirectories(root.resolve("by-hash"));
        Path left = left(copies, Duration.ofDays(2));
        Path growing = left(copies, Duration.ofHours(1));
        Path file = Files.writeString(root.resolve("a.ckpt"), "weights");

        Path copy = folder.copy(file);

        assertThat(copies).isDirectoryContaining(copy::equals).isDirectoryContaining(growing::equals);
        assertThat(left).doesNotExist();
    }

    private static Path left(Path copies, Duration ago) throws Exception {
        Path left = Files.createTempFile(copies, "unfinished-", ".tmp");
        return Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(ago)));
    }
}
