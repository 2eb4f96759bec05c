package dev.chorale.deploy.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.chorale.common.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * A running child. We hold its standard input open; it ends when that closes, so none outlives us. Where the system can,
 * each child has a session of its own: Ctrl-C at the terminal then reaches the launcher alone, which stops the children
 * in order.
 */
final class Child {
    private static final int LAST_LINES = 15;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Recipe recipe;
    private final Process process;
    private final int linesBefore;

    private Child(Recipe recipe, Process process, int linesBefore) {
        this.recipe = recipe;
        this.process = process;
        this.linesBefore = linesBefore;
    }

    static Child start(Recipe recipe) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(recipe.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(recipe.log().toFile()))
                // A working directory without configuration files that a service might pick up.
                .directory(recipe.log().resolveSibling(".").normalize().toFile());
        builder.environment().putAll(recipe.environment());
        builder.environment().put(ParentWatch.VARIABLE, "true");
        int linesBefore = linesOf(recipe.log()).size();
        try {
            return new Child(recipe, builder.start(), linesBefore);
        } catch (IOException cause) {
            throw new Failure(recipe.name() + " could not be started: " + cause.getMessage(), cause);
        }
    }

    String name() {
        return recipe.name();
    }

    Recipe.Kind kind() {
        return recipe.kind();
    }

    /** The id of the process that does the work. To be asked when the child is ready. */
    long pid() {
        return recipe.pidFile()
                .map(file -> Long.parseLong(
                        DataFolder.read(file).lines().findFirst().orElseThrow().trim()))
                .orElseGet(process::pid);
    }

    /** Blocks until the child is ready; fails with one sentence when it dies first or takes longer than {@code limit}. */
    void awaitReady(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!recipe.probe().isReady()) {
            if (process.waitFor(150, TimeUnit.MILLISECONDS)) {
                throw new Failure(
                        name() + " ended with code " + process.exitValue() + " before it was ready; " + lastWords());
            }
            if (System.nanoTime() > deadline) {
                throw new Failure(name() + " was not ready after " + limit.toSeconds() + " s; " + lastWords());
            }
        }
    }

    /** Runs {@code action} with the exit code when the child has ended. */
    void onEnd(IntConsumer action) {
        var unused = process.onExit().thenAccept(ended -> action.accept(ended.exitValue()));
    }

    /** Waits until the child ends by itself. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Waits until the child has done its work and ended; fails with one sentence if it says that it could not. */
    void awaitDone() throws InterruptedException {
        if (awaitEnd() != 0) {
            throw new Failure(name() + " ended with code " + process.exitValue() + "; " + lastWords());
        }
    }

    /** Asks the child to end and waits; after {@code limit} it is killed. */
    void stop(Duration limit) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private String lastWords() {
        List<String> lines = linesOf(recipe.log());
        List<String> last = lines.subList(Math.max(linesBefore, lines.size() - LAST_LINES), lines.size());
        return "the end of " + recipe.log() + ":\n  " + String.join("\n  ", last);
    }

    private static List<String> linesOf(Path log) {
        try {
            return Files.exists(log)
                    ? new String(Files.readAllBytes(log), UTF_8).lines().toList()
                    : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
