package dev.chorale.worker.engine.openai;

import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.SpokenText;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Reshaping;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;

/**
 * Speaks with a server that has OpenAI's speech API, or with several processes of one.
 *
 * <p>OpenAI's API knows speed; pitch and volume are done on the samples, and speed too where the operator says that the
 * server cannot, or where it is heard when the engine is opened; so is what lies outside of half and twice the speed, of which
 * some servers fail. Punctuation alone, which servers refuse, is a pause. A call that reached no process is made again at the
 * next one; every other failure is the caller's to judge.
 */
public final class OpenAiEngine implements SpeechEngine {
    private final Servers servers;
    private final Requests requests;
    private final Hearing hearing;
    private final CallLimits limits;
    private final Reshaping reshaping;
    private final EngineCard card;

    OpenAiEngine(
            Servers servers,
            Requests requests,
            Hearing hearing,
            CallLimits limits,
            Reshaping reshaping,
            EngineCard card) {
        this.servers = servers;
        this.requests = requests;
        this.hearing = hearing;
        this.limits = limits;
        this.reshaping = reshaping;
        this.card = card;
    }

    /**
     * Finds the server's voices, its sample rate and whether it heeds speed, the latter two by a word spoken; waits half a
     * minute for one that is not up.
     *
     * @param ffmpeg the program ffmpeg, by name or path
     * @throws IllegalArgumentException if a setting cannot be
     * @throws IllegalStateException if the server does not speak; the message names its address and setting
     */
    public static OpenAiEngine open(ServerSettings settings, String ffmpeg, EngineTime time)
            throws InterruptedException {
        Options options = new Options(settings.optionsKey(), settings.options(), OpenAiSettings.OPTIONS);
        CallLimits limits = ServerSettings.limits(options);
        Requests requests = new Requests(settings.model(), options);
        Servers servers = new Servers(settings, "/v1", address -> requests.get(address, "/models"));
        Hearing hearing = new Hearing(options, time.wall());
        int maxInput = options.count("max-input", 20, 4096);
        Voices voices = new Voices(settings.model(), options);
        Audition.Passed passed = new Audition(servers, requests, hearing, voices, time).hold(settings, limits);
        Requests heeded = passed.heedsSpeed() ? requests : requests.withoutSpeed();
        EngineCard card = new EngineCard(
                settings.name(),
                "openai",
                OpenAiSettings.build(settings, options, voices.listed(), heeded),
                passed.voices().stream()
                        .map(voice -> voice.with(requests.skills()))
                        .toList(),
                maxInput,
                passed.sampleRateHz(),
                servers.maxConcurrency());
        return new OpenAiEngine(servers, heeded, hearing, limits, new Reshaping(ffmpeg), card);
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
        return requests.madeSkills();
    }

    @Override
    public Spoken speak(Segment segment) throws InterruptedException {
        if (segment.made() == null && card.voice(segment.nativeVoice()).isEmpty()) {
            return new Spoken.Refused(EngineFailure.unknownVoice(card.name()));
        }
        if (!SpokenText.isSpeakable(segment.words())) {
            return Spoken.pause(card.sampleRateHz());
        }
        Servers.Call call = Servers.Call.http(address -> requests.speech(address, segment));
        Spoken spoken = hearing.heard(servers.send(call.judged(hearing::heard), limits));
        return spoken instanceof Spoken.Speech(Pcm pcm) ? shaped(pcm, segment) : spoken;
    }

    private Spoken shaped(Pcm pcm, Segment segment) throws InterruptedException {
        double tempo = (double) segment.prosody().speedPercent() / requests.speedOf(segment);
        return reshaping.apply(pcm, tempo, segment.prosody(), limits.whole());
    }
}
