package dev.chorale.api.submit;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.api.submit.Catalogue.Engine;
import dev.chorale.api.submit.TextCheck.Text;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.CacheKey;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Style;
import dev.chorale.common.speech.Utterance;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request into a {@link Submission}, or refuses it with every fault that it has. Nothing is written before.
 */
@ApplicationScoped
public class RequestCheck {
    private static final Duration LATEST_DEADLINE = Duration.ofDays(30);

    private final Casting casting;
    private final Ids ids;
    private final TextCheck texts;
    private final MetadataCheck metadata;
    private final String markProducer;
    private final InstantSource clock;

    public RequestCheck(
            Casting casting,
            Ids ids,
            TextCheck texts,
            MetadataCheck metadata,
            ApiSettings settings,
            InstantSource clock) {
        this.casting = casting;
        this.ids = ids;
        this.texts = texts;
        this.metadata = metadata;
        this.clock = clock;
        this.markProducer = settings.mark().enabled() ? settings.mark().producer() : "";
    }

    /**
     * @param idempotencyKey the header, or null
     * @throws Problem.Refusal 400 or 422 with the faults, 503 where no engine is known yet
     */
    public Submission check(SynthesisRequest request, Identity caller, @Nullable String idempotencyKey) {
        List<FieldError> faults = new ArrayList<>();
        Text text = texts.check(request.input(), caller.tenantId());
        AudioFormat format = format(request.format(), faults);
        int sampleRateHz = sampleRate(request.sampleRate(), format, faults);
        Prosody prosody = new Prosody(
                steps("speed", request.speed(), "0.25", "4", "1", 2, faults),
                steps("pitch", request.pitch(), "-12", "12", "0", 2, faults),
                steps("volume", request.volume(), "-20", "10", "0", 1, faults));
        Style style = StyleCheck.check(request, faults);
        Optional<Integer> seed =
                Optional.ofNullable(request.seed()).map(s -> steps("seed", s, "1", "100000000", "1", 0, faults));
        Lane lane = lane(request.priority(), faults);
        Map<String, String> pairs = metadata.check(request.metadata(), faults);
        metadata.checkReceiver(request.webhookUrl(), faults);
        Instant deadline = deadline(request.deadline(), idempotencyKey != null, faults);
        Problem.refuseIfAny(faults);
        String voice = voiceOf(request);
        Casting.Cast cast = casting.of(caller.tenantId(), voice);
        Engine engine = cast.engine();
        Set<Skill> skills = cast.skills(voice);
        TextCheck.refuseUnlessTaken(text, voice, skills);
        StyleCheck.refuseUnlessTaken(style, voice, skills);
        Utterance unseeded =
                new Utterance(text.spoken(), voice, prosody, style, 1, format, sampleRateHz, markProducer, cast.made());
        Utterance utterance = unseeded.drawnFrom(
                seed.orElseGet(() -> CacheKey.derivedSeed(caller.cacheSalt(), cast.voiceVersion(), unseeded)));
        return new Submission(
                caller.tenantId(),
                ids.next(),
                ids.next(),
                utterance,
                CacheKey.of(caller.cacheSalt(), engine.build(), engine.encoderBuild(), utterance),
                cast.voiceVersion(),
                engine.encoderBuild(),
                lane,
                pairs,
                text.warnings(),
                request.webhookUrl(),
                deadline,
                IdempotencyKeys.of(
                        idempotencyKey, utterance.saying(text.asked()), seed.isPresent(), lane, pairs, request));
    }

    private static AudioFormat format(@Nullable String name, List<FieldError> faults) {
        Optional<AudioFormat> format = AudioFormat.byWireName(name == null ? "wav" : name);
        if (format.isEmpty()) {
            faults.add(new FieldError("format", "expected one of wav, mp3, opus, aac, flac, pcm"));
        }
        return format.orElse(AudioFormat.WAV);
    }

    private static int sampleRate(@Nullable BigDecimal rate, AudioFormat format, List<FieldError> faults) {
        if (rate == null) {
            return format.defaultSampleRateHz();
        }
        for (int allowed : format.sampleRatesHz()) {
            if (rate.compareTo(BigDecimal.valueOf(allowed)) == 0) {
                return allowed;
            }
        }
        faults.add(new FieldError("sample_rate", "expected one of " + format.sampleRatesHz() + " for this format"));
        return format.defaultSampleRateHz();
    }

    /** A repeated request may come after its deadline: it gets the job that the first one made. */
    private @Nullable Instant deadline(@Nullable String text, boolean mayBeRepeated, List<FieldError> faults) {
        if (text == null) {
            return null;
        }
        Instant now = clock.instant();
        Optional<Instant> deadline = Rfc3339.read(text)
                .filter(at -> (mayBeRepeated || at.isAfter(now)) && at.isBefore(now.plus(LATEST_DEADLINE)));
        if (deadline.isEmpty()) {
            faults.add(new FieldError(
                    "deadline", "expected an RFC 3339 time of the next 30 days, as 2026-11-21T08:00:00Z"));
        }
        return deadline.orElse(null);
    }

    private static Lane lane(@Nullable String priority, List<FieldError> faults) {
        Optional<Lane> lane = Lane.byWireName(priority == null ? "standard" : priority);
        if (lane.isEmpty()) {
            faults.add(new FieldError("priority", "expected one of interactive, standard, bulk"));
        }
        return lane.orElse(Lane.STANDARD);
    }

    /** The value as a count of steps of {@code 10^-scale}, so that 1, 1.0 and 1.00 are one value. */
    static int steps(
            String field,
            @Nullable BigDecimal value,
            String least,
            String most,
            String otherwise,
            int scale,
            List<FieldError> faults) {
        BigDecimal given = value == null ? new BigDecimal(otherwise) : value;
        boolean whole = scale > 0 || given.stripTrailingZeros().scale() <= 0;
        if (given.compareTo(new BigDecimal(least)) < 0 || given.compareTo(new BigDecimal(most)) > 0 || !whole) {
            faults.add(new FieldError(field, "expected " + least + ".." + most));
            given = new BigDecimal(otherwise);
        }
        return given.setScale(scale, RoundingMode.HALF_UP).unscaledValue().intValueExact();
    }

    private static String voiceOf(SynthesisRequest request) {
        if (request.voice() == null) {
            throw Problem.invalid("voice", "missing (see GET /v1/audio/voices)").refusal();
        }
        return request.voice();
    }
}
