package dev.chorale.worker.engine.cosyvoice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Lies between an adapter and a server, to break off. */
final class Cable implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> nearEnds = new CopyOnWriteArrayList<>();
    private final AtomicLong carriedBack = new AtomicLong();
    private final int to;
    private final Thread accepting;

    /** @param to the server's port */
    Cable(int to) throws IOException {
        this.to = to;
        this.accepting = Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "grpc://127.0.0.1:" + listening.getLocalPort();
    }

    /** How many bytes came from the server. */
    long carriedBack() {
        return carriedBack.get();
    }

    /** Ends all connections in order, behind what was sent; new ones are taken. */
    void cut() throws IOException {
        for (Socket near : nearEnds) {
            near.shutdownOutput();
        }
    }

    /** Ends all connections as a machine does that knows nothing of them. */
    void reset() throws IOException {
        for (Socket near : nearEnds) {
            near.setSoLinger(true, 0);
            near.close();
        }
    }

    /**
     * Takes no connection from now on: until the thread that accepts has left, the system still makes some. Those that there
     * are go on.
     */
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
                Socket near = listening.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
                nearEnds.add(near);
                Thread.ofVirtual().start(() -> carry(near, far, new AtomicLong()));
                Thread.ofVirtual().start(() -> carry(far, near, carriedBack));
            }
        } catch (IOException e) {
            // Closed: the test is over, or wants a server that is gone.
        }
    }

    private static void carry(Socket from, Socket to, AtomicLong carried) {
        try (from;
                to) {
            byte[] some = new byte[8192];
            for (int got = from.getInputStream().read(some);
                    got >= 0;
                    got = from.getInputStream().read(some)) {
                to.getOutputStream().write(some, 0, got);
                carried.addAndGet(got);
            }
        } catch (IOException e) {
            // Cut, as the test wants it.
        }
    }
}
