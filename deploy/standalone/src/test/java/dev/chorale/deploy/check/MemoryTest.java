package dev.chorale.deploy.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server's metrics take no more of a check's time, and of its memory, than they are worth. */
class MemoryTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    /** What a server does behind the head of its answer. */
    private interface Body {
        void write(OutputStream out) throws Exception;
    }

    @Test
    @Timeout(20)
    void a_server_that_hangs_after_the_head_of_its_answer_tells_nothing() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        assertThatItTellsNothing(out -> {
            out.write((HEAD + "Content-Length: 100\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            end.await(60, TimeUnit.SECONDS);
        });
        end.countDown();
    }

    @Test
    @Timeout(20)
    void an_answer_without_end_tells_nothing() throws Exception {
        byte[] lines = "a_metric 1\n".repeat(6000).getBytes(StandardCharsets.US_ASCII);
        assertThatItTellsNothing(out -> {
            out.write((HEAD + "Connection: close\r\n\r\nprocess_resident_memory_bytes 1\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int sent = 0; sent < 64 << 20; sent += lines.length) {
                out.write(lines);
            }
        });
    }

    private static void assertThatItTellsNothing(Body body) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(server, body));

            assertThat(Memory.now(URI.create("http://127.0.0.1:" + server.getLocalPort())))
                    .isEmpty();
        }
    }

    private static void answer(ServerSocket server, Body body) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read(new byte[8192]);
            body.write(socket.getOutputStream());
        } catch (IOException e) {
            // The check has heard enough.
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
