package dev.chorale.worker.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes WAV files, chunk by chunk. */
public final class Wavs {
    private static final int DATA_SIZE_AT = 40;

    private Wavs() {}

    /** The usual one: 44 bytes of header and one channel of 16 bits. */
    public static byte[] of(int rateHz, short... samples) {
        return with(format(1, 1, rateHz, 16), chunk("data", bytes(samples)));
    }

    /** Overwrites the stated size of the samples in a WAV with the usual header. */
    public static void size(byte[] usual, int size) {
        little(usual).putInt(DATA_SIZE_AT, size).putInt(4, size == 0 ? 36 : size);
    }

    public static byte[] with(byte[]... chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] chunk : chunks) {
            all.writeBytes(chunk);
        }
        byte[] riff = chunk("RIFF", new byte[0]);
        little(riff).putInt(4, all.size() + 4);
        return joined(riff, ascii("WAVE"), all.toByteArray());
    }

    public static byte[] chunk(String tag, byte[] body) {
        byte[] size = new byte[4];
        little(size).putInt(body.length);
        return joined(ascii(tag), size, body, new byte[body.length % 2]);
    }

    public static byte[] format(int coding, int channels, int rateHz, int bits) {
        return chunk("fmt ", formatBody(coding, channels, rateHz, bits));
    }

    public static byte[] extensible(int coding, int channels, int rateHz, int bits) {
        byte[] more = new byte[24];
        little(more).putShort(0, (short) 22).putShort(8, (short) coding);
        return chunk("fmt ", joined(formatBody(0xFFFE, channels, rateHz, bits), more));
    }

    public static byte[] bytes(short... samples) {
        byte[] bytes = new byte[2 * samples.length];
        little(bytes).asShortBuffer().put(samples);
        return bytes;
    }

    static byte[] floats(float... samples) {
        byte[] bytes = new byte[4 * samples.length];
        little(bytes).asFloatBuffer().put(samples);
        return bytes;
    }

    /** A loud tone: what a voice is in these tests. */
    public static short[] tone(int rateHz, double seconds) {
        short[] samples = new short[(int) (rateHz * seconds)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (9000 * Math.sin(2 * Math.PI * 220 * i / rateHz));
        }
        return samples;
    }

    public static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] formatBody(int coding, int channels, int rateHz, int bits) {
        byte[] body = new byte[16];
        int frame = channels * bits / 8;
        little(body)
                .putShort((short) coding)
                .putShort((short) channels)
                .putInt(rateHz)
                .putInt(rateHz * frame)
                .putShort((short) frame)
                .putShort((short) bits);
        return body;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
