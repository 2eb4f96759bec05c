package dev.chorale.worker.supervise;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A process as an engine is one, which does on request what engines do when something is wrong with them: {@code /die},
 * {@code /hang}, {@code /leak}. Everything else is answered with the number of the process.
 */
final class StubEngine {
    private static final List<byte[]> LEAKED = new ArrayList<>();
    private static final int MEGABYTE = 1 << 20;

    private StubEngine() {}

    public static void main(String[] arguments) throws Exception {
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", StubEngine::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/die" -> Runtime.getRuntime().halt(3);
            case "/hang" -> hang();
            case "/leak" -> Thread.ofPlatform().daemon().start(StubEngine::leak);
            default -> {}
        }
        byte[] body = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void leak() {
        try {
            while (LEAKED.size() < 400) {
                byte[] lost = new byte[4 * MEGABYTE];
                Arrays.fill(lost, (byte) 1);
                LEAKED.add(lost);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command that starts it, in place of the shell. */
    static String command(URI address) {
        return "exec " + java(StubEngine.class, "-Xmx2g") + " " + address.getPort();
    }

    /** @param options of the virtual machine, with blanks between */
    static String java(Class<?> main, String options) {
        return ProcessHandle.current().info().command().orElse("java") + " -XX:TieredStopAtLevel=1 " + options + " -cp "
                + classes(main) + ":" + classes(Launched.class) + " " + main.getName();
    }

    private static Path classes(Class<?> of) {
        return Path.of(URI.create(
                of.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** An address that nobody listens on. */
    static URI free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
