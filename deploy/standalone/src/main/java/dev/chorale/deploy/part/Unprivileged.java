package dev.chorale.deploy.part;

import com.sun.security.auth.module.UnixSystem;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How PostgreSQL, which refuses to run as root, is started here. An ordinary user just starts it. Root starts it in a
 * user namespace of its own, where it is nobody; in containers that forbid namespaces, as the user 65534, to whom its
 * data folder then belongs.
 */
enum Unprivileged {
    SAME_USER(List.of()),
    NAMESPACE(List.of("unshare", "-U")),
    NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

    private static final int NOBODY_ID = 65534;

    private final List<String> prefix;

    Unprivileged(List<String> prefix) {
        this.prefix = prefix;
    }

    static Unprivileged here() {
        if (new UnixSystem().getUid() != 0) {
            return SAME_USER;
        }
        return LinuxUtils.isUnshareAvailable() ? NAMESPACE : NOBODY;
    }

    /** The command that runs {@code program}; it becomes that program, with the same process id. */
    List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(program);
        return command;
    }

    /** A folder for programs that the server's user can read and that outlives this process. */
    Path cache() {
        if (this == NOBODY) {
            return Path.of(System.getProperty("java.io.tmpdir"), "chorale-root");
        }
        String given = System.getenv("XDG_CACHE_HOME");
        Path caches = given == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return caches.resolve("chorale");
    }

    /** Makes an existing folder the server's own. */
    void own(Path folder) throws IOException {
        if (this == NOBODY && !Integer.valueOf(NOBODY_ID).equals(Files.getAttribute(folder, "unix:uid"))) {
            Trees.own(folder, NOBODY_ID);
        }
    }
}
