package dev.chorale.worker.engine;

import dev.chorale.common.content.Sha256;
import java.nio.charset.StandardCharsets;
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
        return HexFormat.of().formatHex(Sha256.of(content), 0, BYTES);
    }
}
