package dev.chorale.worker.engine.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

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

    public RawServer(Script script) throws IOException {
        this(0, script);
    }

    /** @param port 0 for any */
    public RawServer(int port, Script script) throws IOException {
        this.script = script;
        this.listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** Takes no connection from now on. */
    @Override
    public void close() throws IOException {
        listening.close();
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
            script.answer(talk);
        } catch (Exception e) {
            // The caller left, as many of these tests make it do.
        }
    }
}
