package dev.chorale.api.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A request as it stands on the wire, for what a well-behaved client does not send. */
public final class RawRequest implements AutoCloseable {
    private static final int ANSWER_MS = 20_000;

    private final Socket socket;

    /**
     * @param line method and target
     * @param headers besides the host and the key, each with its line end
     */
    public RawRequest(URI api, String line, String key, String headers) throws IOException {
        socket = new Socket(api.getHost(), api.getPort());
        socket.setSoTimeout(ANSWER_MS);
        send(line + " HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer " + key + "\r\n" + headers + "\r\n");
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.US_ASCII));
    }

    public void send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** One piece of a chunked body. */
    public void chunk(byte[] piece) throws IOException {
        send(Integer.toHexString(piece.length) + "\r\n");
        send(piece);
        send("\r\n");
    }

    /** All that comes until the API closes the connection; fails after twenty seconds of silence. */
    public String answer() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
