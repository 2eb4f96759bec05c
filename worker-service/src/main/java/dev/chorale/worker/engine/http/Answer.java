package dev.chorale.worker.engine.http;

import dev.chorale.worker.engine.EngineFailure;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;

/** How a call of a server ended. */
public sealed interface Answer {
    /**
     * There is a status. Only with a status of 200 is the body known to be whole; of another answer, which says enough by
     * its status, as much was kept as came.
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed over once, read once.
    record Given(int status, HttpHeaders headers, byte[] body) implements Answer {
        /** What it says the body is, in lower case and without parameters; empty if it does not say. */
        public String type() {
            String header = headers.firstValue("content-type").orElse("");
            return header.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        }
    }

    /** The process lives and said that it failed, not by a status of HTTP; what that means, its adapter knows. */
    record Failed(EngineFailure failure) implements Answer {}

    /** There was no connection to any of the processes: nothing was sent. */
    record Unreachable() implements Answer {}

    /** Each process already had as many calls as it may: nothing was sent. */
    record Busy() implements Answer {}

    /** The process died, or dropped the connection as one that dies does: before the answer, or by a reset within it. */
    record Lost() implements Answer {}

    /** The process lives, and the body ended properly as a connection but before it was whole. */
    record Cut(long bytes) implements Answer {}

    /** The call was aborted because it took longer than this limit. */
    record Overran(Duration limit) implements Answer {}

    /** The call was aborted because the body had more bytes than this. */
    record Overflowed(long maxBytes) implements Answer {}
}
