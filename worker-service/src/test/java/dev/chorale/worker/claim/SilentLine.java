package dev.chorale.worker.claim;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a port on this machine. Connections that were made before it fell silent carry nothing more, and don't break. */
final class SilentLine implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int BUFFER = 8192;

    private final ServerSocket here = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    private final ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger age = new AtomicInteger();

    private SilentLine() throws IOException {}

    static SilentLine to(int port) throws IOException {
        SilentLine line = new SilentLine();
        line.pool.submit(() -> line.accept(port));
        return line;
    }

    int port() {
        return here.getLocalPort();
    }

    void fallSilent() {
        age.incrementAndGet();
    }

    private int accept(int port) throws IOException {
        while (!here.isClosed()) {
            Socket near = here.accept();
            int born = age.get();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
            pool.submit(() -> carry(near, far, born));
            pool.submit(() -> carry(far, near, born));
        }
        return port;
    }

    private int carry(Socket from, Socket to, int born) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int read = from.getInputStream().read(buffer);
        while (read >= 0) {
            if (age.get() == born) {
                to.getOutputStream().write(buffer, 0, read);
            }
            read = from.getInputStream().read(buffer);
        }
        to.close();
        return born;
    }

    @Override
    public void close() throws IOException {
        here.close();
        pool.shutdownNow();
    }
}
