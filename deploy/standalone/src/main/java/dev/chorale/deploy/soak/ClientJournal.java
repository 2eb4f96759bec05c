package dev.chorale.deploy.soak;

import dev.chorale.deploy.soak.Submit.Manner;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What callers wanted and what they were told, kept before and after each call, in memory and in a file: without the
 * intent nobody could say what an unanswered call may have left behind.
 */
final class ClientJournal implements AutoCloseable {
    private final Map<String, Submit> byKey = new ConcurrentHashMap<>();
    private final BufferedWriter file;

    ClientJournal(Path file) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        this.file = Files.newBufferedWriter(file);
    }

    /** To be called before the first call. */
    void intend(Submit submit) {
        byKey.put(submit.key(), submit);
        write("intent", submit.key(), submit.line().text());
    }

    /** To be called when the answer is there. */
    void accepted(Submit submit, String job) {
        submit.accepted(job);
        write("accepted", submit.key(), job);
    }

    void note(String what, Submit submit, String detail) {
        write(what, submit.key(), detail);
    }

    Collection<Submit> all() {
        return List.copyOf(byKey.values());
    }

    /** Whether somebody wanted this. */
    boolean knows(String key) {
        return byKey.containsKey(key);
    }

    /** Whether who sent this key expects a webhook. */
    boolean wantsToBeTold(String key) {
        Submit submit = byKey.get(key);
        return submit != null && submit.manner() == Manner.TOLD;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private synchronized void write(String what, String key, String detail) {
        try {
            file.write(what + "\t" + key + "\t" + detail + "\n");
            file.flush();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
