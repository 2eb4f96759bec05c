package dev.chorale.worker.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.SpokenText;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The voices of an engine that tells of none itself: those that the operator names, and those that tenants make, whose
 * settings come with what is to be said.
 *
 * <p>A made voice is made ready when it is first asked for, one at a time, because that may read and copy hundreds of
 * megabytes; and is kept by its tenant and version, until others push it out or its files are gone. Thread-safe.
 *
 * @param <V> what its adapter must know of one
 */
public final class OwnVoices<V extends OwnVoices.Own> {
    private static final Logger LOG = Logger.getLogger(OwnVoices.class);
    /** As the system says that there is no room. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    /** Until files that could not be read are asked for again. */
    private static final Duration FILES_AGAIN = Duration.ofSeconds(5);

    private final SequencedMap<String, V> voices = new LinkedHashMap<>();
    private final Making<V> making;
    private final Cache<Ready, V> made;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /** By what a made voice is known: one tenant's files are not ready for another, though their names be the same. */
    private record Ready(@Nullable UUID tenant, String version) {}

    /** One of them. */
    public interface Own {
        /** What callers see. */
        EngineVoice card();

        /** Changes with everything that changes how it sounds. */
        String fingerprint();

        /** Whether the files that it was made ready with are still there. */
        default boolean isInPlace() {
            return true;
        }
    }

    /** What an adapter does with a voice. */
    @FunctionalInterface
    public interface Speaking<V> {
        Spoken with(V voice) throws InterruptedException;
    }

    /** How an adapter makes a made voice ready. */
    @FunctionalInterface
    public interface Making<V> {
        /**
         * Reads its files, with the same checks as for a voice that the operator names.
         *
         * @throws IllegalArgumentException if it cannot be spoken with; the message names the setting
         * @throws UploadedFiles.AwayException if a file could not be fetched just now
         * @throws UncheckedIOException if a file could not be read or copied just now
         */
        V of(MadeVoice voice) throws InterruptedException;
    }

    /**
     * @param read from options, in the order of their names; may be none
     * @param mostMade how many made voices are kept
     */
    public OwnVoices(Collection<V> read, Making<V> making, int mostMade) {
        read.forEach(voice -> voices.put(voice.card().nativeName(), voice));
        this.making = making;
        this.made = Caffeine.newBuilder().maximumSize(mostMade).build();
    }

    /** By which the engine is tried when it is opened; without one that must wait for the first made voice. */
    public Optional<V> first() {
        return voices.values().stream().findFirst();
    }

    /** Those that the operator named, in the order of their names. */
    public List<V> all() {
        return List.copyOf(voices.values());
    }

    /** What callers see. */
    public List<EngineVoice> cards() {
        return voices.values().stream().map(Own::card).toList();
    }

    /**
     * A build that changes with every voice that the operator named.
     *
     * @param engine its first part, unless the option {@code build} says otherwise
     * @param settings of all voices that change the audio
     */
    public String build(Options options, String engine, Object... settings) {
        Stream<String> own = voices.values().stream().map(Own::fingerprint);
        return options.text("build").orElse(engine) + "/"
                + Fingerprint.of(Stream.concat(own, Stream.of(settings).map(String::valueOf))
                        .toList());
    }

    /**
     * What needs no engine is answered here: a voice that there is not, or that cannot be, and a text that is only a
     * pause.
     */
    public Spoken speak(Segment segment, EngineCard card, Speaking<V> speaking) throws InterruptedException {
        MadeVoice wanted = segment.made();
        if (wanted != null) {
            return speakMade(wanted, segment, card, speaking);
        }
        @Nullable V voice = voices.get(segment.nativeVoice());
        return voice == null
                ? new Spoken.Refused(EngineFailure.unknownVoice(card.name()))
                : speak(voice, segment, card, speaking);
    }

    /** Makes a made voice ready. See {@link SpeechEngine#prepare}. */
    public Optional<EngineFailure> prepare(Segment segment, EngineCard card) throws InterruptedException {
        return refusalOf(segment, card, _ -> Optional.empty());
    }

    /**
     * Why a segment cannot be spoken, as far as that shows without a call. Makes its voice ready. See {@link
     * SpeechEngine#refusalOf}.
     *
     * @param complaint what the adapter has against it in that voice
     */
    public Optional<EngineFailure> refusalOf(
            Segment segment, EngineCard card, Function<V, Optional<EngineFailure>> complaint)
            throws InterruptedException {
        Spoken unsaid = new Spoken.Speech(Pcm.silence(Duration.ZERO, card.sampleRateHz()));
        Spoken foreseen = speak(
                segment,
                card,
                voice -> complaint.apply(voice).<Spoken>map(Spoken.Refused::new).orElse(unsaid));
        return foreseen instanceof Spoken.Refused(EngineFailure failure) ? Optional.of(failure) : Optional.empty();
    }

    private Spoken speakMade(MadeVoice wanted, Segment segment, EngineCard card, Speaking<V> speaking)
            throws InterruptedException {
        V voice;
        try {
            voice = ready(wanted);
        } catch (IllegalArgumentException e) {
            return new Spoken.Refused(EngineFailure.unusable(String.valueOf(e.getMessage())));
        } catch (UploadedFiles.AwayException e) {
            LOG.warnf(e, "voice was not fetched engine=%s version=%s", card.name(), wanted.version());
            return new Spoken.Refused(EngineFailure.overloaded(
                    EngineFailure.VOICE_FILE_UNAVAILABLE,
                    "a file of the voice could not be read",
                    Optional.of(FILES_AGAIN)));
        } catch (UncheckedIOException e) {
            LOG.warnf(e, "voice was not made ready engine=%s version=%s", card.name(), wanted.version());
            return new Spoken.Refused(unmade(e));
        }
        return speak(voice, segment, card, speaking);
    }

    private static EngineFailure unmade(UncheckedIOException e) {
        String cause = String.valueOf(e.getCause());
        return FULL.stream().anyMatch(cause::contains)
                ? EngineFailure.overloaded(
                        EngineFailure.WORKER_DISK_FAILED,
                        "the worker's disk has no room for the voice's files",
                        Optional.of(FILES_AGAIN))
                : EngineFailure.transient_(
                        EngineFailure.ENGINE_FAILED, "the voice's files could not be read or copied");
    }

    private V ready(MadeVoice wanted) throws InterruptedException {
        Ready version = new Ready(wanted.tenant(), wanted.version());
        @Nullable V known = made.getIfPresent(version);
        if (known != null && known.isInPlace()) {
            return known;
        }
        oneAtATime.lockInterruptibly();
        try {
            @Nullable V meanwhile = made.getIfPresent(version);
            V voice = meanwhile != null && meanwhile.isInPlace() ? meanwhile : making.of(wanted);
            made.put(version, voice);
            return voice;
        } finally {
            oneAtATime.unlock();
        }
    }

    private Spoken speak(V voice, Segment segment, EngineCard card, Speaking<V> speaking) throws InterruptedException {
        return SpokenText.isSpeakable(segment.words()) ? speaking.with(voice) : Spoken.pause(card.sampleRateHz());
    }
}
