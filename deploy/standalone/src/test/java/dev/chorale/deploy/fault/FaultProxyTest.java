package dev.chorale.deploy.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 16, LOCAL);
        Thread.ofVirtual().start(this::serve);
        proxy = FaultProxy.listenOn(0, echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void bytes_pass_both_ways_and_ends_are_passed_on() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoed(socket, "hello")).isEqualTo("hello");
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_refused_caller_is_reset_and_open_connections_go_on() throws IOException {
        try (Socket before = connect()) {
            assertThat(echoed(before, "a")).isEqualTo("a");
            proxy.set(new Interference.Refuse());
            try (Socket refused = connect()) {
                assertThatThrownBy(() -> echoed(refused, "b")).isInstanceOf(SocketException.class);
            }
            assertThat(echoed(before, "c")).isEqualTo("c");
        }
    }

    @Test
    void all_open_connections_can_be_reset() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoed(socket, "a")).isEqualTo("a");
            assertThat(proxy.links()).isOne();
            assertThat(proxy.resetAll()).isOne();
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void a_half_open_connection_stays_silent_until_it_is_mended() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoed(socket, "a")).isEqualTo("a");
            proxy.set(Interference.HalfOpen.both());
            socket.getOutputStream().write('b');
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            proxy.set(new Interference.Pass());
            socket.setSoTimeout(5_000);
            assertThat(socket.getInputStream().read()).isEqualTo('b');
        }
    }

    @Test
    void one_direction_can_be_cut_alone() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoed(socket, "a")).isEqualTo("a");
            proxy.set(new Interference.HalfOpen(Set.of(Direction.BACK)));
            socket.getOutputStream().write('b');
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void bytes_can_be_held_for_a_time() throws IOException {
        try (Socket socket = connect()) {
            proxy.set(new Interference.Delay(Duration.ofMillis(150)));
            long began = System.nanoTime();
            assertThat(echoed(socket, "a")).isEqualTo("a");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(290));
        }
    }

    @Test
    void a_connection_can_end_in_the_middle() throws IOException {
        try (Socket socket = connect()) {
            proxy.set(new Interference.CloseAfter(3));
            socket.getOutputStream().write("abcdef".getBytes(US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().readNBytes(6)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void single_bytes_arrive_whole_and_in_order() throws IOException {
        try (Socket socket = connect()) {
            proxy.set(new Interference.Dribble());
            assertThat(echoed(socket, "one byte a write")).isEqualTo("one byte a write");
        }
    }

    @Test
    void one_byte_is_corrupted_once() throws IOException {
        try (Socket socket = connect()) {
            proxy.set(new Interference.CorruptOne(Direction.BACK, 2));
            assertThat(echoed(socket, "abcd")).isEqualTo("ab" + (char) ('c' ^ 0x55) + "d");
            assertThat(echoed(socket, "abcd")).isEqualTo("abcd");
        }
    }

    @Test
    void who_finds_nobody_behind_it_is_reset() throws IOException {
        echo.close();
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> echoed(socket, "a")).isInstanceOf(SocketException.class);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(LOCAL, proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String echoed(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        byte[] answer = socket.getInputStream().readNBytes(text.length());
        if (answer.length < text.length()) {
            throw new SocketException("ended early");
        }
        return new String(answer, US_ASCII);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket socket = echo.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException gone) {
            // The test is over, or the fault that it asked for came.
        }
    }
}
