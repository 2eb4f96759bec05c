package dev.chorale.worker.engine.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.worker.engine.Wavs;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server on a bare socket, for what no server library would do: to lie, to stop, to break off. It greets a worker that
 * starts with good audio, and does with every other request what the test says.
 */
final class FakeServer implements AutoCloseable {
    static final int RATE_HZ = 24000;

    /** What it does with a request for speech. */
    interface Script {
        void answer(Talk talk) throws Exception;
    }

    /** A request, and the connection that it came by. */
    record Talk(String line, List<String> headers, String body, Socket socket) {
        JsonNode json() throws IOException {
            return JsonMapper.builder().build().readTree(body);
        }

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        void whole(int status, String headers, byte[] body) throws IOException {
            head(status, headers + "Content-Length: " + body.length + "\r\n");
            write(body);
        }

        void whole(int status, String headers, String body) throws IOException {
            whole(status, headers, body.getBytes(StandardCharsets.UTF_8));
        }

        void head(int status, String headers) throws IOException {
            write("HTTP/1.1 " + status + " Any\r\n" + headers + "\r\n");
        }

        /** The head of a body in chunks, whose end the writer must send. */
        void chunks(String type) throws IOException {
            head(200, "Content-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n");
        }

        void chunk(byte[] bytes) throws IOException {
            write(Wavs.joined(
                    (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII),
                    bytes,
                    "\r\n".getBytes(StandardCharsets.US_ASCII)));
        }

        void lastChunk() throws IOException {
            write("0\r\n\r\n");
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits for the other side to close, ten seconds at most. */
        boolean isLeft() throws IOException {
            socket.setSoTimeout(10_000);
            try {
                return socket.getInputStream().read() < 0;
            } catch (SocketException e) {
                return true;
            }
        }
    }

    final Queue<Talk> talks = new ConcurrentLinkedQueue<>();
    private final ServerSocket listening;
    private final Script greeting;
    private final Script script;
    private volatile boolean everything;

    FakeServer(Script script) throws IOException {
        this(FakeServer::good, script);
    }

    /** @param greeting what it does with the first request for speech, which is the same of every worker */
    FakeServer(Script greeting, Script script) throws IOException {
        this.greeting = greeting;
        this.script = script;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** One whose script also answers what is no request for speech; the others say 404 to that, as a sign of life. */
    static FakeServer ofEverything(Script script) throws IOException {
        FakeServer server = new FakeServer(script);
        server.everything = true;
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** The requests for speech, the greeting aside. */
    List<Talk> asked() {
        return talks.stream()
                .filter(t -> t.line().startsWith("POST") && !isGreeting(t))
                .toList();
    }

    static void good(Talk talk) throws IOException {
        talk.whole(200, "Content-Type: audio/wav\r\n", Wavs.of(RATE_HZ, Wavs.tone(RATE_HZ, 0.5)));
    }

    /** Takes no connection from now on. */
    void die() throws IOException {
        listening.close();
    }

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
            Talk talk = read(socket);
            talks.add(talk);
            scriptFor(talk).answer(talk);
        } catch (Exception e) {
            // The caller left, as many of these tests make it do.
        }
    }

    private Script scriptFor(Talk talk) {
        if (talk.line().startsWith("GET") && !everything) {
            return asked -> asked.whole(404, "", "");
        }
        return isGreeting(talk) ? greeting : script;
    }

    private static boolean isGreeting(Talk talk) {
        return talk.body().contains("\"Hello.\"");
    }

    private static Talk read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) new DataInputStream(in).readUnsignedByte());
        }
        List<String> lines = head.toString().strip().lines().toList();
        int length = lines.stream()
                .filter(l -> l.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(l -> Integer.parseInt(l.substring(15).strip()))
                .findFirst()
                .orElse(0);
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Talk(lines.getFirst(), lines.subList(1, lines.size()), body, socket);
    }
}
