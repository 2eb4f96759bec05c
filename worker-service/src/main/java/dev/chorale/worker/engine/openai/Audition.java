package dev.chorale.worker.engine.openai;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.Complaint;
import dev.chorale.worker.engine.http.Opening;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The first word with a server: which voices it has, that it speaks, and otherwise when it is told to speak faster. */
final class Audition {
    private static final Logger LOG = Logger.getLogger(Audition.class);
    private static final String TEXT = "Hello.";

    private static final Prosody QUICK = new Prosody(200, 0, 0);

    private static final int FAILURES_OF_SPEED = 3;

    private final Servers servers;
    private final Requests requests;
    private final Hearing hearing;
    private final Voices voices;
    private final EngineTime time;
    /** One may pass, a second one is a voice that it has not. */
    private int silences;
    /** Of the quick word, while the plain one is spoken. */
    private int failures;

    /** What was learned. */
    record Passed(List<EngineVoice> voices, int sampleRateHz, boolean heedsSpeed) {}

    Audition(Servers servers, Requests requests, Hearing hearing, Voices voices, EngineTime time) {
        this.servers = servers;
        this.requests = requests;
        this.hearing = hearing;
        this.voices = voices;
        this.time = time;
    }

    /** @throws IllegalStateException if the server does not speak */
    Passed hold(ServerSettings settings, CallLimits limits) throws InterruptedException {
        Passed passed = new Opening(time, "a server with POST /v1/audio/speech")
                .hold(settings, left -> attempt(limits.within(left)));
        if (!passed.heedsSpeed()) {
            LOG.warnf(
                    "engine heeds no speed, its audio is made faster and slower here: %s.speed=none says so",
                    settings.optionsKey());
        }
        return passed;
    }

    private Opening.Try<Passed> attempt(CallLimits limits) throws InterruptedException {
        List<EngineVoice> known = voices.listed();
        for (String path : known.isEmpty() ? List.of("/audio/voices", "/models") : List.<String>of()) {
            Answer answer = servers.send(address -> requests.get(address, path), limits);
            if (!(answer instanceof Answer.Given given)) {
                return failed(answer);
            }
            known = known.isEmpty() && given.status() == 200 ? voices.told(given.body()) : known;
        }
        return spoken(known.isEmpty() ? voices.only() : known, limits);
    }

    private Opening.Try<Passed> spoken(List<EngineVoice> known, CallLimits limits) throws InterruptedException {
        Segment hello = new Segment(TEXT, known.getFirst().nativeName(), Prosody.NEUTRAL, 1);
        Answer answer = servers.send(address -> requests.speech(address, hello), limits);
        if (!(hearing.heard(answer) instanceof Spoken.Speech(Pcm pcm))) {
            return failed(answer);
        }
        if (pcm.isZero()) {
            return new Opening.Try<>(
                    Optional.empty(),
                    silences++ > 0,
                    "it said a word in silence: give a voice that it has by options.voices");
        }
        servers.rehearseWith(
                address -> requests.speech(address, hello),
                limits,
                again -> hearing.heard(again) instanceof Spoken.Speech(Pcm word) && !word.isZero());
        return requests.askForSpeed()
                ? quick(hello, pcm, known, limits)
                : Opening.Try.passed(new Passed(known, pcm.sampleRateHz(), true));
    }

    /**
     * One that says the word just as before heeds no speed; how much shorter a quick word becomes, nobody knows. Nor does one
     * that refuses it, or fails of it again and again. One that does not answer just now is asked again: by what it does the
     * build is named.
     */
    private Opening.Try<Passed> quick(Segment hello, Pcm plain, List<EngineVoice> known, CallLimits limits)
            throws InterruptedException {
        Segment quick = new Segment(TEXT, hello.nativeVoice(), QUICK, hello.seed());
        Answer answer = servers.send(address -> requests.speech(address, quick), limits);
        Spoken heard = hearing.heard(answer);
        if (heard instanceof Spoken.Refused(EngineFailure failure) && mayPass(failure)) {
            return failed(answer);
        }
        boolean heeds = heard instanceof Spoken.Speech(Pcm pcm) && !Arrays.equals(pcm.bytes(), plain.bytes());
        return Opening.Try.passed(new Passed(known, plain.sampleRateHz(), heeds));
    }

    private boolean mayPass(EngineFailure failure) {
        return switch (failure.kind()) {
            case PERMANENT -> false;
            case OVERLOADED -> true;
            case TRANSIENT, CRASHED ->
                failure.code().equals(EngineFailure.ENGINE_TIMEOUT) || ++failures < FAILURES_OF_SPEED;
        };
    }

    /** The server's own words may be told here: the text that they might quote is no secret. */
    private Opening.Try<Passed> failed(Answer answer) {
        if (!(hearing.heard(answer) instanceof Spoken.Refused(EngineFailure failure))) {
            return new Opening.Try<>(Optional.empty(), false, "it answered something else than was asked");
        }
        boolean refused = answer instanceof Answer.Given given && given.status() != 200;
        String words =
                refused ? ": " + Complaint.in(((Answer.Given) answer).body()).words() : "";
        return Opening.Try.failed(failure, words);
    }
}
