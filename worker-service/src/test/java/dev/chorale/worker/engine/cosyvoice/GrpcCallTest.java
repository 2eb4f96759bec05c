package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.chorale.wire.cosyvoice.CosyVoiceGrpc;
import dev.chorale.wire.cosyvoice.Request;
import dev.chorale.wire.cosyvoice.Response;
import dev.chorale.wire.cosyvoice.Sft;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.CallTimes;
import dev.chorale.worker.engine.http.RawServer;
import io.grpc.stub.ServerCallStreamObserver;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcCallTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Request REQUEST = Request.newBuilder()
            .setSft(Sft.newBuilder().setSpkId("中文女").setTtsText("A few words."))
            .build();

    private GrpcDouble server;
    private Cable cable;

    @BeforeEach
    void build() throws Exception {
        server = new GrpcDouble(1);
        cable = new Cable(server.port());
    }

    @AfterEach
    void close() throws Exception {
        cable.close();
        server.close();
    }

    @Test
    void a_server_that_does_not_begin_is_given_up_and_sees_it() throws Exception {
        server.traps.add(server.holding());

        assertThat(send(new CallLimits(LONG, SHORT, LONG, 1 << 20))).isEqualTo(new Answer.Overran(SHORT));
        assertThat(server.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_server_that_stops_between_two_segments_is_given_up() throws Exception {
        server.traps.add(GrpcDouble.beginning(1000));

        assertThat(send(new CallLimits(LONG, LONG, SHORT, 1 << 20))).isEqualTo(new Answer.Overran(SHORT));
    }

    @Test
    void a_server_that_takes_too_long_in_all_is_given_up_though_it_goes_on() throws Exception {
        server.traps.add((pcm, out) -> {
            while (!server.isLeft()) {
                out.onNext(GrpcDouble.message(pcm, 0, 2));
                server.release.await(50, TimeUnit.MILLISECONDS);
            }
        });

        assertThat(send(new CallLimits(SHORT, LONG, LONG, 1 << 20))).isEqualTo(new Answer.Overran(SHORT));
    }

    @Test
    void a_message_beyond_what_is_held_in_memory_is_not_taken_for_a_server_that_is_full() throws Exception {
        server.traps.add((_, out) -> out.onNext(bytes(2 << 20)));

        assertThat(send(limits(1 << 20))).isEqualTo(new Answer.Overflowed(1 << 20));
    }

    @Test
    void a_stream_that_does_not_end_is_left_at_the_limit() throws Exception {
        server.traps.add((_, out) -> {
            while (!server.isLeft()) {
                if (((ServerCallStreamObserver<Response>) out).isReady()) {
                    out.onNext(bytes(100_000));
                }
            }
        });

        assertThat(send(limits(1 << 20))).isEqualTo(new Answer.Overflowed(1 << 20));
        assertThat(server.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_segment_of_minutes_is_one_message_and_read() throws Exception {
        server.traps.add((_, out) -> {
            out.onNext(bytes(20 << 20));
            out.onCompleted();
        });

        assertThat(send(limits(64 << 20)))
                .isInstanceOfSatisfying(
                        Answer.Given.class, given -> assertThat(given.body()).hasSize(20 << 20));
    }

    @Test
    void words_about_an_exception_may_be_long() throws Exception {
        server.traps.add(GrpcDouble.raising("字".repeat(3000) + " longer than 30s"));

        assertThat(send(limits(1 << 20)))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure().kind()).isEqualTo(EngineFailure.Kind.PERMANENT));
    }

    @Test
    void a_stream_that_breaks_off_while_the_process_lives_is_cut() throws Exception {
        assertThat(brokenAfter(1000, cable::cut)).isEqualTo(new Answer.Cut(1000));
    }

    @Test
    void a_stream_that_breaks_off_and_nobody_listens_any_more_was_lost() throws Exception {
        assertThat(brokenAfter(1000, () -> {
                    cable.close();
                    cable.cut();
                }))
                .isEqualTo(new Answer.Lost());
    }

    @Test
    void a_connection_that_is_reset_was_lost() throws Exception {
        assertThat(brokenAfter(1000, cable::reset)).isEqualTo(new Answer.Lost());
    }

    @Test
    void a_connection_that_ends_before_the_answer_was_lost() throws Exception {
        assertThat(brokenAfter(0, cable::cut)).isEqualTo(new Answer.Lost());
    }

    private interface Break {
        void happen() throws Exception;
    }

    private Answer brokenAfter(int bytes, Break broken) throws Exception {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        server.traps.add((pcm, out) -> {
            if (bytes > 0) {
                GrpcDouble.beginning(bytes).spring(pcm, out);
            }
            begun.complete(null);
            server.holding().spring(pcm, out);
        });
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(send(cable.url(), limits(1 << 20)));
            } catch (InterruptedException e) {
                answer.completeExceptionally(e);
            }
        });
        begun.get(10, TimeUnit.SECONDS);
        Waiting.until(() -> cable.carriedBack() > bytes);
        TimeUnit.MILLISECONDS.sleep(
                100); // The client still acknowledges what came: broken then, it would hear less of how.
        broken.happen();
        return answer.get(10, TimeUnit.SECONDS);
    }

    @Test
    void something_that_takes_connections_and_drops_them_took_nothing() throws Exception {
        try (RawServer proxy = new RawServer(_ -> {})) {
            assertThat(send(proxy.url(), limits(1 << 20))).isEqualTo(new Answer.Unreachable());
        }
    }

    @Test
    void who_measures_learns_when_the_first_sound_came() throws Exception {
        Queue<CallTimes> times = new ConcurrentLinkedQueue<>();

        ScopedValue.where(CallTimes.LISTENER, times::add).call(() -> send(limits(1 << 20)));
        assertThat(times).singleElement().satisfies(one -> {
            assertThat(one.path()).isEqualTo("/cosyvoice.CosyVoice/Inference");
            assertThat(one.firstSound()).isPresent();
            assertThat(one.bytes()).isPositive();
        });
    }

    private static Response bytes(int size) {
        return Response.newBuilder()
                .setTtsAudio(ByteString.copyFrom(new byte[size]))
                .build();
    }

    private static CallLimits limits(int maxBytes) {
        return new CallLimits(LONG, LONG, LONG, maxBytes);
    }

    private Answer send(CallLimits limits) throws InterruptedException {
        return send(server.url(), limits);
    }

    private static Answer send(String url, CallLimits limits) throws InterruptedException {
        return GrpcCall.send(URI.create(url), CosyVoiceGrpc.getInferenceMethod(), REQUEST, limits);
    }
}
