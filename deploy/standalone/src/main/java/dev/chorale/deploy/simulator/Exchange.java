package dev.chorale.deploy.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One request of HTTP/1.1 and the way to answer it, or to fail in answering it: the JDK's own server can neither reset a
 * connection nor declare a length that it does not keep.
 */
final class Exchange {
    private static final int MOST_LINE_BYTES = 16_384;
    private static final int MOST_HEADERS = 100;
    private static final int MOST_BODY_BYTES = 4 << 20;

    private final Socket socket;
    private final InputStream in;
    private final String method;
    private final String target;
    private final byte[] body;
    private boolean keepsAlive;

    private Exchange(Socket socket, InputStream in, String[] start, byte[] body, boolean keepsAlive) {
        this.socket = socket;
        this.in = in;
        this.method = start[0];
        this.target = start[1];
        this.body = body;
        this.keepsAlive = keepsAlive;
    }

    /** Blocks until a request came; nothing when the caller is done. */
    static Optional<Exchange> next(Socket socket, BufferedInputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] start = first.split(" ", 3);
        if (start.length < 3) {
            throw new IOException("no request line");
        }
        Map<String, String> headers = headers(in);
        if (headers.containsKey("transfer-encoding")) {
            throw new IOException("a body without a declared length");
        }
        int length = Integer.parseUnsignedInt(headers.getOrDefault("content-length", "0"));
        if (length > MOST_BODY_BYTES) {
            throw new IOException("a body of " + length + " bytes");
        }
        boolean keepsAlive = !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
        return Optional.of(new Exchange(socket, in, start, in.readNBytes(length), keepsAlive));
    }

    /** Method and path, such as {@code GET /metrics}. */
    String what() {
        int query = target.indexOf('?');
        return method + " " + (query < 0 ? target : target.substring(0, query));
    }

    /** The value of a parameter, empty if it is absent. */
    String parameter(String name) {
        int at = target.indexOf(name + "=");
        return at < 0 ? "" : target.substring(at + name.length() + 1).split("&", 2)[0];
    }

    byte[] body() {
        return body;
    }

    /** Whether another request may follow on this connection. */
    boolean keepsAlive() {
        return keepsAlive;
    }

    void answer(int status, String contentType, byte[] whole) throws IOException {
        begin(status, contentType, whole.length);
        send(whole, whole.length);
    }

    /** Status and headers alone; so many bytes are promised. */
    void begin(int status, String contentType, int length) throws IOException {
        String head = "HTTP/1.1 " + status + " " + (status < 400 ? "OK" : "No") + "\r\nContent-Type: " + contentType
                + "\r\nContent-Length: " + length + (status == 503 ? "\r\nRetry-After: 1" : "") + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }

    void send(byte[] bytes, int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
    }

    /** No further request on this connection; it ends in order. */
    void end() {
        keepsAlive = false;
    }

    /** The connection ends with a reset. */
    void reset() throws IOException {
        keepsAlive = false;
        reset(socket);
    }

    /** Blocks until the caller goes away, as long as a connection may be idle. */
    void awaitCaller() throws IOException {
        keepsAlive = false;
        if (in.read() >= 0) {
            throw new IOException("a request before the answer to the last one");
        }
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0 || headers.size() == MOST_HEADERS) {
                throw new IOException("bad headers");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() == MOST_LINE_BYTES) {
                throw new IOException("a line of more than " + MOST_LINE_BYTES + " bytes");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
