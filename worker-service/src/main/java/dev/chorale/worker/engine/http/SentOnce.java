package dev.chorale.worker.engine.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The body of a request that goes out on one connection. Java's client sends a GET again by itself when the connection
 * breaks before the answer, because GETs should change nothing; but what kills a process would so kill it again, and leave
 * nobody at the address, as if nothing had been sent. It asks for the length once for each connection, when that is made
 * and just before the head goes out: there a second time ends the call.
 */
final class SentOnce implements BodyPublisher {
    private final BodyPublisher body;
    private final AtomicBoolean sent = new AtomicBoolean();

    private SentOnce(BodyPublisher body) {
        this.body = body;
    }

    /** That of the request; an empty one if it has none. */
    static SentOnce of(HttpRequest request) {
        return new SentOnce(request.bodyPublisher().orElseGet(BodyPublishers::noBody));
    }

    /** The request with this body. */
    HttpRequest in(HttpRequest request) {
        return HttpRequest.newBuilder(request, (_, _) -> true)
                .method(request.method(), this)
                .build();
    }

    boolean isSent() {
        return sent.get();
    }

    @Override
    public long contentLength() {
        if (!sent.compareAndSet(false, true)) {
            throw new UncheckedIOException(new IOException("the connection by which the request was sent is lost"));
        }
        return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        body.subscribe(subscriber);
    }
}
