package dev.chorale.worker.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A WAV file as engines write them, held in memory: integers of 16 bits or floats of 32, in any number of channels, which
 * are mixed to one.
 *
 * <p>An engine that streams cannot know the sizes when it writes the header. So a size of zero, one that reaches past
 * the end, or one behind which no chunks follow, because it is that of the first piece alone, means that the samples go
 * on to the end; whether that is the true end, only the way the bytes came can tell. Chunks besides {@code fmt} and
 * {@code data} are passed over; but another file behind the samples is more speech, and reading only the first would
 * shorten it. The format: RIFF/WAVE with {@code WAVE_FORMAT_PCM} (1), {@code WAVE_FORMAT_IEEE_FLOAT} (3) or {@code
 * WAVE_FORMAT_EXTENSIBLE} (0xFFFE), as in Microsoft's mmreg.h.
 */
@SuppressWarnings("ArrayRecordComponent") // Minutes of audio, read once.
public record Wav(int channels, int sampleRateHz, boolean floats, byte[] samples) {
    private static final int RIFF_HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int USUAL_HEADER_BYTES = 44;
    private static final int LIST_HEADER_BYTES = 12;
    private static final int FORMAT_BYTES = 16;
    private static final int EXTENSIBLE_FORMAT_BYTES = 26;
    private static final int INTEGERS = 1;
    private static final int FLOATS = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int MAX_CHANNELS = 8;
    private static final int FULL_SCALE = 32767;
    /** Those who cannot know the size write 2^31 - 1, 2^32 - 1 or something not far below. */
    private static final long UNKNOWN_SIZE = 0x7FF0_0000L;

    /** Whether the bytes begin like a WAV. */
    public static boolean begins(byte[] bytes) {
        return bytes.length >= RIFF_HEADER_BYTES && tag(bytes, 0, "RIFF") && tag(bytes, 8, "WAVE");
    }

    /** Where the samples are, and how: an offset of the format, or -1, and the size that the header states. */
    private record Chunk(int format, int at, long size) {}

    /** The WAV in the bytes; empty if there is none, or none of these kinds. */
    public static Optional<Wav> read(byte[] bytes) {
        return data(bytes).flatMap(data -> {
            int end = end(bytes, data.at, data.size);
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            boolean isLast = endOfFirst(bytes) == 0;
            return data.format >= 0 && isLast ? of(in, data.format, data.at, end) : Optional.empty();
        });
    }

    /** The bytes, or of several files one behind the other each by itself. */
    public static List<byte[]> each(byte[] bytes) {
        List<byte[]> files = new ArrayList<>();
        byte[] rest = bytes;
        for (int end = endOfFirst(rest); end > 0; end = endOfFirst(rest)) {
            files.add(Arrays.copyOf(rest, end));
            rest = Arrays.copyOfRange(rest, end, rest.length);
        }
        files.add(rest);
        return files;
    }

    /** Behind which another begins; 0: none does. */
    private static int endOfFirst(byte[] bytes) {
        return data(bytes)
                .map(data -> end(bytes, data.at, data.size))
                .filter(end -> begins(Arrays.copyOfRange(bytes, end, Math.min(end + RIFF_HEADER_BYTES, bytes.length))))
                .orElse(0);
    }

    /** Whether the header states a size that its writer knew, and there is less: such a file was cut. */
    public static boolean isCut(byte[] bytes) {
        return data(bytes)
                .filter(data -> data.size < UNKNOWN_SIZE && data.at + data.size > bytes.length)
                .isPresent();
    }

    private static Optional<Chunk> data(byte[] bytes) {
        if (!begins(bytes)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int format = -1;
        long at = RIFF_HEADER_BYTES;
        while (at + CHUNK_HEADER_BYTES <= bytes.length) {
            int body = (int) at + CHUNK_HEADER_BYTES;
            long size = Integer.toUnsignedLong(in.getInt(body - 4));
            if (tag(bytes, (int) at, "data")) {
                return Optional.of(new Chunk(format, body, size));
            }
            if (tag(bytes, (int) at, "fmt ") && size >= FORMAT_BYTES && body + size <= bytes.length) {
                format = body;
            }
            at = body + size + size % 2;
        }
        return Optional.empty();
    }

    /** The samples as a WAV file with the usual header of 44 bytes: one channel of 16 bits. */
    public static byte[] file(Pcm pcm) {
        byte[] header = header(pcm.sampleRateHz(), "", pcm.bytes().length);
        return ByteBuffer.allocate(header.length + pcm.bytes().length)
                .put(header)
                .put(pcm.bytes())
                .array();
    }

    /**
     * What stands in front of samples of 16 bits in one channel, to the byte as ffmpeg writes it.
     *
     * @param comment for people, in {@code LIST/INFO/ICMT}; empty: none
     * @param size of the samples in bytes, under 2^32 less the header
     */
    public static byte[] header(int sampleRateHz, String comment, long size) {
        byte[] list = list(comment);
        return ByteBuffer.allocate(USUAL_HEADER_BYTES + list.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt((int) (USUAL_HEADER_BYTES - CHUNK_HEADER_BYTES + list.length + size))
                .put(ascii("WAVEfmt "))
                .putInt(FORMAT_BYTES)
                .putShort((short) INTEGERS)
                .putShort((short) 1)
                .putInt(sampleRateHz)
                .putInt(2 * sampleRateHz)
                .putShort((short) 2)
                .putShort((short) 16)
                .put(list)
                .put(ascii("data"))
                .putInt((int) size)
                .array();
    }

    /** The chunk with the comment, which ends with a zero; chunks have an even length, and don't count what fills them up. */
    private static byte[] list(String comment) {
        if (comment.isEmpty()) {
            return new byte[0];
        }
        byte[] text = comment.getBytes(StandardCharsets.UTF_8);
        int size = text.length + 1;
        int even = size + size % 2;
        return ByteBuffer.allocate(CHUNK_HEADER_BYTES + LIST_HEADER_BYTES + even)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("LIST"))
                .putInt(LIST_HEADER_BYTES + even)
                .put(ascii("INFOICMT"))
                .putInt(size)
                .put(text)
                .array();
    }

    /** Whether the last sample lacks bytes. */
    public boolean isTorn() {
        return samples.length % frameBytes() != 0;
    }

    /** The whole samples, in one channel. */
    public Pcm pcm() {
        return channels == 1 && !floats ? new Pcm(wholeFrames(), sampleRateHz) : new Pcm(mixed(), sampleRateHz);
    }

    private static int end(byte[] bytes, int body, long size) {
        long end = body + size;
        return size == 0 || end > bytes.length || !areChunks(bytes, end + size % 2) ? bytes.length : (int) end;
    }

    /** Whether chunks follow from there to the end. What is less than the header of one is no sound either. */
    private static boolean areChunks(byte[] bytes, long from) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long at = from;
        while (at + CHUNK_HEADER_BYTES <= bytes.length && isTag(bytes, (int) at)) {
            long size = Integer.toUnsignedLong(in.getInt((int) at + 4));
            at += CHUNK_HEADER_BYTES + size + size % 2;
        }
        return at + CHUNK_HEADER_BYTES > bytes.length && at <= bytes.length + 1L;
    }

    /** Four visible characters of ASCII, or spaces behind them. */
    private static boolean isTag(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.US_ASCII).matches("\\p{Graph}[\\p{Graph} ]{3}");
    }

    private static Optional<Wav> of(ByteBuffer in, int at, int from, int to) {
        int channels = in.getShort(at + 2);
        int rateHz = in.getInt(at + 4);
        int bits = in.getShort(at + 14);
        int coding = coding(in, at);
        boolean known = (coding == INTEGERS && bits == 16) || (coding == FLOATS && bits == 32);
        return known && rateHz > 0 && channels >= 1 && channels <= MAX_CHANNELS
                ? Optional.of(new Wav(channels, rateHz, coding == FLOATS, Arrays.copyOfRange(in.array(), from, to)))
                : Optional.empty();
    }

    /** The extensible form says only "see below": the coding is the beginning of the GUID that follows. */
    private static int coding(ByteBuffer in, int at) {
        int coding = Short.toUnsignedInt(in.getShort(at));
        boolean extended = coding == EXTENSIBLE && in.getInt(at - 4) >= EXTENSIBLE_FORMAT_BYTES;
        return extended ? Short.toUnsignedInt(in.getShort(at + 24)) : coding;
    }

    private int frameBytes() {
        return channels * (floats ? 4 : 2);
    }

    private byte[] wholeFrames() {
        return isTorn() ? Arrays.copyOf(samples, samples.length - samples.length % frameBytes()) : samples;
    }

    private byte[] mixed() {
        ByteBuffer in = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
        int frames = samples.length / frameBytes();
        ByteBuffer out = ByteBuffer.allocate(2 * frames).order(ByteOrder.LITTLE_ENDIAN);
        for (int frame = 0; frame < frames; frame++) {
            double sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += floats ? in.getFloat() * FULL_SCALE : in.getShort();
            }
            out.putShort((short) Math.clamp(Math.round(sum / channels), Short.MIN_VALUE, Short.MAX_VALUE));
        }
        return out.array();
    }

    private static boolean tag(byte[] bytes, int at, String expected) {
        return new String(bytes, at, expected.length(), StandardCharsets.US_ASCII).equals(expected);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
