package dev.chorale.api.cache;

import dev.chorale.common.content.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A whole object that is too long for memory: its last piece is held back until all of it has the SHA-256 that its row
 * names. Who reads something else gets an {@link IOException} there, and the caller a body that breaks off.
 */
final class ProvenStream extends InputStream {
    private static final int PIECE_BYTES = 1 << 16;

    private final InputStream from;
    private final CachedAudio audio;
    private final MessageDigest digest = Sha256.begin();
    private byte[] piece = {};
    private int at;
    /** Null before the first piece. */
    private byte @Nullable [] next;

    ProvenStream(InputStream from, CachedAudio audio) {
        this.from = from;
        this.audio = audio;
    }

    @Override
    public int read() throws IOException {
        return isOver() ? -1 : piece[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isOver()) {
            return -1;
        }
        int taken = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, offset, taken);
        at += taken;
        return taken;
    }

    private boolean isOver() throws IOException {
        if (at == piece.length) {
            turn();
        }
        return at == piece.length;
    }

    private void turn() throws IOException {
        byte[] turned = next == null ? from.readNBytes(PIECE_BYTES) : next;
        byte[] behind = turned.length == 0 ? turned : from.readNBytes(PIECE_BYTES);
        digest.update(turned);
        if (turned.length > 0 && behind.length == 0) {
            audio.requireHash(digest.digest());
        }
        piece = turned;
        next = behind;
        at = 0;
    }

    @Override
    public void close() throws IOException {
        from.close();
    }
}
