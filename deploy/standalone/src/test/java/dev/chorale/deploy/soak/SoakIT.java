package dev.chorale.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.deploy.launch.FreePorts;
import dev.chorale.deploy.launch.LauncherProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code ./chorale soak}: a few faults, every invariant. */
class SoakIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir
    private Path temp;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothing_is_lost_doubled_or_wrong_when_workers_die_and_freeze() throws Exception {
        try (LauncherProcess soak = LauncherProcess.run(
                temp.resolve("soak.err"),
                "soak",
                "--seconds",
                "12",
                "--seed",
                "7",
                "--rate",
                "3",
                "--faults",
                "kill-worker,freeze-worker",
                "--data",
                temp.resolve("data").toString(),
                "--port-base",
                Integer.toString(FreePorts.plan().base()))) {
            int code = soak.awaitEnd(LIMIT);
            assertThat(code).as(soak.said() + "\n" + soak.printed()).isZero();
        }
    }
}
