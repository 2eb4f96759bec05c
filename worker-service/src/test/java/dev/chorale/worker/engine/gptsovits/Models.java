package dev.chorale.worker.engine.gptsovits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code api_v2.py} has loaded, and its configuration, which is written before weights are loaded and holds what it
 * comes up with again. The content of a file stands for the model in it.
 */
final class Models {
    static final String BASE = "05base";

    /** What was loaded, in order. */
    final List<String> loads = new ArrayList<>();

    final Set<String> damaged = new HashSet<>();

    /** What Python says of files that are whole and of no use to the server. */
    final Map<String, String> unfit = new HashMap<>();

    /** What can't be loaded the next time, and can be afterwards. */
    final Set<String> hiccups = new HashSet<>();

    private final Map<String, String> configured = new HashMap<>();
    private @Nullable String gpt = BASE;
    private @Nullable String sovits = BASE;

    @Nullable
    String gpt() {
        return gpt;
    }

    @Nullable
    String sovits() {
        return sovits;
    }

    /** As when they could not be loaded again after a failure. */
    void lose() {
        gpt = null;
        sovits = null;
    }

    void restart() {
        gpt = readable(configured.getOrDefault("gpt", "")).orElse(BASE);
        sovits = readable(configured.getOrDefault("sovits", "")).orElse(BASE);
    }

    Optional<String> configuredGpt() {
        return readable(configured.getOrDefault("gpt", ""));
    }

    /**
     * @param which {@code gpt} or {@code sovits}
     * @return what is there; empty if it cannot be read
     */
    String configure(String which, String path) {
        configured.put(which, path);
        return readable(path).orElse("");
    }

    /** Why they were not loaded, in Python's words. */
    Optional<String> load(String which, String path) {
        String content = readable(path).orElse("");
        if (content.isEmpty()) {
            return Optional.of(
                    Files.exists(Path.of(path))
                            ? "PytorchStreamReader failed reading zip archive"
                            : "[Errno 2] No such file or directory: '" + path + "'");
        }
        if (unfit.containsKey(content)) {
            return Optional.of(unfit.get(content));
        }
        if (hiccups.remove(content)) {
            return Optional.of("list index out of range");
        }
        loads.add(content);
        if (which.equals("gpt")) {
            gpt = content;
        } else {
            sovits = content;
        }
        return Optional.empty();
    }

    private Optional<String> readable(String path) {
        try {
            return Optional.of(Files.readString(Path.of(path))).filter(content -> !damaged.contains(content));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
