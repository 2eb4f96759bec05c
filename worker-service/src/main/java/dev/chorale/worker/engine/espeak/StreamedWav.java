package dev.chorale.worker.engine.espeak;

import dev.chorale.worker.engine.Pcm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The WAV that espeak-ng writes to a pipe: 44 bytes of header and samples up to the end of the stream. It cannot know
 * the sizes when it writes the header, so both are placeholders; everything else is checked.
 */
final class StreamedWav {
    private static final int HEADER_BYTES = 44;
    private static final int PLACEHOLDER_DATA_BYTES = 0x7ffff000;

    private StreamedWav() {}

    /** The samples; empty if this is not such a WAV of one channel of 16 bits. */
    static Optional<Pcm> read(byte[] wav) {
        if (wav.length < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(wav, 0, HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int rateHz = header.getInt(24);
        boolean known = tag(wav, 0, "RIFF")
                && tag(wav, 8, "WAVEfmt ")
                && header.getInt(16) == 16
                && header.getShort(20) == 1
                && header.getShort(22) == 1
                && rateHz > 0
                && header.getInt(28) == 2 * rateHz
                && header.getShort(32) == 2
                && header.getShort(34) == 16
                && tag(wav, 36, "data")
                && sizeFits(header.getInt(40), wav.length - HEADER_BYTES);
        return known
                ? Optional.of(new Pcm(Arrays.copyOfRange(wav, HEADER_BYTES, wav.length), rateHz))
                : Optional.empty();
    }

    private static boolean sizeFits(int stated, int present) {
        return stated == PLACEHOLDER_DATA_BYTES || stated == present;
    }

    private static boolean tag(byte[] wav, int at, String expected) {
        return new String(wav, at, expected.length(), StandardCharsets.US_ASCII).equals(expected);
    }
}
