package dev.chorale.deploy.simulator;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Accepts connections on 127.0.0.1, each served by a virtual thread of its own; at most 2,048 at once. */
final class Listener implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 2_048;
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final ServerSocket server;
    private final Handler handler;
    private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();

    /** Answers requests. */
    @FunctionalInterface
    interface Handler {
        void handle(Exchange exchange) throws IOException, InterruptedException;
    }

    private Listener(ServerSocket server, Handler handler) {
        this.server = server;
        this.handler = handler;
    }

    /** @param port 0: one that is free */
    static Listener listenOn(int port, Handler handler) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 512);
        Listener listener = new Listener(server, handler);
        Thread.ofVirtual().name("accept").start(listener::accept);
        return listener;
    }

    int port() {
        return server.getLocalPort();
    }

    /** Resets every connection and interrupts who works on it, save the one who asks. */
    void resetAll() {
        connections.forEach((socket, thread) -> {
            reset(socket);
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        });
    }

    @Override
    public void close() throws IOException {
        server.close();
        resetAll();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (connections.size() < MOST_CONNECTIONS) {
                    Thread thread = Thread.ofVirtual().unstarted(() -> serve(socket));
                    connections.put(socket, thread);
                    thread.start();
                } else {
                    reset(socket);
                }
            } catch (IOException closed) {
                // The server was closed, or the caller was gone before we looked.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) IDLE.toMillis());
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            Optional<Exchange> next = Exchange.next(socket, in);
            while (next.isPresent()) {
                handler.handle(next.get());
                next = next.get().keepsAlive() ? Exchange.next(socket, in) : Optional.empty();
            }
        } catch (IOException | NumberFormatException gone) {
            // A caller that goes away or speaks no HTTP has nobody to be told.
        } catch (InterruptedException reset) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private static void reset(Socket socket) {
        try {
            Exchange.reset(socket);
        } catch (IOException closed) {
            // It is gone, which is all that was wanted.
        }
    }
}
