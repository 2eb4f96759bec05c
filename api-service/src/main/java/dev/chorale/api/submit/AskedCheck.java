package dev.chorale.api.submit;

import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a request asks for by itself: all but its text and its voice, which others decide about too. */
@ApplicationScoped
public class AskedCheck {
    private static final Duration LATEST_DEADLINE = Duration.ofDays(30);
    private static final Duration LONGEST_REPEATED = Duration.ofHours(1);

    private final MetadataCheck metadata;
    private final InstantSource clock;

    public AskedCheck(MetadataCheck metadata, InstantSource clock) {
        this.metadata = metadata;
        this.clock = clock;
    }

    /**
     * The values of a request, the defaults of the contract where it has none.
     *
     * @param metadata in the order of their names
     * @param deadline may be past
     */
    record Asked(
            Prosody prosody,
            Style style,
            Optional<Integer> seed,
            AudioFormat format,
            int sampleRateHz,
            Lane lane,
            Map<String, String> metadata,
            @Nullable Instant deadline) {}

    /** Adds each fault. @throws Problem.Refusal 400 where a text holds what none may hold */
    Asked check(SynthesisRequest request, List<FieldError> faults) {
        AudioFormat format = format(request.format(), faults);
        Asked asked = new Asked(
                new Prosody(
                        steps("speed", request.speed(), "0.25", "4", "1", 2, faults),
                        steps("pitch", request.pitch(), "-12", "12", "0", 2, faults),
                        steps("volume", request.volume(), "-20", "10", "0", 1, faults)),
                StyleCheck.check(request, faults),
                Optional.ofNullable(request.seed()).map(s -> steps("seed", s, "1", "100000000", "1", 0, faults)),
                format,
                sampleRate(request.sampleRate(), format, faults),
                lane(request.priority(), faults),
                metadata.check(request.metadata(), faults),
                deadline(request.deadline(), faults));
        metadata.checkReceiver(request.webhookUrl(), faults);
        return asked;
    }

    /**
     * Adds a fault where the deadline has passed.
     *
     * @param mayBeRepeated then it may have been ahead when the request was sent first, and nobody knows of that one: its job
     *     ends as expired
     */
    void checkDeadline(Asked asked, boolean mayBeRepeated, List<FieldError> faults) {
        if (asked.deadline() != null && hasPassed(asked.deadline(), clock.instant(), mayBeRepeated)) {
            faults.add(noDeadline());
        }
    }

    static boolean hasPassed(Instant deadline, Instant now, boolean mayBeRepeated) {
        return !deadline.isAfter(now.minus(mayBeRepeated ? LONGEST_REPEATED : Duration.ZERO));
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

    /** It may be past: then the request is refused, unless it came before. */
    private @Nullable Instant deadline(@Nullable String text, List<FieldError> faults) {
        if (text == null) {
            return null;
        }
        Instant latest = clock.instant().plus(LATEST_DEADLINE);
        Optional<Instant> deadline = Rfc3339.read(text).filter(at -> at.isBefore(latest));
        if (deadline.isEmpty()) {
            faults.add(noDeadline());
        }
        return deadline.orElse(null);
    }

    private static FieldError noDeadline() {
        return new FieldError("deadline", "expected an RFC 3339 time of the next 30 days, as 2026-11-21T08:00:00Z");
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
        boolean inRange = given.compareTo(new BigDecimal(least)) >= 0 && given.compareTo(new BigDecimal(most)) <= 0;
        if (!inRange || (scale == 0 && !isWhole(given))) {
            faults.add(new FieldError(field, "expected " + least + ".." + most));
            given = new BigDecimal(otherwise);
        }
        return rounded(given, scale).unscaledValue().intValueExact();
    }

    private static boolean isWhole(BigDecimal inRange) {
        return inRange.stripTrailingZeros().scale() <= 0;
    }

    /** What is less than half a step is 0 without a division: that of 1e-400000000 would take minutes. */
    private static BigDecimal rounded(BigDecimal given, int scale) {
        boolean isNext = given.abs().compareTo(BigDecimal.valueOf(5, scale + 1)) >= 0;
        return isNext ? given.setScale(scale, RoundingMode.HALF_UP) : BigDecimal.ZERO;
    }
}
