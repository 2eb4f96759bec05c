package dev.chorale.common.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object store whose connections break: callers must see an {@link IOException}, which they know how to meet. */
class AudioStoreTest {
    private static final int BACKLOG = 50;

    @TempDir
    private Path temp;

    private ServerSocket server;
    private AudioStore store;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        store = new AudioStore(new AudioStore.Settings(
                "http://127.0.0.1:" + server.getLocalPort(), "bucket", "us-east-1", "key", "secret"));
        Thread.ofVirtual().start(this::breakEveryConnection);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void a_connection_that_breaks_while_reading_is_an_io_exception() {
        assertThatThrownBy(() -> store.open("audio/a", 0, 10)).isInstanceOf(IOException.class);
    }

    @Test
    void a_connection_that_breaks_while_writing_is_an_io_exception() throws IOException {
        Path file = Files.write(temp.resolve("audio"), new byte[100_000]);
        assertThatThrownBy(() -> store.put("audio/a", file, "audio/wav")).isInstanceOf(IOException.class);
    }

    @Test
    void a_connection_that_breaks_while_listing_or_deleting_is_an_io_exception() {
        assertThatThrownBy(() -> store.list("")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.delete("audio/a")).isInstanceOf(IOException.class);
    }

    private void breakEveryConnection() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().readNBytes(10);
                socket.setSoLinger(true, 0);
            } catch (IOException closed) {
                // The test is over.
            }
        }
    }
}
