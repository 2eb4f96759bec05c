package dev.chorale.worker.engine.emotivoice;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/**
 * Speaks with EmotiVoice. Speed is the engine's, pitch and volume are done on the samples; it draws nothing, so the seed
 * has no effect.
 *
 * <p>A 500 has no cause in it. After one the call is made again, twice at most and with the engine for itself, because too
 * many at once is the usual cause; if it fails even so while a known text is spoken, its text is held to be the cause.
 */
public final class EmotiVoiceEngine implements SpeechEngine {
    private static final String KIND = "emotivoice";
    private static final String HELLO = "你好。";
    private static final int TRIES_ALONE = 2;
    private static final int INTERNAL_ERROR = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OwnVoices<Voice> voices;
    private final Servers servers;
    private final CallLimits limits;
    private final Hearing hearing;
    private final Alone turns;
    private final Reshaping reshaping;
    private final EngineCard card;

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
                    address -> request(address, first, HELLO, 100),
                    settings.limits(),
                    answer -> hearing.heard(answer) instanceof Spoken.Speech);
        }
        return engine;
    }

    private Opening.Try<Boolean> hello(Voice voice) throws InterruptedException {
        return switch (hearing.heard(call(voice, HELLO, 100))) {
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
    public Spoken speak(Segment segment) throws InterruptedException {
        return voices.speak(segment, card, voice -> speak(voice.in(segment.style()), segment));
    }

    private Spoken speak(Voice voice, Segment segment) throws InterruptedException {
        String words = segment.words();
        int points = words.codePointCount(0, words.length());
        if (points > card.maxSegmentCodePoints() || !Voices.READ.cover(words + voice.emotion())) {
            return refused("the engine reads up to " + card.maxSegmentCodePoints()
                    + " characters of Chinese and English, and instructions in them");
        }
        Spoken spoken = spoken(voice, segment);
        return spoken instanceof Spoken.Speech(Pcm pcm)
                ? reshaping.apply(pcm, 1.0, segment.prosody(), limits.whole())
                : spoken;
    }

    private Spoken spoken(Voice voice, Segment segment) throws InterruptedException {
        int percent = segment.prosody().speedPercent();
        String text = Numerals.written(segment.words(), voice.card().language().equals("en"));
        Answer answer = turns.beside(() -> call(voice, text, percent));
        for (int tries = 0; tries < TRIES_ALONE && isInternalError(answer); tries++) {
            answer = turns.alone(() -> call(voice, text, percent));
        }
        return isInternalError(answer)
                        && hearing.heard(turns.alone(() -> call(voice, HELLO, 100))) instanceof Spoken.Speech
                ? refused("the engine fails of this text, and of no other")
                : hearing.heard(answer);
    }

    private Answer call(Voice voice, String text, int speedPercent) throws InterruptedException {
        return servers.send(address -> request(address, voice, text, speedPercent), limits);
    }

    private static boolean isInternalError(Answer answer) {
        return answer instanceof Answer.Given given && given.status() == INTERNAL_ERROR;
    }

    private static Spoken refused(String message) {
        return new Spoken.Refused(EngineFailure.permanent(EngineFailure.ENGINE_REFUSED, message));
    }

    /** There is no route for it: whatever is answered is a sign of life. */
    private static HttpRequest sign(URI address) {
        return HttpRequest.newBuilder(URI.create(address + "/models")).GET().build();
    }

    private static HttpRequest request(URI address, Voice voice, String text, int speedPercent) {
        ObjectNode body = JSON.createObjectNode();
        body.put("input", text);
        body.put("voice", voice.speaker());
        body.put("prompt", voice.emotion());
        body.put("response_format", "wav");
        body.put("speed", speedPercent / 100.0);
        return HttpRequest.newBuilder(URI.create(address + "/audio/speech"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }
}
