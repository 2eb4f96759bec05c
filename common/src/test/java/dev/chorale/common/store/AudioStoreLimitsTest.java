package dev.chorale.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.store.AudioStore.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An object store that is slow: how many calls wait for it, and how long. */
class AudioStoreLimitsTest {
    private static final int BACKLOG = 50;
    private static final int MANY = 20;
    private static final String DELETED = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final Limits USUAL = Limits.USUAL;

    private final ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocket server;

    private interface Talk {
        void with(Socket socket) throws Exception;
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        pool.shutdownNow();
    }

    @Test
    void more_calls_than_five_are_on_their_way_at_once() throws Exception {
        CountDownLatch all = new CountDownLatch(MANY);
        serve(socket -> {
            all.countDown();
            if (all.await(20, TimeUnit.SECONDS)) {
                say(socket, DELETED);
            }
        });
        AudioStore store = store(USUAL);
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            calls.add(pool.submit(() -> delete(store)));
        }
        assertThat(all.await(10, TimeUnit.SECONDS)).as("still to come: %s", all).isTrue();
        for (Future<?> call : calls) {
            call.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_call_that_finds_no_place_in_time_is_an_io_exception() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        serve(socket -> {
            begun.countDown();
            tried.await(20, TimeUnit.SECONDS);
            say(socket, DELETED);
        });
        AudioStore store = store(new Limits(1, Duration.ofMillis(20), USUAL.answer(), USUAL.leastBytesPerSecond()));
        Future<?> first = pool.submit(() -> delete(store));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> store.delete("audio/b"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no place");
        tried.countDown();
        first.get(20, TimeUnit.SECONDS);
        store.delete("audio/c");
    }

    @Test
    void a_call_that_takes_longer_than_its_bytes_need_is_an_io_exception() {
        CountDownLatch over = new CountDownLatch(1);
        serve(socket -> over.await(20, TimeUnit.SECONDS));
        AudioStore store = store(new Limits(1, USUAL.place(), Duration.ofMillis(200), USUAL.leastBytesPerSecond()));
        Future<?> call = pool.submit(() -> delete(store));
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        over.countDown();
    }

    @Test
    void an_object_that_comes_drop_by_drop_is_an_io_exception_in_time() {
        CountDownLatch over = new CountDownLatch(1);
        serve(socket -> {
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                say(socket, "x");
            }
        });
        AudioStore store = store(new Limits(1, USUAL.place(), Duration.ofMillis(200), USUAL.leastBytesPerSecond()));
        Future<?> call = pool.submit(() -> store.read("audio/a", 100_000));
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("took longer");
        over.countDown();
    }

    @Test
    void a_call_has_the_longer_the_more_it_sends() {
        assertThat(USUAL.of(0)).isEqualTo(USUAL.answer());
        assertThat(USUAL.of(USUAL.leastBytesPerSecond() * 60))
                .isEqualTo(USUAL.answer().plusMinutes(1));
    }

    private AudioStore store(Limits limits) {
        return new AudioStore(
                new AudioStore.Settings(
                        "http://127.0.0.1:" + server.getLocalPort(), "bucket", "us-east-1", "key", "secret"),
                limits);
    }

    private static Void delete(AudioStore store) throws IOException {
        store.delete("audio/a");
        return null;
    }

    private void serve(Talk talk) {
        pool.submit(() -> {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                pool.submit(() -> {
                    try (socket) {
                        socket.getInputStream().read(new byte[8192]);
                        talk.with(socket);
                    }
                    return socket;
                });
            }
            return server;
        });
    }

    private static void say(Socket socket, String what) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(what.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
