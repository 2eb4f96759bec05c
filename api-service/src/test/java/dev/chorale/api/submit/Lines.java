package dev.chorale.api.submit;

import dev.chorale.api.submit.Submission.Idempotency;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.CacheKey;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checked requests as the door hands them on, each with ids of its own. */
public final class Lines {
    private Lines() {}

    public static Submission line(UUID tenant, String text) {
        return line(tenant, text, null, null);
    }

    static Submission line(UUID tenant, String text, @Nullable Idempotency key, @Nullable String webhook) {
        return line(tenant, text, Lane.STANDARD, key, webhook);
    }

    static Submission line(UUID tenant, String text, Lane lane) {
        return line(tenant, text, lane, null, null);
    }

    private static Submission line(
            UUID tenant, String text, Lane lane, @Nullable Idempotency key, @Nullable String webhook) {
        Utterance utterance =
                new Utterance(text, "espeak/en-us", Prosody.NEUTRAL, 1, AudioFormat.WAV, 24000, "Chorale");
        return new Submission(
                tenant,
                UUID.randomUUID(),
                UUID.randomUUID(),
                utterance,
                CacheKey.of(new byte[32], TestRows.BUILD, TestRows.ENCODER, utterance),
                TestRows.BUILD,
                TestRows.ENCODER,
                lane,
                Map.of(),
                List.of(),
                webhook,
                null,
                key);
    }
}
