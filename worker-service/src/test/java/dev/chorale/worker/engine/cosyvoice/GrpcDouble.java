package dev.chorale.worker.engine.cosyvoice;

import com.google.protobuf.ByteString;
import dev.chorale.wire.cosyvoice.CosyVoiceGrpc;
import dev.chorale.wire.cosyvoice.Request;
import dev.chorale.wire.cosyvoice.Response;
import dev.chorale.worker.engine.Wavs;
import io.grpc.Context;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Behaves as {@code runtime/python/grpc/server.py} does: a message of bare samples for each segment, and for whatever fails
 * {@code UNKNOWN} with Python's words; more calls than it takes are turned away at once. A call that was cancelled keeps
 * its place until the work is done.
 */
final class GrpcDouble extends CosyVoiceGrpc.CosyVoiceImplBase implements AutoCloseable {
    private static final int LONGEST_SEGMENT = 80;
    private static final int LONGEST_PROMPT_BYTES = 2 * 16000 * 30;

    /** What goes wrong with one call; it gets the samples that would be right. */
    interface Trap {
        void spring(byte[] pcm, StreamObserver<Response> out) throws InterruptedException;
    }

    final Queue<Trap> traps = new ConcurrentLinkedQueue<>();
    final Queue<Request> asked = new ConcurrentLinkedQueue<>();
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);
    /** Whether it is one of the many versions in which no call with a recording works. */
    volatile boolean knowsNoRecordings;

    private final int generation;
    private final int rateHz;
    private final Semaphore places;
    private final Server server;

    GrpcDouble(int generation) throws IOException {
        this(generation, 4);
    }

    /** @param maxCalls its option {@code --max_conc} */
    GrpcDouble(int generation, int maxCalls) throws IOException {
        this.generation = generation;
        this.rateHz = generation == 1 ? 22050 : 24000;
        this.places = new Semaphore(maxCalls);
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(this)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    String url() {
        return "grpc://127.0.0.1:" + port();
    }

    /** What was asked, the sentences of the rehearsal aside. */
    List<Request> performed() {
        return asked.stream()
                .filter(one -> !text(one).endsWith("this is a short test."))
                .toList();
    }

    Request last() {
        return performed().getLast();
    }

    @Override
    public void close() throws InterruptedException {
        release.countDown();
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    @Override
    public void inference(Request request, StreamObserver<Response> out) {
        ((ServerCallStreamObserver<Response>) out).setOnCancelHandler(() -> {}); // Or a late message would throw.
        asked.add(request);
        if (!places.tryAcquire()) {
            out.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("Concurrent RPC limit exceeded!")
                    .asException());
            return;
        }
        try {
            Trap trap = Optional.ofNullable(traps.poll())
                    .orElse(complaint(request).map(GrpcDouble::raising).orElse(this::speak));
            trap.spring(pcm(text(request)), out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    /** Python raises an exception with these words. */
    static Trap raising(String words) {
        return ending(Status.UNKNOWN.withDescription("Exception iterating responses: " + words));
    }

    static Trap ending(Status status) {
        return (_, out) -> out.onError(status.asException());
    }

    /** Gives one message of so many bytes of the samples, and no end. */
    static Trap beginning(int bytes) {
        return (pcm, out) -> out.onNext(message(pcm, 0, bytes));
    }

    /** Says nothing until the call is cancelled, or the test is over. */
    Trap holding() {
        return (_, _) -> {
            while (!isLeft()) {
                release.await(10, TimeUnit.MILLISECONDS);
            }
        };
    }

    /** Whether the caller has cancelled the call of this thread, or the test is over. */
    boolean isLeft() {
        if (Context.current().isCancelled()) {
            cancelled.countDown();
        }
        return cancelled.getCount() == 0 || release.getCount() == 0;
    }

    private void speak(byte[] pcm, StreamObserver<Response> out) {
        int segment = 2 * (int) (0.07 * rateHz * LONGEST_SEGMENT);
        for (int from = 0; from < pcm.length; from += segment) {
            out.onNext(message(pcm, from, Math.min(segment, pcm.length - from)));
        }
        out.onCompleted();
    }

    static Response message(byte[] pcm, int from, int bytes) {
        return Response.newBuilder()
                .setTtsAudio(ByteString.copyFrom(pcm, from, bytes))
                .build();
    }

    private byte[] pcm(String text) {
        return Wavs.bytes(Wavs.tone(rateHz, Math.max(0.5, text.length() * 0.07)));
    }

    /** What the server, or the model, raises of a request that cannot be. */
    private Optional<String> complaint(Request request) {
        return switch (request.getPayloadCase()) {
            case SFT -> unknown(request.getSft().getSpkId());
            case ZERO_SHOT ->
                unusable(
                        request.getZeroShot().getPromptAudio(),
                        request.getZeroShot().getPromptText() + text(request));
            case CROSS_LINGUAL -> unusable(request.getCrossLingual().getPromptAudio(), text(request));
            case INSTRUCT, PAYLOAD_NOT_SET ->
                generation == 1
                        ? unknown(request.getInstruct().getSpkId())
                        : Optional.of("inference_instruct is only implemented for CosyVoice!");
        };
    }

    private static Optional<String> unknown(String speaker) {
        return speaker.equals("中文女") ? Optional.empty() : Optional.of("'" + speaker + "'");
    }

    private Optional<String> unusable(ByteString prompt, String words) {
        if (prompt.size() % 2 == 1) {
            return Optional.of("buffer size must be a multiple of element size");
        }
        if (knowsNoRecordings) {
            return Optional.of("Invalid file: tensor([[0.0000, 0.0110, 0.0219]])");
        }
        if (prompt.size() > LONGEST_PROMPT_BYTES) {
            return Optional.of("do not support extract speech token for audio longer than 30s");
        }
        return generation < 3 || words.contains("<|endofprompt|>")
                ? Optional.empty()
                : Optional.of("<|endofprompt|> not detected in CosyVoice3 text or prompt_text, check your input!");
    }

    static String text(Request request) {
        return switch (request.getPayloadCase()) {
            case SFT -> request.getSft().getTtsText();
            case ZERO_SHOT -> request.getZeroShot().getTtsText();
            case CROSS_LINGUAL -> request.getCrossLingual().getTtsText();
            case INSTRUCT, PAYLOAD_NOT_SET -> request.getInstruct().getTtsText();
        };
    }
}
