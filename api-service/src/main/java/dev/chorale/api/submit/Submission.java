package dev.chorale.api.submit;

import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.CacheKey;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Markup.Warning;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.wire.WakeUp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A checked request with the ids that it will have, waiting for its commit.
 *
 * @param runId the run's id if nobody else's run can be joined
 * @param voiceVersion what the key was made for, see {@link Utterance#voiceVersion}
 * @param encoderBuild the encoder that the key was made for
 * @param warnings what may be meant otherwise in the text
 * @param deadline when the job expires unless it has ended
 */
public record Submission(
        UUID tenantId,
        UUID jobId,
        UUID runId,
        Utterance utterance,
        CacheKey cacheKey,
        String voiceVersion,
        String encoderBuild,
        Lane lane,
        Map<String, String> metadata,
        List<Warning> warnings,
        @Nullable String webhookUrl,
        @Nullable Instant deadline,
        @Nullable Idempotency idempotency) {

    /** The caller's key and the hash of what it was sent with. */
    public record Idempotency(String key, String requestHash) {}

    /** The version that the caller is told: of a made voice without the engine's build. */
    public String shownVersion() {
        MadeVoice made = utterance.made();
        return made == null ? voiceVersion : made.version();
    }

    /** Text length in code points: what is charged. */
    public int characters() {
        return utterance.text().codePointCount(0, utterance.text().length());
    }

    /** About what its text takes in memory. */
    long bytes() {
        return 2L * utterance.text().length();
    }

    /** A rough guess, for queues and scaling: speech of a character takes a CPU engine about a millisecond. */
    public long costMs() {
        return 10L + characters();
    }

    /** @param run its own, or the one that it joined */
    WakeUp wakeUp(UUID run) {
        return WakeUp.of(run, "synthesis", lane.wireName(), utterance.engine(), voiceVersion, costMs())
                .withDeadline(deadline);
    }
}
