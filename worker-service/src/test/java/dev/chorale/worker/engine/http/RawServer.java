package dev.chorale.worker.engine.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** A server on a bare socket, for what no server library would do: to lie, to stop, to break off. */
public final class RawServer implements AutoCloseable {
    /** What it does with a request. */
    public interface Script {
        void answer(Talk talk) throws Exception;
    }

    /** All requests, in the order in which they came. */
    public final Queue<Talk> talks = new ConcurrentLinkedQueue<>();

    private final ServerSocket listening;
    private final Script script;
    private final Thread accepting;

    public RawServer(Script script) throws IOException {
        this(0, script);
    }

    /** @param port 0 for any */
    public RawServer(int port, Script script) throws IOException {
        this.script = script;
        this.listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.accepting = Thread.ofVirtual().start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** How many requests of the kind have come and not been answered. */
    public int unanswered(Predicate<Talk> kind) {
        return (int) talks.stream()
                .filter(talk -> !talk.answered().get())
                .filter(kind)
                .count();
    }

    /** Takes no connection from now on: until the thread that accepts has left, the system still makes some. */
    @Override
    public void close() throws IOException {
        listening.close();
        try {
            accepting.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> talk(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over, or wants a server that is gone.
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            Talk talk = Talk.read(socket);
            talks.add(talk);
            try {
                script.answer(talk);
            } finally {
                talk.answered().set(true);
            }
        } catch (Exception e) {
            // The caller left, as many of these tests make it do.
        }
    }
}
