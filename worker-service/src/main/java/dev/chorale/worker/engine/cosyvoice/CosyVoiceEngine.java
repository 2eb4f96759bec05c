package dev.chorale.worker.engine.cosyvoice;

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
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.Failures;
import dev.chorale.worker.engine.http.Opening;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;
import java.util.Optional;

/**
 * Speaks with CosyVoice. The server knows neither speed, pitch nor seed: all that can be done of them is done on its
 * audio, and the same text sounds a little different each time.
 *
 * <p>A cut answer without a byte is what it gives for any failure, of its card or of the text. So it is asked once more;
 * then a sentence that is known to work tells whose fault it is.
 */
public final class CosyVoiceEngine implements SpeechEngine {
    private static final String KIND = "cosyvoice";

    private final OwnVoices<Voice> voices;
    private final Directions directions;
    private final Servers servers;
    private final CallLimits limits;
    private final Hearing hearing;
    private final Rehearsal rehearsal;
    private final Reshaping reshaping;
    private final EngineCard card;

    @SuppressWarnings("TooManyParameters")
    private CosyVoiceEngine(
            OwnVoices<Voice> voices,
            Directions directions,
            Servers servers,
            CallLimits limits,
            Hearing hearing,
            Rehearsal rehearsal,
            Reshaping reshaping,
            EngineCard card) {
        this.voices = voices;
        this.directions = directions;
        this.servers = servers;
        this.limits = limits;
        this.hearing = hearing;
        this.rehearsal = rehearsal;
        this.reshaping = reshaping;
        this.card = card;
    }

    /**
     * Converts the voices' recordings and lets one voice of each mode speak; waits half a minute for a server that is not
     * up. A mode that no voice has yet is tried with the first made voice that needs it.
     *
     * @param ffmpeg the program ffmpeg, by name or path
     * @throws IllegalArgumentException if a setting or a recording cannot be
     * @throws IllegalStateException if the server speaks in none of the modes; the message names its address and setting
     */
    public static CosyVoiceEngine open(ServerSettings server, String ffmpeg, EngineTime time)
            throws InterruptedException {
        Options options = CosyVoiceSettings.options(server);
        CosyVoiceSettings settings = CosyVoiceSettings.of(options);
        server.refuseModel(KIND);
        Servers servers = new Servers(server, "", Requests::sign);
        OwnVoices<Voice> voices = new Voices(settings.generation(), ffmpeg).read(options);
        Hearing hearing = new Hearing(new Failures(time.wall()), settings.sampleRateHz());
        CallLimits limits = settings.limits();
        Rehearsal rehearsal = new Rehearsal(
                (voice, text) -> hearing.heard(servers.send(address -> Requests.speech(address, voice, text), limits)),
                voices.all(),
                time.clock());
        if (voices.first().isPresent()) {
            new Opening(time, "CosyVoice's fastapi server, with a route that works for one of the voices")
                    .hold(server, _ -> rehearsal.hold());
            rehearsal
                    .good()
                    .ifPresent(voice -> servers.rehearseWith(
                            address -> Requests.speech(address, voice, Rehearsal.sentence(voice)),
                            limits,
                            answer -> hearing.heard(answer) instanceof Spoken.Speech));
        }
        EngineCard card = new EngineCard(
                server.name(),
                KIND,
                voices.build(options, KIND + "-" + settings.generation()),
                voices.cards(),
                settings.maxInput(),
                settings.sampleRateHz(),
                servers.maxConcurrency());
        return new CosyVoiceEngine(
                voices,
                new Directions(settings.generation()),
                servers,
                limits,
                hearing,
                rehearsal,
                new Reshaping(ffmpeg),
                card);
    }

    @Override
    public EngineCard card() {
        return card;
    }

    @Override
    public int callsAtOnce() {
        return servers.callsAtOnce();
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
        Spoken spoken = spoken(voice, Written.of(segment.parts()));
        return spoken instanceof Spoken.Speech(Pcm pcm)
                ? reshaping.apply(pcm, tempo, segment.prosody(), limits.whole())
                : spoken;
    }

    private Spoken spoken(Voice voice, String text) throws InterruptedException {
        Answer answer = call(voice, text);
        if (isCutAtOnce(answer)) {
            answer = call(voice, text);
        }
        return isCutAtOnce(answer) && rehearsal.works(voice.mode())
                ? new Spoken.Refused(EngineFailure.permanent(
                        EngineFailure.ENGINE_REFUSED,
                        "the engine cuts the answer to this text in this voice, and to no other"))
                : hearing.heard(answer);
    }

    private Answer call(Voice voice, String text) throws InterruptedException {
        return servers.send(address -> Requests.speech(address, voice, text), limits);
    }

    private static boolean isCutAtOnce(Answer answer) {
        return answer instanceof Answer.Cut(long bytes) && bytes == 0;
    }
}
