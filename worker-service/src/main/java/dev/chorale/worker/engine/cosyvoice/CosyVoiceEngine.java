package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.common.speech.MadeSkills;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.OwnVoices;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Reshaping;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.UploadedFiles;
import dev.chorale.worker.engine.http.Alone;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Failures;
import dev.chorale.worker.engine.http.Opening;
import dev.chorale.worker.engine.http.ServerSettings;
import java.util.Optional;

/**
 * Speaks with CosyVoice. Its servers know neither speed, pitch nor seed: all that can be done of them is done on their
 * audio, and the same text sounds a little different each time.
 *
 * <p>Some failures do not tell whether the card or the text is to blame: by HTTP a cut answer without a byte, which is what
 * any failure looks like there, and by gRPC an exception that nobody foresaw. So the server is asked once more; then a
 * sentence that is known to work tells whose fault it is.
 */
public final class CosyVoiceEngine implements SpeechEngine {
    private final OwnVoices<Voice> voices;
    private final Directions directions;
    private final Line line;
    private final Hearing hearing;
    private final Rehearsal rehearsal;
    private final Reshaping reshaping;
    private final EngineCard card;
    private final Alone turns;

    private CosyVoiceEngine(
            OwnVoices<Voice> voices,
            Directions directions,
            Line line,
            Hearing hearing,
            Rehearsal rehearsal,
            Reshaping reshaping,
            EngineCard card) {
        this.voices = voices;
        this.directions = directions;
        this.line = line;
        this.hearing = hearing;
        this.rehearsal = rehearsal;
        this.reshaping = reshaping;
        this.card = card;
        this.turns = new Alone(line.limits().whole().multipliedBy(3));
    }

    /**
     * Converts the voices' recordings and lets one voice of each mode speak, by HTTP; waits half a minute for a server that
     * is not up. A mode that no voice has yet is tried with the first made voice that needs it.
     *
     * @param ffmpeg the program ffmpeg, by name or path
     * @throws IllegalArgumentException if a setting or a recording cannot be
     * @throws IllegalStateException if the server speaks in none of the modes; the message names its address and setting
     */
    public static CosyVoiceEngine open(ServerSettings server, String ffmpeg, EngineTime time)
            throws InterruptedException {
        return open(new HttpWire(), server, ffmpeg, time);
    }

    /** The same by gRPC. */
    public static CosyVoiceEngine openGrpc(ServerSettings server, String ffmpeg, EngineTime time)
            throws InterruptedException {
        return open(new GrpcWire(), server, ffmpeg, time);
    }

    private static CosyVoiceEngine open(Wire wire, ServerSettings server, String ffmpeg, EngineTime time)
            throws InterruptedException {
        Options options = CosyVoiceSettings.options(server);
        CosyVoiceSettings settings = CosyVoiceSettings.of(options);
        server.refuseModel(wire.kind());
        Hearing hearing = new Hearing(new Failures(time.wall()), settings.sampleRateHz());
        Line line = Line.to(server, wire, settings.limits(), hearing);
        Directions directions = new Directions(settings.generation(), wire.modes(), settings.endsPrompts());
        OwnVoices<Voice> voices = new Voices(wire, directions, ffmpeg, new UploadedFiles(server.files())).read(options);
        Rehearsal rehearsal = new Rehearsal(
                (voice, text) -> hearing.heard(line.ask(voice, text)), directions, voices.all(), time.clock());
        if (voices.first().isPresent()) {
            new Opening(time, wire.server() + ", with a mode that works for one of the voices")
                    .hold(server, _ -> rehearsal.hold());
            rehearsal
                    .good()
                    .ifPresent(voice -> line.servers()
                            .rehearseWith(
                                    wire.speech(voice, Rehearsal.sentence(voice)),
                                    settings.limits(),
                                    answer -> hearing.heard(answer) instanceof Spoken.Speech));
        }
        EngineCard card = new EngineCard(
                server.name(),
                wire.kind(),
                voices.build(
                        options,
                        wire.kind() + "-" + settings.generation(),
                        settings.maxInput(),
                        settings.generation(),
                        settings.sampleRateHz(),
                        settings.endsPrompts()),
                voices.cards(),
                settings.maxInput(),
                settings.sampleRateHz(),
                line.servers().maxConcurrency());
        return new CosyVoiceEngine(voices, directions, line, hearing, rehearsal, new Reshaping(ffmpeg), card);
    }

    @Override
    public EngineCard card() {
        return card;
    }

    @Override
    public int callsAtOnce() {
        return line.servers().callsAtOnce();
    }

    @Override
    public MadeSkills madeSkills() {
        return directions.madeSkills();
    }

    @Override
    public Optional<EngineFailure> prepare(Segment segment) throws InterruptedException {
        return voices.prepare(segment, card);
    }

    @Override
    public Spoken speak(Segment segment) throws InterruptedException {
        return voices.speak(segment, card, voice -> speak(directions.applied(voice, segment.style()), segment));
    }

    private Spoken speak(Voice voice, Segment segment) throws InterruptedException {
        Optional<EngineFailure> trouble = rehearsal.trouble(voice);
        if (trouble.isPresent()) {
            return new Spoken.Refused(trouble.get());
        }
        double tempo = segment.prosody().speedPercent() / 100.0;
        Spoken spoken = spoken(voice, Written.whole(segment.parts(), voice));
        return spoken instanceof Spoken.Speech(Pcm pcm)
                ? reshaping.apply(pcm, tempo, segment.prosody(), line.limits().whole())
                : spoken;
    }

    /** A full card looks just as a text does that it fails of: so the text is asked for again without company. */
    private Spoken spoken(Voice voice, String text) throws InterruptedException {
        Answer answer = turns.beside(() -> line.ask(voice, text));
        if (isUnexplained(answer)) {
            answer = turns.alone(() -> line.ask(voice, text));
        }
        return isUnexplained(answer) && rehearsal.works(voice.mode())
                ? new Spoken.Refused(EngineFailure.permanent(
                        EngineFailure.ENGINE_REFUSED, "the engine fails of this text in this voice, and of no other"))
                : hearing.heard(answer);
    }

    private static boolean isUnexplained(Answer answer) {
        return (answer instanceof Answer.Cut(long bytes) && bytes == 0)
                || (answer instanceof Answer.Failed(EngineFailure failure)
                        && failure.code().equals(EngineFailure.ENGINE_FAILED));
    }
}
