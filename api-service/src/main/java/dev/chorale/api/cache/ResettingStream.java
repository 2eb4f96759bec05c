package dev.chorale.api.cache;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A response's body. Where it cannot be read on, the response is reset: a body that merely ends too early looks whole to
 * callers over HTTP/2, who hear half a line as success (RFC 9113, 8.1.1 leaves it to them to compare the length).
 */
final class ResettingStream extends FilterInputStream {
    private final Runnable reset;

    ResettingStream(InputStream body, Runnable reset) {
        super(body);
        this.reset = reset;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException brokeOff) {
            reset.run();
            throw brokeOff;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (IOException brokeOff) {
            reset.run();
            throw brokeOff;
        }
    }
}
