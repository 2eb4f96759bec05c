package dev.chorale.deploy.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What the JVMs of an installation learned at a rehearsal, a file for each program: loaded and linked classes, and what
 * was hot (JEP 483, 514 and 515). A JVM uses a file only if its version, collector and class path are those of the
 * rehearsal; otherwise it says so in its log and starts as without one.
 *
 * @param folder where the files lie
 * @param use what they are there for this time
 */
public record StartCache(Path folder, Use use) {
    public enum Use {
        /** To start quickly, if there is a file. */
        START,
        /** To note down what a start and some work need, when the JVM ends. */
        LEARN,
        /** To make files of the notes: such a JVM does nothing else. */
        KEEP
    }

    /** What the command line itself, and whatever else has its class path, learned. */
    public static final String COMMAND_LINE = "chorale";

    /** A JVM warns of each trifle that it takes no use of. */
    private static final String SAY_WHAT_MATTERS = "-Xlog:aot*=error";

    public static StartCache of(Path home, Use use) {
        return new StartCache(home.resolve("target").resolve("aot"), use);
    }

    /** The options of a JVM that runs {@code program}. */
    public List<String> options(String program) {
        String notes = "-XX:AOTConfiguration=" + notes(program);
        return switch (use) {
            case START ->
                Files.exists(file(program)) ? List.of("-XX:AOTCache=" + file(program), SAY_WHAT_MATTERS) : List.of();
            case LEARN -> List.of("-XX:AOTMode=record", notes, SAY_WHAT_MATTERS);
            case KEEP -> List.of("-XX:AOTMode=create", notes, "-XX:AOTCache=" + fresh(program), SAY_WHAT_MATTERS);
        };
    }

    /** Puts the file that a JVM made in its place: whoever starts meanwhile has the old one or the new one, never half. */
    void keep(String program) {
        try {
            Files.move(fresh(program), file(program), StandardCopyOption.REPLACE_EXISTING);
            Files.delete(notes(program));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Path file(String program) {
        return folder.resolve(program + ".aot");
    }

    private Path fresh(String program) {
        return folder.resolve(program + ".new");
    }

    private Path notes(String program) {
        return folder.resolve(program + ".notes");
    }
}
