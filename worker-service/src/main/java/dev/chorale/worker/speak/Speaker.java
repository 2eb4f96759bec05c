package dev.chorale.worker.speak;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.chorale.common.speech.Cue;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.Belief;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.speak.AudioCheck.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Speaks an utterance into a file: cut, speak, check, encode. Pauses are silence of exactly their length. Segments are
 * spoken several at a time and encoded in their order; those that were spoken before are taken from the shelf. Audio that
 * cannot be its text is taken again once. May be used by several threads at once.
 */
public final class Speaker {
    private static final Logger LOG = Logger.getLogger(Speaker.class);

    private final Encoder encoder;
    private final AudioCheck check;
    private final EngineCallCounter counter;
    private final int parallelism;
    private final SpeakingRates rates = new SpeakingRates(Ticker.systemTicker());

    /** One try of a segment. */
    private record Heard(Spoken spoken, Verdict verdict) {}

    /** What one utterance cost. */
    private static final class Tally {
        final AtomicLong engineNanos = new AtomicLong();
        final AtomicInteger engineCalls = new AtomicInteger();

        long engineMs() {
            return engineNanos.get() / 1_000_000;
        }
    }

    /**
     * @param parallelism segments of one utterance that are spoken at once, 1 or more; what the engine takes now,
     *     {@link SpeechEngine#callsAtOnce()}, bounds it further, over all utterances it is the caller's to keep
     */
    public Speaker(Encoder encoder, AudioCheck check, EngineCallCounter counter, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism: " + parallelism + " (expected 1 or more)");
        }
        this.encoder = encoder;
        this.check = check;
        this.counter = counter;
        this.parallelism = parallelism;
    }

    /** See {@link Encoder#build()}. */
    public String encoderBuild() {
        return encoder.build();
    }

    /**
     * Speaks and blocks until the file is whole. A repeated call gives another file, with the same bytes if the engine
     * gives the same samples.
     *
     * @param produceId names the content in the mark that the speech is synthetic
     * @param shelf with what was spoken of it before; not asked for a text of one segment, which is kept as a whole
     * @throws InterruptedException if the thread was interrupted: engine and encoder have ended, and no file is left
     */
    public Take speak(
            Utterance utterance, String produceId, SpeechEngine engine, SegmentShelf shelf, ProgressListener listener)
            throws InterruptedException {
        EngineCard card = engine.card();
        Optional<EngineVoice> voice = voice(utterance, engine);
        if (voice.isEmpty()) {
            return new Take.Failed(EngineFailure.unknownVoice(card.name()));
        }
        Optional<EngineFailure> unable = unable(utterance, voice.get());
        if (unable.isPresent()) {
            return new Take.Failed(unable.get());
        }
        List<Passage> passages = Passages.cut(utterance.text(), voice.get().language(), card.maxSegmentCodePoints());
        Tally tally = new Tally();
        List<Takes.Part> parts = parts(texts(passages), utterance, engine, shelf, tally);
        SyntheticMark mark = new SyntheticMark(utterance.markProducer(), produceId);
        try (Egress egress = encoder.begin(utterance.format(), card.sampleRateHz(), utterance.sampleRateHz(), mark);
                Takes takes = new Takes(parts, () -> Math.min(parallelism, engine.callsAtOnce()))) {
            return encoded(passages, card.sampleRateHz(), takes, egress, listener, tally);
        } catch (IOException e) {
            LOG.warn("recording could not be begun", e);
            return new Take.Failed(Egress.unwritten());
        }
    }

    private static Optional<EngineVoice> voice(Utterance utterance, SpeechEngine engine) {
        String name = utterance.nativeVoice();
        MadeVoice made = utterance.made();
        return made == null
                ? engine.card().voice(name)
                : Optional.of(new EngineVoice(
                        name, made.language(), name, engine.madeSkills().of(made.settings())));
    }

    /** Its API refused what the voice had not then; another engine may stand behind the name by now. */
    private static Optional<EngineFailure> unable(Utterance utterance, EngineVoice voice) {
        Set<Skill> needs = utterance.needs();
        return voice.skills().containsAll(needs)
                ? Optional.empty()
                : Optional.of(EngineFailure.permanent(
                        EngineFailure.ENGINE_REFUSED, "the voice has not all of the skills " + needs));
    }

    private static List<String> texts(List<Passage> passages) {
        return passages.stream()
                .filter(Passage.Speech.class::isInstance)
                .map(speech -> ((Passage.Speech) speech).text())
                .toList();
    }

    private List<Takes.Part> parts(
            List<String> texts, Utterance utterance, SpeechEngine engine, SegmentShelf shelf, Tally tally) {
        SegmentShelf used = texts.size() > 1 ? shelf : SegmentShelf.NONE;
        used.open(texts);
        return texts.stream()
                .map(text -> part(segment(text, utterance), engine, used, tally))
                .toList();
    }

    private Takes.Part part(Segment segment, SpeechEngine engine, SegmentShelf shelf, Tally tally) {
        return new Takes.Part() {
            @Override
            public boolean isKept() {
                return shelf.has(segment.text());
            }

            @Override
            public Optional<Spoken> read() {
                return shelf.find(segment.text()).map(Spoken.Speech::new);
            }

            @Override
            public Spoken speak() throws InterruptedException {
                Spoken spoken = checked(segment, engine, tally);
                if (spoken instanceof Spoken.Speech(Pcm pcm)) {
                    shelf.keep(segment.text(), pcm);
                }
                return spoken;
            }
        };
    }

    private static Segment segment(String text, Utterance utterance) {
        return new Segment(
                text,
                utterance.nativeVoice(),
                utterance.prosody(),
                utterance.style(),
                utterance.seed(),
                utterance.made());
    }

    private static Take encoded(
            List<Passage> passages, int rateHz, Takes takes, Egress egress, ProgressListener listener, Tally tally)
            throws InterruptedException {
        double length = passages.stream().mapToInt(Passage::weight).sum();
        long done = 0;
        List<Cue> cues = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            boolean isLast = i == passages.size() - 1;
            long startMs = egress.positionMs();
            Spoken next = passage instanceof Passage.Silence(Duration pause)
                    ? new Spoken.Speech(Pcm.silence(pause, rateHz))
                    : takes.next();
            Optional<EngineFailure> failure = switch (next) {
                case Spoken.Refused(EngineFailure refusal) -> Optional.of(refusal);
                case Spoken.Speech(Pcm pcm) -> egress.add(Seams.softened(pcm, i > 0, !isLast));
            };
            if (failure.isPresent()) {
                return new Take.Failed(failure.get(), tally.engineMs());
            }
            if (passage instanceof Passage.Speech(String text)) {
                cues.add(new Cue(startMs, egress.positionMs(), Markup.letters(Markup.read(text))));
            }
            done += passage.weight();
            listener.progressed(done / length);
        }
        return switch (egress.finish()) {
            case Encoded.Failed(EngineFailure failure) -> new Take.Failed(failure, tally.engineMs());
            case Encoded.Whole(Recording recording) ->
                new Take.Done(recording, tally.engineMs(), tally.engineCalls.get(), cues);
        };
    }

    private Spoken checked(Segment segment, SpeechEngine engine, Tally tally) throws InterruptedException {
        Heard first = heard(segment, engine, tally, false);
        return first.verdict instanceof Verdict.Implausible implausible
                ? takenAgain(segment, engine, tally, implausible.fault() == AudioCheck.Fault.TOO_QUICK)
                : first.spoken;
    }

    private Spoken takenAgain(Segment segment, SpeechEngine engine, Tally tally, boolean wasQuick)
            throws InterruptedException {
        Heard second = heard(segment, engine, tally, wasQuick);
        return second.verdict instanceof Verdict.Implausible(AudioCheck.Fault fault, String figures)
                ? Spoken.refused(
                        EngineFailure.IMPLAUSIBLE_AUDIO,
                        EngineFailure.Kind.TRANSIENT,
                        fault.name().toLowerCase(Locale.ROOT) + ": " + figures)
                : second.spoken;
    }

    private Heard heard(Segment segment, SpeechEngine engine, Tally tally, boolean wasQuick)
            throws InterruptedException {
        Belief belief = new Belief();
        Spoken spoken = spoken(segment, engine, tally, belief);
        Verdict verdict = judged(segment, engine, spoken, wasQuick);
        if (verdict instanceof Verdict.Implausible) {
            belief.lose();
        }
        return new Heard(spoken, verdict);
    }

    /** What was refused by the engine is as good as it says. */
    private Verdict judged(Segment segment, SpeechEngine engine, Spoken spoken, boolean wasQuick) {
        if (!(spoken instanceof Spoken.Speech(Pcm pcm))) {
            return new Verdict.Plausible(0);
        }
        int speed = segment.prosody().speedPercent();
        EngineCard card = engine.card();
        Verdict verdict = check.check(segment.words(), speed, card.sampleRateHz(), pcm);
        return verdict instanceof Verdict.Plausible audio ? rates.judge(segment, card, audio, wasQuick) : verdict;
    }

    private Spoken spoken(Segment segment, SpeechEngine engine, Tally tally, Belief belief)
            throws InterruptedException {
        counter.engineCalled(engine.card().name());
        tally.engineCalls.incrementAndGet();
        long start = System.nanoTime();
        try {
            return belief.of(engine, segment);
        } finally {
            tally.engineNanos.addAndGet(System.nanoTime() - start);
        }
    }
}
