package dev.chorale.deploy.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.chorale.deploy.Terminal;
import dev.chorale.wire.cosyvoice.CosyVoiceGrpc;
import dev.chorale.wire.cosyvoice.Request;
import dev.chorale.wire.cosyvoice.Response;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcCheckTest {
    private final Terminal terminal = new Terminal();
    private Server server;

    /** Speaks at once, 70 ms a letter. */
    private static final class Speaking extends CosyVoiceGrpc.CosyVoiceImplBase {
        @Override
        public void inference(Request request, StreamObserver<Response> out) {
            double seconds = 0.07 * request.getSft().getTtsText().length();
            out.onNext(Response.newBuilder()
                    .setTtsAudio(ByteString.copyFrom(Tones.tone(220, seconds, 1).bytes()))
                    .build());
            out.onCompleted();
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(new Speaking())
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Test
    void a_grpc_server_is_checked_by_its_own_adapter_and_has_no_web_page_to_ask_for_its_memory() {
        String url = "grpc://127.0.0.1:" + server.getPort();

        int code = terminal.run(
                EngineCommand.commandLine(terminal.console()),
                "check",
                "--kind",
                "cosyvoice-grpc",
                "--url",
                url,
                "--option",
                "voices.anna.mode=sft",
                "--option",
                "voices.anna.speaker=anna",
                "--option",
                "voices.anna.language=en",
                "--seconds",
                "4");

        assertThat(code).as(terminal.err()).isZero();
        assertThat(terminal.out())
                .contains("cosyvoice-grpc-2/", "sample rate 24000 Hz", "voices: anna (en)")
                .contains("kind=cosyvoice-grpc", "url=" + url);
    }
}
