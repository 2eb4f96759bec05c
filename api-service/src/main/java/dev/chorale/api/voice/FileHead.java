package dev.chorale.api.voice;

import dev.chorale.api.problem.BodyLimit;
import dev.chorale.api.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a file before it comes.
 *
 * @param isRecording whether it is sent as {@code audio/*}
 * @param length in bytes, -1 where it is not told
 * @param sha256 64 hexadecimal digits in lower case; empty where it is not told
 */
record FileHead(boolean isRecording, long length, Optional<String> sha256) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    /** In {@code Content-Digest} (RFC 9530) between colons, in the older {@code Digest} (RFC 3230) bare. */
    private static final Pattern DIGEST =
            Pattern.compile("(?:^|[,\\s])sha-256=:?([A-Za-z0-9+/]{43}=):?", Pattern.CASE_INSENSITIVE);

    /** @throws Problem.Refusal 415 for the type, 400 for {@code X-Content-SHA256} */
    static FileHead of(HttpHeaders headers) {
        MediaType type = headers.getMediaType();
        boolean recording = type != null && type.getType().equals("audio") && !type.isWildcardSubtype();
        if (!recording && !MediaType.APPLICATION_OCTET_STREAM_TYPE.equals(type)) {
            throw Problem.of(
                            415,
                            "unsupported_media_type",
                            "Send recordings as audio/*, weights as application/octet-stream.")
                    .refusal();
        }
        long length = BodyLimit.declared(headers.getHeaderString(HttpHeaders.CONTENT_LENGTH));
        return new FileHead(recording, length, told(headers));
    }

    private static Optional<String> told(HttpHeaders headers) {
        String hex = headers.getHeaderString("X-Content-SHA256");
        if (hex == null) {
            return digest(headers.getHeaderString("Content-Digest"))
                    .or(() -> digest(headers.getHeaderString("Digest")));
        }
        String lower = hex.strip().toLowerCase(Locale.ROOT);
        if (!HEX.matcher(lower).matches()) {
            throw Problem.malformed("X-Content-SHA256", "expected 64 hexadecimal digits")
                    .refusal();
        }
        return Optional.of(lower);
    }

    /** A digest by another algorithm says nothing here. */
    private static Optional<String> digest(@Nullable String header) {
        Matcher found = DIGEST.matcher(header == null ? "" : header);
        return found.find()
                ? Optional.of(HexFormat.of().formatHex(Base64.getDecoder().decode(found.group(1))))
                : Optional.empty();
    }

    /** @throws Problem.Refusal 413 where more than that was announced */
    void refuseOver(long most) {
        if (length > most) {
            throw Problem.fileTooLarge(most).refusal();
        }
    }

    /** @throws Problem.Refusal 400 where another hash was announced */
    void refuseOther(String came) {
        if (sha256.isPresent() && !sha256.get().equals(came)) {
            throw Problem.of(
                            400,
                            "hash_mismatch",
                            "What arrived has another SHA-256 than the header says; send it again.")
                    .refusal();
        }
    }
}
