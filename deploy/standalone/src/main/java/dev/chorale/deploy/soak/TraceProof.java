package dev.chorale.deploy.soak;

import dev.chorale.deploy.soak.Findings.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What processes left in files: O13, no text that was to be spoken and no signed URL is in a
 * log or in Kafka; O2, nobody ever tried to leave
 * a terminal state, which PostgreSQL refuses and logs.
 */
final class TraceProof {
    private static final String SIGNED = "X-Amz-Signature";
    private static final String REFUSED = "a terminal state is never left";

    private final Path data;
    private final Pattern canary;
    private final Findings findings;

    /** @param canary matches each text that callers sent */
    TraceProof(Path data, Pattern canary, Findings findings) {
        this.data = data;
        this.canary = canary;
        this.findings = findings;
    }

    /** Reads all logs and Kafka's segments; returns how many files that was. */
    int look() throws IOException {
        int files = 0;
        for (Path folder : List.of(data.resolve("logs"), data.resolve("kafka"))) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    look(file);
                    files++;
                }
            }
        }
        return files;
    }

    /** One finding a file is enough. */
    private void look(Path file) {
        boolean told = false;
        boolean signed = false;
        boolean refused = false;
        // Segments are binary: in Latin-1 every byte is a character, and ASCII stays what it is.
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                signed |= line.contains(SIGNED);
                told |= canary.matcher(line).find();
                refused |= line.contains(REFUSED);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        if (told) {
            findings.add(Kind.WRONG, "O13", data.relativize(file) + " holds a text that was to be spoken");
        }
        if (signed) {
            findings.add(Kind.WRONG, "O13", data.relativize(file) + " holds a signed URL");
        }
        if (refused) {
            findings.add(Kind.WRONG, "O2", data.relativize(file) + " tells of a terminal state that was to be left");
        }
    }
}
