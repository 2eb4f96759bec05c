package dev.chorale.common.speech;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a file that a tenant uploaded for its voices: {@code file_} and the 64 hexadecimal digits, in lower case, of
 * the SHA-256 of its content. It names nothing without the tenant.
 */
public final class VoiceFileId {
    /** The longest recording, in bytes. */
    public static final long MAX_RECORDING_BYTES = 20L << 20;

    private static final String PREFIX = "file_";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{64}");

    private VoiceFileId() {}

    public static String write(String sha256) {
        return PREFIX + sha256;
    }

    /** The SHA-256 in it; empty where the text is no such name, be it only by its case. */
    public static Optional<String> read(String text) {
        return FORM.matcher(text).matches() ? Optional.of(text.substring(PREFIX.length())) : Optional.empty();
    }
}
