package dev.chorale.worker.engine.emotivoice;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.chorale.worker.engine.http.Alone;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.Failures;
import dev.chorale.worker.engine.http.Opening;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Speaks with EmotiVoice. Speed, pitch and volume are done on its audio: the server's own speed is done there too, and fails
 * where the program for it is missing. It draws nothing, so the seed has no effect.
 *
 * <p>A 500 has no cause in it. After one the call is made again, twice at most and with the engine for itself, because too
 * many at once is the usual cause. If it fails even so while a voice that is known to speak says a word, the request is the
 * cause: the voice, if it cannot say that word either; else the text, or how it was to be said.
 */
public final class EmotiVoiceEngine implements SpeechEngine {
    private static final String KIND = "emotivoice";
    private static final String HELLO = "你好。";
    private static final int TRIES_ALONE = 2;
    private static final int INTERNAL_ERROR = 500;
    /** In characters: the style model takes 512 tokens, which are no more than those and two marks. */
    private static final int LONGEST_PROMPT = 500;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OwnVoices<Voice> voices;
    private final Servers servers;
    private final CallLimits limits;
    private final Hearing hearing;
    private final Alone turns;
    private final Reshaping reshaping;
    private final EngineCard card;
    /** Speaks if any does. */
    private final Voice known;

    private EmotiVoiceEngine(
            OwnVoices<Voice> voices,
            Servers servers,
            CallLimits limits,
            Hearing hearing,
            Reshaping reshaping,
            EngineCard card) {
        this.voices = voices;
        this.servers = servers;
        this.limits = limits;
        this.hearing = hearing;
        this.turns = new Alone(limits.whole().multipliedBy(2L + TRIES_ALONE));
        this.reshaping = reshaping;
        this.card = card;
        this.known = voices.first().map(Voice::plain).orElse(Voice.DEFAULT);
    }

    /**
     * Lets the first voice say a word; waits half a minute for a server that is not up. Without a voice nothing is asked
     * of it yet.
     *
     * @param ffmpeg the program ffmpeg, by name or path
     * @throws IllegalArgumentException if a setting cannot be
     * @throws IllegalStateException if the server does not speak; the message names its address and setting
     */
    public static EmotiVoiceEngine open(ServerSettings server, String ffmpeg, EngineTime time)
            throws InterruptedException {
        Options options = EmotiVoiceSettings.options(server);
        EmotiVoiceSettings settings = EmotiVoiceSettings.of(options);
        server.refuseModel(KIND);
        Servers servers = new Servers(server, "/v1", EmotiVoiceEngine::sign);
        OwnVoices<Voice> voices = Voices.read(options);
        EngineCard card = new EngineCard(
                server.name(),
                KIND,
                voices.build(options, KIND, settings.maxInput()),
                voices.cards(),
                settings.maxInput(),
                Hearing.RATE_HZ,
                servers.maxConcurrency());
        Hearing hearing = new Hearing(new Failures(time.wall()));
        EmotiVoiceEngine engine =
                new EmotiVoiceEngine(voices, servers, settings.limits(), hearing, new Reshaping(ffmpeg), card);
        if (voices.first().isPresent()) {
            Voice first = voices.first().get();
            new Opening(time, "EmotiVoice's openaiapi:app").hold(server, _ -> engine.hello(first));
            servers.rehearseWith(
                    address -> request(address, first, HELLO),
                    settings.limits(),
                    answer -> hearing.heard(answer) instanceof Spoken.Speech);
        }
        return engine;
    }

    private Opening.Try<Boolean> hello(Voice voice) throws InterruptedException {
        return switch (hearing.heard(call(voice, HELLO))) {
            case Spoken.Speech _ -> Opening.Try.passed(true);
            case Spoken.Refused(EngineFailure failure) -> Opening.Try.failed(failure, "");
        };
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
    public MadeSkills madeSkills() {
        return MadeSkills.ofAll(Voices.SKILLS);
    }

    @Override
    public Optional<EngineFailure> prepare(Segment segment) throws InterruptedException {
        return voices.prepare(segment, card);
    }

    @Override
    public Optional<EngineFailure> refusalOf(Segment segment) throws InterruptedException {
        return voices.refusalOf(segment, card, voice -> complaint(segment.words(), voice.in(segment.style())));
    }

    @Override
    public Spoken speak(Segment segment) throws InterruptedException {
        return voices.speak(segment, card, voice -> speak(voice, segment));
    }

    private Spoken speak(Voice voice, Segment segment) throws InterruptedException {
        String words = segment.words();
        Voice styled = voice.in(segment.style());
        Optional<EngineFailure> complaint = complaint(words, styled);
        if (complaint.isPresent()) {
            return new Spoken.Refused(complaint.get());
        }
        String text = Numerals.written(
                Voices.READ.written(words), voice.card().language().equals("en"));
        Spoken spoken = spoken(voice, styled, Pieces.of(text, card.maxSegmentCodePoints()));
        return spoken instanceof Spoken.Speech(Pcm pcm)
                ? reshaping.apply(pcm, segment.prosody().speedPercent() / 100.0, segment.prosody(), limits.whole())
                : spoken;
    }

    private Optional<EngineFailure> complaint(String words, Voice styled) {
        boolean isReadable = points(words) <= card.maxSegmentCodePoints()
                && points(styled.prompt()) <= LONGEST_PROMPT
                && Voices.READ.cover(words + styled.prompt());
        return isReadable
                ? Optional.empty()
                : Optional.of(refusal("the engine reads up to " + card.maxSegmentCodePoints()
                        + " characters of Chinese (U+4E00..U+9FA5) and English, and " + LONGEST_PROMPT
                        + " of emotion and instructions in them"));
    }

    private Spoken spoken(Voice voice, Voice styled, List<String> pieces) throws InterruptedException {
        List<Pcm> spoken = new ArrayList<>();
        for (String piece : pieces) {
            switch (spoken(voice, styled, piece)) {
                case Spoken.Speech(Pcm pcm) -> spoken.add(pcm);
                case Spoken.Refused refused -> {
                    return refused;
                }
            }
        }
        return new Spoken.Speech(Pcm.joined(spoken));
    }

    private Spoken spoken(Voice voice, Voice styled, String text) throws InterruptedException {
        Answer answer = turns.beside(() -> call(styled, text));
        for (int tries = 0; tries < TRIES_ALONE && isInternalError(answer); tries++) {
            answer = turns.alone(() -> call(styled, text));
        }
        return isInternalError(answer) && saysHello(known) ? blame(voice) : hearing.heard(answer);
    }

    /** The server works: it is the request that it fails of. */
    private Spoken blame(Voice voice) throws InterruptedException {
        Answer answer = turns.alone(() -> call(voice, HELLO));
        if (isInternalError(answer)) {
            return new Spoken.Refused(EngineFailure.unusable("the engine does not speak as speaker " + voice.speaker()
                    + " in the voice's emotion, but as others"));
        }
        Spoken heard = hearing.heard(answer);
        return heard instanceof Spoken.Speech
                ? new Spoken.Refused(
                        refusal("the engine fails of this text, or of how it was to be said, and of no other"))
                : heard;
    }

    private boolean saysHello(Voice voice) throws InterruptedException {
        return hearing.heard(turns.alone(() -> call(voice, HELLO))) instanceof Spoken.Speech;
    }

    private static int points(String text) {
        return text.codePointCount(0, text.length());
    }

    private Answer call(Voice voice, String text) throws InterruptedException {
        Servers.Call call = Servers.Call.http(address -> request(address, voice, text));
        return servers.send(call.judged(hearing::heard), limits);
    }

    private static boolean isInternalError(Answer answer) {
        return answer instanceof Answer.Given given && given.status() == INTERNAL_ERROR;
    }

    private static EngineFailure refusal(String message) {
        return EngineFailure.permanent(EngineFailure.ENGINE_REFUSED, message);
    }

    /** There is no route for it: whatever is answered is a sign of life. */
    private static HttpRequest sign(URI address) {
        return HttpRequest.newBuilder(URI.create(address + "/models")).GET().build();
    }

    private static HttpRequest request(URI address, Voice voice, String text) {
        ObjectNode body = JSON.createObjectNode();
        body.put("input", text);
        body.put("voice", voice.speaker());
        body.put("prompt", voice.prompt());
        body.put("response_format", "wav");
        return HttpRequest.newBuilder(URI.create(address + "/audio/speech"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }
}
