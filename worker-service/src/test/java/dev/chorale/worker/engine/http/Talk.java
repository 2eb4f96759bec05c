package dev.chorale.worker.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.worker.engine.Wavs;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request, and the connection that it came by; answered once nothing is left but to send the end. */
@SuppressWarnings("ArrayRecordComponent") // Read once, never written to.
public record Talk(String line, List<String> headers, byte[] bytes, Socket socket, AtomicBoolean answered) {
    public String body() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public JsonNode json() throws IOException {
        return JsonMapper.builder().build().readTree(bytes);
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void whole(int status, String headers, byte[] body) throws IOException {
        answered.set(true);
        head(status, headers + "Content-Length: " + body.length + "\r\n");
        write(body);
    }

    public void whole(int status, String headers, String body) throws IOException {
        whole(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    public void head(int status, String headers) throws IOException {
        write("HTTP/1.1 " + status + " Any\r\n" + headers + "\r\n");
    }

    /** The head of a body in chunks, whose end the writer must send. */
    public void chunks(String type) throws IOException {
        head(200, "Content-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n");
    }

    public void chunk(byte[] bytes) throws IOException {
        write(Wavs.joined(
                (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII),
                bytes,
                "\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    public void lastChunk() throws IOException {
        answered.set(true);
        write("0\r\n\r\n");
    }

    public void reset() throws IOException {
        answered.set(true);
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /**
     * Says that nothing more comes, and reads until the other side has closed too: to close with bytes unread resets the
     * connection, and what was sent may not arrive.
     */
    public void finish() throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(10_000);
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Waits for the other side to close, ten seconds at most. */
    public boolean isLeft() throws IOException {
        socket.setSoTimeout(10_000);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    static Talk read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) new DataInputStream(in).readUnsignedByte());
        }
        List<String> lines = head.toString().strip().lines().toList();
        int length = lines.stream()
                .filter(l -> l.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(l -> Integer.parseInt(l.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return new Talk(
                lines.getFirst(), lines.subList(1, lines.size()), in.readNBytes(length), socket, new AtomicBoolean());
    }
}
