package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker's disk that takes no more: nothing that was cut short passes for whole, and no run is charged for it. */
class FullDiskTest {
    private static final int RATE_HZ = 22050;
    private static final Pcm NOISE = noise(20);

    @TempDir
    Path dir;

    @Test
    void a_disk_that_is_full_is_no_fault_of_the_run_s() throws Exception {
        Path full = Path.of("/dev/full");
        try (Egress egress =
                new Egress(dir, AudioFormat.PCM, RATE_HZ, RATE_HZ, _ -> new FileSink(full, FileSink.Header.NONE))) {
            assertThat(egress.add(NOISE)).get().satisfies(failure -> {
                assertThat(failure.code()).isEqualTo("worker_disk_failed");
                assertThat(failure.kind()).isEqualTo(EngineFailure.Kind.OVERLOADED);
            });
        }
        ChildSink encoder = new ChildSink(List.of("sh", "-c", "cat >/dev/null; exit 1"), dir.resolve("no/room"));
        assertThat(encoder.finish()).get().extracting(EngineFailure::code).isEqualTo("worker_disk_failed");
    }

    /** Sizes in blocks of 512 bytes: nothing fits, half of it does, all but the end does. */
    @ParameterizedTest
    @CsvSource({
        "MP3, 2",
        "MP3, 100",
        "OPUS, 2",
        "OPUS, 60",
        "AAC, 2",
        "AAC, 100",
        "FLAC, 2",
        "FLAC, 400",
        "WAV, 2",
        "WAV, 700"
    })
    void a_file_that_was_not_written_to_its_end_is_never_whole(AudioFormat format, int blocks) throws Exception {
        Encoder limited = Encoder.open(limited(blocks), dir);
        try (Egress egress = limited.begin(format, RATE_HZ, format.defaultSampleRateHz(), SyntheticMark.NONE)) {
            Optional<EngineFailure> failure = egress.add(NOISE);
            Encoded encoded = failure.<Encoded>map(Encoded.Failed::new).orElse(null);
            encoded = encoded == null ? egress.finish() : encoded;
            assertThat(encoded)
                    .isInstanceOfSatisfying(
                            Encoded.Failed.class,
                            failed -> assertThat(failed.failure().code()).isEqualTo("worker_disk_failed"));
        }
    }

    /** No codec makes little of it. */
    private static Pcm noise(int seconds) {
        byte[] bytes = new byte[2 * seconds * RATE_HZ];
        new Random(1).nextBytes(bytes);
        return new Pcm(bytes, RATE_HZ);
    }

    /** ffmpeg, whose files have a limit. */
    private String limited(int blocks) throws Exception {
        Path program = dir.resolve("ffmpeg");
        Files.writeString(program, "#!/bin/sh\ntrap '' XFSZ\nulimit -f " + blocks + "\nexec ffmpeg \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }
}
