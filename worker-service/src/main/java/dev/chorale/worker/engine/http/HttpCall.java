package dev.chorale.worker.engine.http;

import dev.chorale.worker.engine.Wav;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of a server, from its connection to the last byte of the answer.
 *
 * <p>The call has a client, and so a connection, of its own: servers close idle connections after seconds without a word
 * (uvicorn after five), and a POST on such a one looks just like a process that died of it. Giving up is then closing the
 * client, and the server sees the end at once. The version is 1.1 by force: asked whether it would upgrade to 2, uvicorn
 * answers 400. No request is ever sent twice. All waiting is done by the calling thread, so that it can be interrupted.
 */
public final class HttpCall implements AutoCloseable {
    private static final int KEPT_ERROR_BYTES = 64 * 1024;
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Survival.CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Thread::startVirtualThread)
            .build();
    private final CallLimits limits;
    private final Body body;
    private final Begun head = new Begun();

    /**
     * Learns how the answer begins. An object of its own: a client that was shut down keeps its handler until two full
     * collections later, and the audio must not hang on that.
     */
    private static final class Begun implements HttpResponse.BodyHandler<Inflow> {
        private volatile boolean ok;

        @Override
        public Inflow apply(HttpResponse.ResponseInfo head) {
            ok = head.statusCode() == OK;
            return new Inflow();
        }
    }

    private HttpCall(CallLimits limits) {
        this.limits = limits;
        this.body = new Body(limits);
    }

    /**
     * Makes the call, and blocks until its answer is whole.
     *
     * @throws InterruptedException if the thread was interrupted; the connection is being closed by then
     */
    public static Answer send(HttpRequest request, CallLimits limits) throws InterruptedException {
        try (HttpCall call = new HttpCall(limits)) {
            Answer answer = call.send(request);
            call.body.tell(request.uri().getPath());
            return answer;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private Answer send(HttpRequest request) throws InterruptedException {
        SentOnce once = SentOnce.of(request);
        CompletableFuture<HttpResponse<Inflow>> response = client.sendAsync(once.in(request), head);
        try {
            HttpResponse<Inflow> answer = response.get(body.patienceNanos(), TimeUnit.NANOSECONDS);
            int maxBytes = answer.statusCode() == OK ? limits.maxBytes() : KEPT_ERROR_BYTES;
            return Survival.judged(read(answer, maxBytes), request.uri());
        } catch (TimeoutException e) {
            return body.overran();
        } catch (ExecutionException e) {
            return once.isSent() ? Survival.judged(unbegun(e), request.uri()) : unsent(e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    private static Answer unsent(@Nullable Throwable cause) {
        boolean unreachable = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return unreachable ? new Answer.Unreachable() : new Answer.Lost();
    }

    /** The end of a body without a byte may overtake its head; whether there was one, only the handler of heads knows. */
    private Answer unbegun(Throwable cause) {
        return head.ok ? broken(cause) : new Answer.Lost();
    }

    private Answer read(HttpResponse<Inflow> answer, int maxBytes) throws InterruptedException {
        @Nullable Answer broken = null;
        boolean whole = false;
        while (broken == null && !whole) {
            switch (answer.body().take(body.patienceNanos())) {
                case null -> broken = body.overran();
                case Inflow.Arrival.Broken(Throwable cause) -> broken = broken(cause);
                case Inflow.Arrival.End _ -> whole = true;
                case Inflow.Arrival.Piece(var pieces) -> {
                    pieces.forEach(this::keep);
                    broken = body.size() > maxBytes ? new Answer.Overflowed(maxBytes) : null;
                }
            }
        }
        return broken == null || answer.statusCode() != OK ? given(answer) : broken;
    }

    /**
     * A body that only the end of the connection ends looks whole wherever it was cut. Of a WAV its header tells; of bare
     * samples nothing does.
     */
    private Answer given(HttpResponse<Inflow> answer) {
        byte[] bytes = body.bytes();
        boolean ended = answer.headers().firstValue("content-length").isPresent()
                || answer.headers().firstValue("transfer-encoding").isPresent();
        return ended || !Wav.isCut(bytes)
                ? new Answer.Given(answer.statusCode(), answer.headers(), bytes)
                : new Answer.Cut(bytes.length);
    }

    private void keep(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        body.add(bytes);
    }

    /** An end of file is an orderly end of the connection; anything else is a reset. The types tell, in any language. */
    private Answer broken(Throwable cause) {
        boolean orderly =
                Stream.iterate(cause, t -> t != null, Throwable::getCause).anyMatch(EOFException.class::isInstance);
        return orderly ? new Answer.Cut(body.size()) : new Answer.Lost();
    }
}
