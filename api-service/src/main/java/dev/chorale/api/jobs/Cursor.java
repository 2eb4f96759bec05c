package dev.chorale.api.jobs;

import dev.chorale.api.access.Keyring;
import dev.chorale.api.problem.Problem;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Where a list goes on: after the row with this id. Opaque to callers; a few bytes of hash let a damaged or invented one be
 * told from ours (a cursor opens nothing, the caller's key decides what a list holds).
 */
public record Cursor(UUID after) {
    private static final int ID_BYTES = 16;
    private static final int CHECK_BYTES = 5;

    public String write() {
        byte[] id = bytesOf(after);
        byte[] whole = ByteBuffer.allocate(ID_BYTES + CHECK_BYTES)
                .put(id)
                .put(check(id))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** @throws Problem.Refusal 400 where the text is no cursor of ours */
    public static Cursor read(String text) {
        byte[] whole = decode(text);
        if (whole.length != ID_BYTES + CHECK_BYTES) {
            throw forged();
        }
        byte[] id = Arrays.copyOf(whole, ID_BYTES);
        if (!Arrays.equals(check(id), Arrays.copyOfRange(whole, ID_BYTES, whole.length))) {
            throw forged();
        }
        ByteBuffer bytes = ByteBuffer.wrap(id);
        return new Cursor(new UUID(bytes.getLong(), bytes.getLong()));
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw forged();
        }
    }

    private static byte[] bytesOf(UUID id) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] check(byte[] id) {
        return Arrays.copyOf(Keyring.hash("cursor " + HexFormat.of().formatHex(id)), CHECK_BYTES);
    }

    private static Problem.Refusal forged() {
        return Problem.malformed("cursor", "take it from next_cursor of the page before")
                .refusal();
    }
}
