package dev.chorale.api.problem;

import dev.chorale.common.time.Monotonic;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A request's body while it arrives, piece by piece: none is asked of the connection before the one before it was read.
 * Reading blocks. Who is too slow or sends too much is told so, and the connection ends with the answer: the framework's own
 * stream would end it without one.
 */
final class ArrivingBody extends InputStream {
    private final RoutingContext rc;
    private final Limits limits;
    private final Monotonic clock;
    /** From the event loop; an empty one is the end. */
    private final BlockingQueue<Optional<Buffer>> pieces = new LinkedBlockingQueue<>();

    private volatile boolean brokenOff;
    private boolean begun;
    private boolean ended;
    private long beganAt;
    private long bytes;
    private Buffer piece = Buffer.buffer();
    private int read;

    /**
     * What ends a body that goes on for too long.
     *
     * @param bytes the most that may come
     * @param silence the longest from one piece to the next
     * @param inAll the longest from the first read on
     */
    record Limits(long bytes, Duration silence, Duration inAll) {}

    ArrivingBody(RoutingContext rc, Limits limits, Monotonic clock) {
        this.rc = rc;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public int read() throws InterruptedIOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    /** @throws Problem.Refusal 408, 413; 400 where it breaks off */
    @Override
    public int read(byte[] into, int offset, int length) throws InterruptedIOException {
        while (length > 0 && !ended && read == piece.length()) {
            next().ifPresentOrElse(this::take, () -> ended = true);
        }
        if (ended) {
            return -1;
        }
        int taken = Math.min(length, piece.length() - read);
        piece.getBytes(read, read + taken, into, offset);
        read += taken;
        return taken;
    }

    private Optional<Buffer> next() throws InterruptedIOException {
        if (!begun) {
            begin();
        }
        rc.request().fetch(1);
        Optional<Buffer> next = await();
        if (brokenOff) {
            throw Problem.malformed("", "the body broke off").refusal();
        }
        return next;
    }

    /** The handlers and the end of the request exclude each other by its connection's lock. */
    private void begin() {
        begun = true;
        beganAt = clock.nanos();
        HttpServerRequest request = rc.request();
        synchronized (request.connection()) {
            if (request.isEnded()) {
                pieces.add(Optional.empty());
                return;
            }
            request.pause();
            request.handler(came -> pieces.add(Optional.of(came)));
            request.endHandler(_ -> pieces.add(Optional.empty()));
            request.exceptionHandler(_ -> breakOff());
        }
        if (request.response().closed()) {
            breakOff();
        } else if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
    }

    private void breakOff() {
        brokenOff = true;
        pieces.add(Optional.empty());
    }

    @SuppressWarnings("OptionalAssignedToNull")
    private Optional<Buffer> await() throws InterruptedIOException {
        Duration left = limits.inAll().minusNanos(clock.nanos() - beganAt);
        Duration patience = left.compareTo(limits.silence()) < 0 ? left : limits.silence();
        try {
            Optional<Buffer> next = pieces.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw refused(Problem.tooSlow());
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void take(Buffer next) {
        bytes += next.length();
        if (bytes > limits.bytes()) {
            throw refused(Problem.bodyTooLarge());
        }
        piece = next;
        read = 0;
    }

    private Problem.Refusal refused(Problem problem) {
        BodyLimit.closeWithAnswer(rc);
        return problem.refusal();
    }
}
