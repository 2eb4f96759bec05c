package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.http.Opening;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets one voice of each mode say a sentence, and one in the mode in which it is told how to speak, because a route may not
 * work at all: in many published versions of the server those that take a recording do not. A mode that failed is tried
 * again when it is asked for, once a minute at most, and refused meanwhile.
 */
final class Rehearsal {
    private static final Logger LOG = Logger.getLogger(Rehearsal.class);
    private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);

    /** What the sentence may take: far beyond it, the rate or the form of the samples is not what was set. */
    private static final Duration SHORTEST = Duration.ofMillis(400);

    private static final Duration LONGEST = Duration.ofSeconds(15);

    private static final Map<String, String> SENTENCES = Map.of(
            "zh", "你好，这是一个简短的测试。",
            "cmn", "你好，这是一个简短的测试。",
            "yue", "你好，呢个系一个简短嘅测试。",
            "ja", "コンニチハ、コレハ、ミジカイ、テストデス。",
            "ko", "안녕하세요, 이것은 짧은 시험입니다.");

    private final Speech speech;
    private final Directions directions;
    private final Monotonic clock;
    private final Map<Mode, Voice> firstOf = new ConcurrentSkipListMap<>();
    /** The modes of the operator's voices; without what a style asks of them. */
    private final Set<Mode> own;

    private final Map<Mode, Trouble> troubles = new ConcurrentHashMap<>();
    private final ReentrantLock trying = new ReentrantLock();

    /** Asks the server to speak. */
    interface Speech {
        Spoken of(Voice voice, String text) throws InterruptedException;
    }

    private record Trouble(Voice voice, EngineFailure failure, long since) {}

    Rehearsal(Speech speech, Directions directions, List<Voice> voices, Monotonic clock) {
        this.speech = speech;
        this.directions = directions;
        this.clock = clock;
        voices.stream().map(this::plain).forEach(voice -> firstOf.putIfAbsent(voice.mode(), voice));
        this.own = Set.copyOf(firstOf.keySet());
        voices.stream()
                .flatMap(voice -> directions.told(voice).stream())
                .forEach(voice -> firstOf.putIfAbsent(voice.mode(), voice));
    }

    /** Passed if one of the voices' own modes works; the others may come to work later. */
    Opening.Try<Boolean> hold() throws InterruptedException {
        @Nullable EngineFailure last = null;
        for (Voice voice : firstOf.values()) {
            @Nullable EngineFailure failed = rehearsed(voice).orElse(null);
            last = failed != null && own.contains(voice.mode()) ? failed : last;
        }
        boolean none = troubles.keySet().containsAll(own);
        return none && last != null ? Opening.Try.failed(last, inModes()) : Opening.Try.passed(true);
    }

    /** The voice without what a caller, or who made it, told it. */
    private Voice plain(Voice voice) {
        return directions
                .told(voice)
                .filter(told -> told.mode() == voice.mode())
                .orElse(voice);
    }

    /**
     * Why there is no speaking in the voice's mode, if so. The first voice of a mode that had none at the start says the
     * sentence now; if it cannot, that may be the voice's own fault and is no word about others.
     */
    Optional<EngineFailure> trouble(Voice voice) throws InterruptedException {
        if (!firstOf.containsKey(voice.mode())) {
            Optional<EngineFailure> failed = firstTime(voice);
            if (failed.isPresent()) {
                return failed;
            }
        }
        return trouble(voice.mode());
    }

    private Optional<EngineFailure> firstTime(Voice voice) throws InterruptedException {
        trying.lockInterruptibly();
        try {
            Voice plain = plain(voice);
            Optional<EngineFailure> failed = firstOf.containsKey(voice.mode()) ? Optional.empty() : heard(plain);
            if (failed.isEmpty()) {
                firstOf.putIfAbsent(voice.mode(), plain);
            }
            return failed.map(failure -> unusable(voice.mode(), failure));
        } finally {
            trying.unlock();
        }
    }

    private Optional<EngineFailure> trouble(Mode mode) throws InterruptedException {
        @Nullable Trouble trouble = troubles.get(mode);
        if (trouble == null) {
            return Optional.empty();
        }
        boolean due = clock.nanos() - trouble.since() >= AGAIN_AFTER.toNanos();
        if (!due || !trying.tryLock()) {
            return Optional.of(unusable(mode, trouble.failure()));
        }
        try {
            return rehearsed(trouble.voice()).map(failure -> unusable(mode, failure));
        } finally {
            trying.unlock();
        }
    }

    /** Whether the mode works just now; if not, that may pass, and nobody is refused for it. */
    boolean works(Mode mode) throws InterruptedException {
        @Nullable Voice voice = firstOf.get(mode);
        return voice != null && heard(voice).isEmpty();
    }

    /** A voice whose mode works, as far as is known. */
    Optional<Voice> good() {
        return firstOf.values().stream()
                .filter(voice -> !troubles.containsKey(voice.mode()))
                .findFirst();
    }

    private Optional<EngineFailure> rehearsed(Voice voice) throws InterruptedException {
        Optional<EngineFailure> failed = heard(voice);
        failed.ifPresentOrElse(failure -> note(voice, failure), () -> troubles.remove(voice.mode()));
        return failed;
    }

    private void note(Voice voice, EngineFailure failure) {
        if (troubles.put(voice.mode(), new Trouble(voice, failure, clock.nanos())) == null) {
            LOG.warnf("engine mode not usable, mode %s, %s", voice.mode().word, failure.message());
        }
    }

    private Optional<EngineFailure> heard(Voice voice) throws InterruptedException {
        return switch (speech.of(voice, sentence(voice))) {
            case Spoken.Speech(Pcm pcm) -> implausible(pcm.duration());
            case Spoken.Refused(EngineFailure failure) -> Optional.of(failure);
        };
    }

    static String sentence(Voice voice) {
        String language = voice.card().language().replaceFirst("-.*", "");
        return SENTENCES.getOrDefault(language, "Hello, this is a short test.");
    }

    private String inModes() {
        return own.stream().sorted().map(mode -> mode.word).collect(Collectors.joining(", ", " (in mode ", ")"));
    }

    private static Optional<EngineFailure> implausible(Duration length) {
        return length.compareTo(SHORTEST) >= 0 && length.compareTo(LONGEST) <= 0
                ? Optional.empty()
                : Optional.of(EngineFailure.transient_(
                        EngineFailure.ENGINE_BAD_AUDIO,
                        "a short sentence took " + length + " (expected " + SHORTEST + ".." + LONGEST
                                + ": is the sample rate right?)"));
    }

    /** That the server is away, or is full, is no fault of the mode. */
    private static EngineFailure unusable(Mode mode, EngineFailure failure) {
        return failure.kind() == EngineFailure.Kind.OVERLOADED || failure.kind() == EngineFailure.Kind.CRASHED
                ? failure
                : EngineFailure.transient_(
                        EngineFailure.ENGINE_MISCONFIGURED,
                        "the engine does not speak in mode " + mode.word + ": " + failure.message());
    }
}
