package dev.chorale.deploy.demo;

import dev.chorale.common.content.Sha256;
import dev.chorale.deploy.launch.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps a job's audio, after making sure that it is what the job says. */
final class AudioFile {
    private AudioFile() {}

    /** Writes the audio to {@code file}, whose folder is made; fails if its SHA-256 is not the job's. */
    static void write(Path file, byte[] audio, Job job) {
        if (!Sha256.hex(audio).equals(job.sha256())) {
            throw new Failure("the audio of " + job.id() + " is not what its SHA-256 says: download it once more");
        }
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(".").normalize());
            Files.write(file, audio);
        } catch (IOException cause) {
            throw new Failure("the audio cannot be written to " + file + ": name another place", cause);
        }
    }
}
