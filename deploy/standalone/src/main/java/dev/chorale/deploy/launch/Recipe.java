package dev.chorale.deploy.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one child is started and when it is ready.
 *
 * @param name its name in logs and messages, such as {@code worker-2}
 * @param kind what it is
 * @param command program and arguments, without secrets
 * @param environment variables added to ours
 * @param log where its output goes, appended
 * @param pidFile where the process that does the work writes its id, if it is not the child itself
 * @param probe says when it is ready
 */
record Recipe(
        String name,
        Kind kind,
        List<String> command,
        Map<String, String> environment,
        Path log,
        Optional<Path> pidFile,
        Probe probe) {
    Recipe {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** In the order in which children are stopped. */
    enum Kind {
        WORKER,
        API,
        PART
    }
}
