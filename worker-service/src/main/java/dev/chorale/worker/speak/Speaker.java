package dev.chorale.worker.speak;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Cue;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Speaks an utterance into a file: cut, speak, check, encode. Pauses are silence of exactly their length. Segments are
 * spoken several at a time and encoded in their order; those that were spoken before are taken from the shelf. How often
 * one is tried is said in {@link Tries}. May be used by several threads at once.
 */
public final class Speaker {
    private static final Logger LOG = Logger.getLogger(Speaker.class);

    private final Encoder encoder;
    private final Tries tries;
    private final int parallelism;
    private final int singly;

    /**
     * @param parallelism segments of one utterance that are spoken at once, 1 or more; what the engine takes now,
     *     {@link SpeechEngine#callsAtOnce()}, bounds it further, over all utterances it is the caller's to keep
     */
    public Speaker(Encoder encoder, Tries tries, int parallelism) {
        this(encoder, tries, parallelism, 0);
    }

    private Speaker(Encoder encoder, Tries tries, int parallelism, int singly) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism: " + parallelism + " (expected 1 or more)");
        }
        this.encoder = encoder;
        this.tries = tries;
        this.parallelism = parallelism;
        this.singly = singly;
    }

    /**
     * The same for a text during which the engine died: as many segments as may have been with it then are spoken one
     * after the other first, so that the one that it dies of can't hide behind others.
     */
    public Speaker carefully() {
        return new Speaker(encoder, tries, parallelism, parallelism);
    }

    /** The same for a text that may kill its engine: one segment at a time, so that no load is to blame. */
    public Speaker oneByOne() {
        return new Speaker(encoder, tries, 1);
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
        List<Segment> segments = segments(passages, utterance);
        Optional<EngineFailure> hopeless = hopeless(passages, segments, utterance, engine);
        if (hopeless.isPresent()) {
            return new Take.Failed(hopeless.get());
        }
        Tally tally = new Tally(segments.size(), singly);
        List<Takes.Part> parts = parts(segments, engine, shelf, tally);
        SyntheticMark mark = new SyntheticMark(utterance.markProducer(), produceId);
        try (Egress egress = encoder.begin(utterance.format(), card.sampleRateHz(), utterance.sampleRateHz(), mark);
                Takes takes = new Takes(parts, () -> tally.atOnce(Math.min(parallelism, engine.callsAtOnce())))) {
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

    private static List<Segment> segments(List<Passage> passages, Utterance utterance) {
        return passages.stream()
                .filter(Passage.Speech.class::isInstance)
                .map(speech -> segment(((Passage.Speech) speech).text(), utterance))
                .toList();
    }

    /** Why it fails however much of it is spoken before that comes out: for good, or because its voice is not ready. */
    private static Optional<EngineFailure> hopeless(
            List<Passage> passages, List<Segment> segments, Utterance utterance, SpeechEngine engine)
            throws InterruptedException {
        if (ExpectedLength.least(passages, utterance.prosody().speedPercent()).compareTo(AudioFormat.LONGEST) > 0) {
            return Optional.of(Egress.tooLong());
        }
        for (Segment segment : segments) {
            Optional<EngineFailure> refusal = engine.refusalOf(segment);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private List<Takes.Part> parts(List<Segment> segments, SpeechEngine engine, SegmentShelf shelf, Tally tally) {
        SegmentShelf used = segments.size() > 1 ? shelf : SegmentShelf.NONE;
        used.open(segments.stream().map(Segment::text).toList());
        return segments.stream()
                .map(segment -> part(segment, engine, used, tally))
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
                Spoken spoken = tries.speak(segment, engine, tally);
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
                return new Take.Failed(failure.get(), tally.engineMs(), tally.isSingle());
            }
            if (passage instanceof Passage.Speech(String text)) {
                cues.add(new Cue(startMs, egress.positionMs(), Markup.shown(Markup.read(text))));
            }
            done += passage.weight();
            listener.progressed(done / length);
        }
        return switch (egress.finish()) {
            case Encoded.Failed(EngineFailure failure) -> new Take.Failed(failure, tally.engineMs(), tally.isSingle());
            case Encoded.Whole(Recording recording) ->
                new Take.Done(recording, tally.engineMs(), tally.engineCalls(), cues);
        };
    }
}
