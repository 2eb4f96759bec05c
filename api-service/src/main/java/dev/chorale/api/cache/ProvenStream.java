package dev.chorale.api.cache;

import dev.chorale.common.content.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A whole object that is too long for memory: its last piece is held back until all of it has the SHA-256 that its row
 * names. Who reads something else gets an {@link IOException} there, and the caller a body that breaks off.
 */
final class ProvenStream extends InputStream {
    static final int PIECE_BYTES = 1 << 16;

    private final InputStream from;
    private final CachedAudio audio;
    private final MessageDigest digest = Sha256.begin();
    private byte[] piece = {};
    private int at;
    private byte[] next;

    /** Reads the first piece. */
    ProvenStream(InputStream from, CachedAudio audio) throws IOException {
        this.from = from;
        this.audio = audio;
        this.next = from.readNBytes(PIECE_BYTES);
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
        piece = next;
        at = 0;
        digest.update(piece);
        next = piece.length == 0 ? piece : from.readNBytes(PIECE_BYTES);
        if (piece.length > 0
                && next.length == 0
                && !HexFormat.of().formatHex(digest.digest()).equals(audio.sha256())) {
            throw new IOException("object does not have its hash artefact=" + audio.artefactId());
        }
    }

    @Override
    public void close() throws IOException {
        from.close();
    }
}
