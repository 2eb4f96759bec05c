package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.wire.cosyvoice.Request;
import dev.chorale.wire.cosyvoice.Response;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Body;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.Survival;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of the gRPC server, from its connection to the status at its end.
 *
 * <p>The call has a channel, and so a connection, of its own, as one by HTTP has: whether it was made tells whether anything
 * was sent, and giving up is closing it, which the server sees at once. A message is asked for only when the one before was
 * taken. All waiting is done by the calling thread, so that it can be interrupted.
 *
 * <p>gRPC's library gives a broken connection, a message that is too long and a server's own word as statuses of the same
 * codes. They mean different things, so {@link Course} follows what really came.
 */
final class GrpcCall implements AutoCloseable {
    /** Of the server's words about an exception, which may quote the text, each letter in up to nine bytes. */
    private static final int MAX_STATUS_BYTES = 64 * 1024;

    private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (_, _) -> true);

    private final URI address;
    private final CallLimits limits;
    private final ManagedChannel channel;
    private final Body body;
    private final Course course = new Course();
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

    private sealed interface Arrival {
        record Piece(Response response) implements Arrival {}

        record End(Status status) implements Arrival {}
    }

    private GrpcCall(URI address, CallLimits limits) {
        this.address = address;
        this.limits = limits;
        this.body = new Body(limits);
        this.channel = NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
                .usePlaintext()
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Survival.CONNECT.toMillis())
                .maxInboundMessageSize(limits.maxBytes())
                .maxInboundMetadataSize(MAX_STATUS_BYTES)
                .disableRetry()
                .directExecutor()
                .build();
    }

    /**
     * Calls the server at the address, and blocks until its answer is whole.
     *
     * @throws InterruptedException if the thread was interrupted; the call is cancelled by then
     */
    static Answer send(URI address, MethodDescriptor<Request, Response> method, Request request, CallLimits limits)
            throws InterruptedException {
        try (GrpcCall call = new GrpcCall(address, limits)) {
            Answer answer = call.send(method, request);
            call.body.tell("/" + method.getFullMethodName());
            return answer;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private Answer send(MethodDescriptor<Request, Response> method, Request request) throws InterruptedException {
        ClientCall<Request, Response> call =
                channel.newCall(method, CallOptions.DEFAULT.withStreamTracerFactory(course));
        call.start(listener(), new Metadata());
        call.request(1);
        call.sendMessage(request);
        call.halfClose();
        return read(call);
    }

    private ClientCall.Listener<Response> listener() {
        return new ClientCall.Listener<>() {
            @Override
            public void onMessage(Response response) {
                arrivals.add(new Arrival.Piece(response));
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                arrivals.add(new Arrival.End(status));
            }
        };
    }

    private Answer read(ClientCall<Request, Response> call) throws InterruptedException {
        @Nullable Answer answer = null;
        while (answer == null) {
            switch (arrivals.poll(body.patienceNanos(), TimeUnit.NANOSECONDS)) {
                case null -> answer = body.overran();
                case Arrival.End(Status status) -> answer = ended(status);
                case Arrival.Piece(Response response) -> {
                    body.add(response.getTtsAudio().toByteArray());
                    call.request(1);
                    answer = body.size() > limits.maxBytes() ? new Answer.Overflowed(limits.maxBytes()) : null;
                }
            }
        }
        return answer;
    }

    private Answer ended(Status status) {
        if (course.isTold()) {
            return status.isOk()
                    ? new Answer.Given(200, NO_HEADERS, body.bytes())
                    : new Answer.Failed(Statuses.meaning(status));
        }
        if (!course.isSent()) {
            return isCausedBy(status, Http2Exception.class)
                    ? new Answer.Failed(EngineFailure.transient_(
                            EngineFailure.ENGINE_MISCONFIGURED, "what listens at the address speaks no gRPC"))
                    : new Answer.Unreachable();
        }
        return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
                ? new Answer.Overflowed(limits.maxBytes())
                : broken(status);
    }

    /** As by HTTP: a reset, or an end before the answer, is a process that died; an orderly end may be. */
    private Answer broken(Status status) {
        return course.isAnswered() && !isCausedBy(status, IOException.class)
                ? Survival.judged(new Answer.Cut(body.size()), address)
                : new Answer.Lost();
    }

    private static boolean isCausedBy(Status status, Class<? extends Exception> type) {
        return Stream.iterate(status.getCause(), cause -> cause != null, Throwable::getCause)
                .anyMatch(type::isInstance);
    }
}
