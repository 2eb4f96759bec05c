package dev.chorale.worker.engine.gptsovits;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.Greeting;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.OwnVoices;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Repertoire;
import dev.chorale.worker.engine.Reshaping;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.gptsovits.Hearing.Heard;
import dev.chorale.worker.engine.http.Failures;
import dev.chorale.worker.engine.http.Opening;
import dev.chorale.worker.engine.http.ServerSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Speaks with GPT-SoVITS. Its calls wait for each other, one at a time for each process, in an order that spares loading
 * weights; so its card allows more calls than there are processes. Speed is the engine's, pitch and volume are done on the
 * samples.
 */
public final class GptSovitsEngine implements SpeechEngine, Repertoire {
    private static final String KIND = "gpt-sovits";
    private static final Duration RESHAPING = Duration.ofMinutes(2);

    private final OwnVoices<Voice> voices;
    private final Calls calls;
    private final Reshaping reshaping;
    private final EngineCard card;

    private GptSovitsEngine(OwnVoices<Voice> voices, Calls calls, Reshaping reshaping, EngineCard card) {
        this.voices = voices;
        this.calls = calls;
        this.reshaping = reshaping;
        this.card = card;
    }

    /**
     * Checks and copies the voices' files, which takes a second for some hundred megabytes, and lets the first voice speak:
     * its sample rate must be that of all. Waits half a minute for a server that is not up. Without a voice nothing is
     * asked of it yet.
     *
     * @param ffmpeg the program ffmpeg, by name or path
     * @throws IllegalArgumentException if a setting or a file cannot be
     * @throws IllegalStateException if the server does not speak; the message names its address and setting
     */
    public static GptSovitsEngine open(ServerSettings server, String ffmpeg, EngineTime time)
            throws InterruptedException {
        Options options = GptSovitsSettings.options(server);
        GptSovitsSettings settings = GptSovitsSettings.of(options);
        server.refuseModel(KIND);
        Calls calls = new Calls(server, settings, new Hearing(new Failures(time.wall())), time.clock());
        OwnVoices<Voice> voices = Voices.read(options, server.files());
        int rateHz = GptSovitsSettings.USUAL_RATE_HZ;
        if (voices.first().isPresent()) {
            Voice first = voices.first().get();
            rateHz = new Opening(time, "GPT-SoVITS's api_v2.py, which sees the voices' files")
                    .hold(server, _ -> hello(calls, first));
        }
        EngineCard card = new EngineCard(
                server.name(),
                KIND,
                voices.build(options, KIND, settings.maxInput(), settings.streamingMode()),
                voices.cards(),
                settings.maxInput(),
                settings.sampleRateHz().orElse(rateHz),
                calls.maxConcurrency());
        return new GptSovitsEngine(voices, calls, new Reshaping(ffmpeg), card);
    }

    private static Opening.Try<Integer> hello(Calls calls, Voice voice) throws InterruptedException {
        String text = Greeting.in(voice.card().language());
        Segment hello = new Segment(text, voice.card().nativeName(), Prosody.NEUTRAL, 1);
        return switch (calls.speak(voice, hello)) {
            case Heard.Speech(Pcm pcm) -> Opening.Try.passed(pcm.sampleRateHz());
            case Heard.Failed failed -> Opening.Try.failed(failed.failure(), "");
        };
    }

    @Override
    public EngineCard card() {
        return card;
    }

    @Override
    public Optional<Repertoire> repertoire() {
        return Optional.of(this);
    }

    @Override
    public int places() {
        return calls.processes();
    }

    /** Voices of the same weights are loaded together. */
    @Override
    public Set<String> loaded() {
        return calls.loaded().stream()
                .flatMap(voice -> Stream.concat(
                        Stream.of(voice),
                        voices.all().stream().filter(v -> v.weights().equals(voice.weights()))))
                .map(voice -> voice.card().nativeName())
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<EngineFailure> prepare(Segment segment) throws InterruptedException {
        return voices.prepare(segment, card);
    }

    @Override
    public Optional<EngineFailure> refusalOf(Segment segment) throws InterruptedException {
        return voices.refusalOf(
                segment,
                card,
                voice -> whole(segment, voice).isPresent() ? Optional.empty() : Optional.of(unread(voice)));
    }

    @Override
    public Spoken speak(Segment segment) throws InterruptedException {
        return voices.speak(segment, card, voice -> speak(voice, segment));
    }

    private Spoken speak(Voice voice, Segment segment) throws InterruptedException {
        Optional<String> words = whole(segment, voice);
        if (words.isEmpty()) {
            return new Spoken.Refused(unread(voice));
        }
        return switch (calls.speak(voice, segment.saying(words.get()))) {
            case Heard.Failed failed -> new Spoken.Refused(failed.failure());
            case Heard.Speech(Pcm pcm) ->
                pcm.sampleRateHz() == card.sampleRateHz()
                        ? reshaping.apply(pcm, 1.0, segment.prosody(), RESHAPING)
                        : new Spoken.Refused(atOtherRate(pcm.sampleRateHz(), segment.made() != null));
        };
    }

    /** What the voice reads of it, if that is all of it. */
    private static Optional<String> whole(Segment segment, Voice voice) {
        return Reading.whole(segment.words(), Reading.of(voice.textLang()));
    }

    private static EngineFailure unread(Voice voice) {
        return EngineFailure.permanent(
                EngineFailure.ENGINE_REFUSED,
                "the engine reads texts of " + Reading.of(voice.textLang()) + " in this voice, and drops all else");
    }

    /** Weights of another version: for a made voice its own fault, for others that of a process with a strange voice. */
    private EngineFailure atOtherRate(int rateHz, boolean made) {
        String message =
                "the voice has " + rateHz + " Hz (expected " + card.sampleRateHz() + ", as all of this engine)";
        return made
                ? EngineFailure.unusable("settings.sovits_weights: " + message)
                : EngineFailure.transient_(EngineFailure.ENGINE_BAD_AUDIO, message);
    }
}
