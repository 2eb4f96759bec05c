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

    private final Servers servers;
    private final Requests requests;
    private final Hearing hearing;
    private final Voices voices;
    private final EngineTime time;
    /** One may pass, a second one is a voice that it has not. */
    private int silences;

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
                again -> hearing.heard(again) instanceof Spoken.Speech);
        return Opening.Try.passed(new Passed(known, pcm.sampleRateHz(), heedsSpeed(hello, pcm, limits)));
    }

    /**
     * One that says the word just as before does not; how much shorter a quick word becomes, nobody knows. One that does not
     * answer just now may heed it, one that refuses it does not.
     */
    private boolean heedsSpeed(Segment hello, Pcm plain, CallLimits limits) throws InterruptedException {
        if (!requests.askForSpeed()) {
            return true;
        }
        Segment quick = new Segment(TEXT, hello.nativeVoice(), QUICK, hello.seed());
        return switch (hearing.heard(servers.send(address -> requests.speech(address, quick), limits))) {
            case Spoken.Speech(Pcm pcm) -> !Arrays.equals(pcm.bytes(), plain.bytes());
            case Spoken.Refused(EngineFailure failure) -> failure.kind() != EngineFailure.Kind.PERMANENT;
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
