package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Home;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The guards taken out of the real code, one at a time: {@code deploy/mutants/mutants.sh}. */
final class Mutants {
    private static final String SUM = "mutants caught ";

    private Mutants() {}

    /**
     * What the script found.
     *
     * @param sum such as {@code mutants caught 18/18}
     */
    record Result(String sum, boolean allCaught) {}

    /** Blocks for as long as some builds and tests take. */
    static Result run(Console console) throws IOException, InterruptedException {
        Path script = Home.folder().resolve("deploy/mutants/mutants.sh");
        if (!Files.exists(script)) {
            throw new Failure("--mutants: " + script + " is not there; it takes a checkout of the sources");
        }
        console.say("  now each guard is taken out of the code, one at a time");
        Process process = new ProcessBuilder("sh", script.toString())
                .redirectErrorStream(true)
                .start();
        String sum = "mutants not run";
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                console.say("  " + line);
                sum = line.startsWith(SUM) ? line : sum;
            }
            return new Result(sum, process.waitFor() == 0);
        } finally {
            process.destroy();
        }
    }
}
