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
import dev.chorale.worker.engine.http.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The first word with a server: which voices it has, and that it speaks. A server may still be loading its model when the
 * worker starts, so what may pass is tried again for half a minute.
 */
final class Audition {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final String TEXT = "Hello.";

    private final Servers servers;
    private final Requests requests;
    private final Hearing hearing;
    private final Voices voices;
    private final EngineTime time;

    /** What was learned. */
    record Passed(List<EngineVoice> voices, int sampleRateHz) {}

    /** How one try ended: passed, or why not. */
    private record Try(Optional<Passed> passed, boolean hopeless, String why) {}

    Audition(Servers servers, Requests requests, Hearing hearing, Voices voices, EngineTime time) {
        this.servers = servers;
        this.requests = requests;
        this.hearing = hearing;
        this.voices = voices;
        this.time = time;
    }

    /** @throws IllegalStateException if the server does not speak */
    Passed hold(OpenAiSettings settings, CallLimits limits) throws InterruptedException {
        long begun = time.clock().nanos();
        Try last = attempt(limits.within(PATIENCE));
        for (Duration left = left(begun); last.passed().isEmpty() && !last.hopeless(); left = left(begun)) {
            if (left.compareTo(BETWEEN_TRIES) <= 0) {
                break;
            }
            time.pause().of(BETWEEN_TRIES);
            last = attempt(limits.within(left));
        }
        String why = last.why();
        return last.passed()
                .orElseThrow(() -> new IllegalStateException(settings.key() + ".url: "
                        + String.join(",", settings.urls()) + " does not speak: " + why + " (expected a server with"
                        + " POST /v1/audio/speech)"));
    }

    private Duration left(long begun) {
        return PATIENCE.minusNanos(time.clock().nanos() - begun);
    }

    private Try attempt(CallLimits limits) throws InterruptedException {
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

    private Try spoken(List<EngineVoice> known, CallLimits limits) throws InterruptedException {
        Segment hello = new Segment(TEXT, known.getFirst().nativeName(), Prosody.NEUTRAL, 1);
        Answer answer = servers.send(address -> requests.speech(address, hello), limits);
        return hearing.heard(answer) instanceof Spoken.Speech(Pcm pcm)
                ? new Try(Optional.of(new Passed(known, pcm.sampleRateHz())), false, "")
                : failed(answer);
    }

    /** The server's own words may be told here: the text that they might quote is no secret. */
    private Try failed(Answer answer) {
        if (!(hearing.heard(answer) instanceof Spoken.Refused(EngineFailure failure))) {
            return new Try(Optional.empty(), false, "it answered something else than was asked");
        }
        boolean refused = answer instanceof Answer.Given given && given.status() != 200;
        String words =
                refused ? ": " + Complaint.in(((Answer.Given) answer).body()).words() : "";
        boolean hopeless = failure.kind() == EngineFailure.Kind.PERMANENT
                || failure.code().equals(EngineFailure.ENGINE_MISCONFIGURED);
        return new Try(Optional.empty(), hopeless, failure.message() + words);
    }
}
