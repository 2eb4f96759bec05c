package dev.chorale.worker.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A short name of content, for builds: other content has another name. */
public final class Fingerprint {
    private static final int BYTES = 6;

    private Fingerprint() {}

    /** Twelve hexadecimal digits of the texts, in their order. */
    public static String of(List<String> texts) {
        return of(String.join("\n\n", texts).getBytes(StandardCharsets.UTF_8));
    }

    /** Twelve hexadecimal digits of the bytes. */
    public static String of(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content), 0, BYTES);
    }

    /** For content that comes in pieces, or a name that is longer. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
