package dev.chorale.api.submit;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.api.webhook.ReceiverAddress;
import dev.chorale.common.speech.SpokenText;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a caller hangs on a job: metadata and a receiver for its webhook. */
@ApplicationScoped
public class MetadataCheck {
    private static final int MAX_PAIRS = 32;
    private static final int MAX_BYTES = 4096;

    private final boolean allowPrivate;

    public MetadataCheck(ApiSettings settings) {
        this.allowPrivate = settings.webhook().allowPrivate();
    }

    /** At most 32 pairs and 4 kB of UTF-8, keys and values together. */
    Map<String, String> check(@Nullable Map<String, String> metadata, List<FieldError> faults) {
        if (metadata == null) {
            return Map.of();
        }
        long bytes = 0;
        for (Map.Entry<String, String> pair : metadata.entrySet()) {
            if (pair.getValue() == null) {
                throw Problem.malformed("metadata." + pair.getKey(), "expected a string")
                        .refusal();
            }
            String both = pair.getKey() + pair.getValue();
            if (SpokenText.firstForbidden(both) >= 0) {
                throw Problem.malformed("metadata", "holds a control character or a lone surrogate")
                        .refusal();
            }
            bytes += both.getBytes(StandardCharsets.UTF_8).length;
        }
        if (metadata.size() > MAX_PAIRS || bytes > MAX_BYTES) {
            faults.add(new FieldError("metadata", "expected at most 32 pairs and 4096 bytes"));
        }
        return new TreeMap<>(metadata);
    }

    void checkReceiver(@Nullable String url, List<FieldError> faults) {
        if (url != null) {
            ReceiverAddress.reasonAgainst(url, allowPrivate)
                    .ifPresent(reason -> faults.add(new FieldError("webhook_url", reason)));
        }
    }
}
