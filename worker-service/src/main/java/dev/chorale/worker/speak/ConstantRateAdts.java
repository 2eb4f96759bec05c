package dev.chorale.worker.speak;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Gives an ADTS stream a constant bit rate.
 *
 * <p>ADTS holds no duration: players divide the file's size by the bit rate of the first frames, which for speech out of
 * ffmpeg's AAC encoder is up to 45 % off. So frames are filled up until, behind each of them, the bytes written are the
 * frames written times one mean: the least that the beginning of the stream keeps to within a percent. The filling is fill elements
 * (ISO/IEC 14496-3, 4.4.2.7) in front of the frame's own elements; eight of them, 7 bits each, are whole bytes. Decoders
 * skip them: the samples stay the same.
 */
final class ConstantRateAdts {
    private static final int HEADER_BYTES = 7;
    private static final int ID3_HEADER_BYTES = 10;
    private static final int FILL_ELEMENTS = 8;
    private static final int LEAST_FILL_BYTES = 7;
    /** Of one fill element: 15 + 255 - 1. */
    private static final int MAX_PAYLOAD_BYTES = 269;

    /** Well under what eight fill elements hold, and with the largest frame under the 8191 that ADTS can state. */
    private static final int MAX_FILL_BYTES = 2048;

    /** A loud beginning is not paid for with more than this many times the size. */
    private static final double MAX_GROWTH = 2;

    /** What players look at, and more: 21 s at 48 kHz. */
    private static final int BEGINNING_FRAMES = 1000;

    private static final int UNSTEADY_FRAMES = 4;
    private static final double TOLERANCE = 1.01;

    private ConstantRateAdts() {}

    /**
     * Writes the stream again, filled up.
     *
     * @param from ADTS without checksums, maybe behind an ID3v2 tag
     * @return false if it is something else; {@code to} is then worthless
     */
    static boolean rewrite(Path from, Path to) throws IOException {
        Optional<Double> mean = meanFrameBytes(from);
        if (mean.isEmpty()) {
            return false;
        }
        try (DataInputStream in = open(from);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            out.write(tag(in));
            long frames = 0;
            long written = 0;
            for (byte[] frame = frame(in); frame.length > 0; frame = frame(in)) {
                frames++;
                long missing = (long) (frames * mean.get()) - written - frame.length;
                byte[] filled = filled(frame, (int) Math.min(missing, MAX_FILL_BYTES));
                out.write(filled);
                written += filled.length;
            }
        }
        return true;
    }

    private static Optional<Double> meanFrameBytes(Path file) throws IOException {
        try (DataInputStream in = open(file)) {
            tag(in);
            int[] beginning = new int[BEGINNING_FRAMES];
            int frames = 0;
            long bytes = 0;
            for (byte[] frame = frame(in); frame.length > 0; frame = frame(in)) {
                if (frames < BEGINNING_FRAMES) {
                    beginning[frames] = frame.length;
                }
                frames++;
                bytes += frame.length;
            }
            return frames == 0
                    ? Optional.empty()
                    : Optional.of(steadyMean(
                            Arrays.copyOf(beginning, Math.min(frames, BEGINNING_FRAMES)), (double) bytes / frames));
        } catch (MalformedAdtsException e) {
            return Optional.empty();
        }
    }

    private static double steadyMean(int[] beginning, double mean) {
        double steady = mean;
        while (steady < MAX_GROWTH * mean && !isSteady(beginning, steady)) {
            steady *= 1.01;
        }
        return steady;
    }

    /** Whether what is written keeps to the mean, frame by frame, however large single frames are. */
    private static boolean isSteady(int[] beginning, double mean) {
        double written = 0;
        for (int i = 0; i < beginning.length; i++) {
            written = Math.max(written + beginning[i], (i + 1) * mean);
            if (i >= UNSTEADY_FRAMES && written > (i + 1) * mean * TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    private static DataInputStream open(Path file) throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
    }

    private static byte[] tag(InputStream in) throws IOException {
        in.mark(ID3_HEADER_BYTES);
        byte[] head = in.readNBytes(ID3_HEADER_BYTES);
        in.reset();
        if (head.length < ID3_HEADER_BYTES || head[0] != 'I' || head[1] != 'D' || head[2] != '3') {
            return new byte[0];
        }
        return in.readNBytes(ID3_HEADER_BYTES + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]));
    }

    /** The next frame with its header; empty at the end. */
    private static byte[] frame(DataInputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length == 0) {
            return header;
        }
        if (header.length < HEADER_BYTES || (header[0] & 0xFF) != 0xFF || (header[1] & 0xF1) != 0xF1) {
            throw new MalformedAdtsException();
        }
        int length = (header[3] & 3) << 11 | (header[4] & 0xFF) << 3 | (header[5] & 0xFF) >> 5;
        byte[] frame = Arrays.copyOf(header, Math.max(HEADER_BYTES, length));
        in.readFully(frame, HEADER_BYTES, frame.length - HEADER_BYTES);
        return frame;
    }

    private static byte[] filled(byte[] frame, int missing) {
        if (missing < LEAST_FILL_BYTES) {
            return frame;
        }
        byte[] filled = new byte[frame.length + missing];
        System.arraycopy(frame, 0, filled, 0, HEADER_BYTES);
        filled[3] = (byte) ((frame[3] & 0xFC) | filled.length >> 11);
        filled[4] = (byte) (filled.length >> 3);
        filled[5] = (byte) ((frame[5] & 0x1F) | (filled.length & 7) << 5);
        fill(filled, missing - LEAST_FILL_BYTES);
        System.arraycopy(frame, HEADER_BYTES, filled, HEADER_BYTES + missing, frame.length - HEADER_BYTES);
        return filled;
    }

    /** Eight fill elements behind the header; beyond their own seven bytes they hold {@code payload} more. */
    private static void fill(byte[] frame, int payload) {
        int bit = 8 * HEADER_BYTES;
        int left = payload;
        for (int i = 0; i < FILL_ELEMENTS; i++) {
            int count = left <= 14 ? left : Math.min(MAX_PAYLOAD_BYTES, Math.max(14, left - 1));
            bit = put(frame, bit, 0b110, 3);
            bit = put(frame, bit, Math.min(count, 15), 4);
            if (count >= 15) {
                bit = put(frame, bit, count - 14, 8);
                left--;
            }
            bit += 8 * count;
            left -= count;
        }
    }

    private static int put(byte[] to, int bit, int value, int width) {
        for (int i = 0; i < width; i++) {
            int at = bit + i;
            to[at / 8] |= (byte) ((value >> (width - 1 - i) & 1) << (7 - at % 8));
        }
        return bit + width;
    }

    private static final class MalformedAdtsException extends IOException {}
}
