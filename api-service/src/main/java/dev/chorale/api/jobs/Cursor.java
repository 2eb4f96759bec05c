package dev.chorale.api.jobs;

import dev.chorale.api.access.Keyring;
import dev.chorale.api.problem.Problem;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Where a list goes on: after the row with this key. Opaque to callers; a few bytes of hash let one that is damaged, invented or
 * of another list be told from this list's (a cursor opens nothing, the caller's API key decides what a list holds).
 */
final class Cursor {
    private static final int CHECK_BYTES = 5;

    private Cursor() {}

    /**
     * @param list its name, and whose rows it has
     * @param after the row's id or name
     */
    static String write(String list, byte[] after) {
        byte[] whole = ByteBuffer.allocate(after.length + CHECK_BYTES)
                .put(after)
                .put(check(list, after))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** @throws Problem.Refusal 400 where the text is no cursor of that list */
    static byte[] read(String list, String text) {
        byte[] whole = decode(text);
        int length = Math.max(0, whole.length - CHECK_BYTES);
        byte[] after = Arrays.copyOf(whole, length);
        if (!Arrays.equals(check(list, after), Arrays.copyOfRange(whole, length, whole.length))) {
            throw forged();
        }
        return after;
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw forged();
        }
    }

    private static byte[] check(String list, byte[] after) {
        String whole = "cursor " + HexFormat.of().formatHex(after) + " " + list;
        return Arrays.copyOf(Keyring.hash(whole), CHECK_BYTES);
    }

    static Problem.Refusal forged() {
        return Problem.malformed("cursor", "take it from next_cursor of the page before")
                .refusal();
    }
}
