package dev.chorale.worker.engine.gptsovits;

import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.engine.gptsovits.Voice.Weights;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.engine.http.Servers;
import dev.chorale.worker.engine.http.Sign;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One process of the server, and what is known of it: what it has loaded, and whether it should be used.
 *
 * <p>Only who holds it in {@link Turns} calls it and writes here; {@link Turns} reads from other threads. What it has
 * loaded is unknown after every call that was not answered, and after a silence that is long enough for a restart: a
 * process that was started again may have come up with another voice, and says nothing of it.
 */
final class ServerProcess {
    private static final Duration PASSED_OVER = Duration.ofSeconds(1);
    private static final Duration OUT_OF_USE = Duration.ofSeconds(30);
    /** Three calls each. */
    private static final int MOST_LOADS = 5 * 3;

    private final URI address;
    private final Servers server;
    private final Attendant attendant;
    private final GptSovitsSettings settings;
    private final Monotonic clock;
    private final Set<String> freshReferences = new HashSet<>();
    private @Nullable String promptLang;
    private volatile @Nullable Weights loaded;
    private volatile @Nullable Voice lastGood;
    private int silences;
    private int starts;
    /** Within this turn. */
    private boolean hasAnswered;
    /** Readings of the clock: what lies behind us holds no more. */
    private long heard;

    private volatile long avoidedUntil;
    private volatile long closedUntil;

    ServerProcess(URI address, Attendant attendant, GptSovitsSettings settings, Monotonic clock) {
        this.attendant = attendant;
        this.clock = clock;
        this.heard = clock.nanos();
        this.avoidedUntil = heard;
        this.closedUntil = heard;
        this.address = address;
        this.server = new Servers(List.of(address), alone -> Limiter.fixed(1), Requests::sign);
        this.settings = settings;
    }

    /** Whether it has these weights, as far as that is known; for who holds it. */
    boolean holds(Weights weights) {
        return clock.nanos() - heard < settings.remembered().toNanos() && weights.equals(loaded);
    }

    /** Whether a switch to these weights may be spared here; a guess, for who chooses between processes. */
    boolean mayHold(Weights weights) {
        return weights.equals(loaded);
    }

    /** Whether nothing is known of what it has loaded, so that no weights are lost when others are loaded. */
    boolean isBlank() {
        return loaded == null;
    }

    /** Whether the recording was read since the weights were loaded: the server keeps what it read before. */
    boolean hasRead(String reference) {
        return freshReferences.contains(reference);
    }

    /** Whether it takes the voice's prompt text for one of its own language. */
    boolean isPrompted(Voice voice) {
        return voice.promptText().isEmpty() || voice.promptLang().equals(promptLang);
    }

    /** Whose weights it may hold; for who looks from outside. */
    Optional<Voice> loadedVoice() {
        return Optional.ofNullable(lastGood).filter(voice -> mayHold(voice.weights()));
    }

    @Nullable
    Voice lastGood() {
        return lastGood;
    }

    /** Whether another process should be used if there is one. */
    boolean isAvoided() {
        return clock.nanos() - avoidedUntil < 0;
    }

    /** Whether it must not be called: it is being started anew, or something that we gave up may still run in it. */
    boolean isClosed() {
        return isAway() || clock.nanos() - closedUntil < 0;
    }

    /** Whether it is being started anew. */
    boolean isAway() {
        return !attendant.isOpen();
    }

    /**
     * A turn begins: until its end the process is not started anew, so that weights which it was told to load are those
     * that it speaks with.
     *
     * @return false if it is being started anew
     */
    boolean begin() {
        boolean begun = attendant.begin(longestTurn());
        hasAnswered = false;
        if (begun && attendant.starts() != starts) {
            starts = attendant.starts();
            forget();
            avoidedUntil = clock.nanos();
        }
        return begun;
    }

    /** Two switches that fail, each with a way back, a load that mends it, and two calls behind a prompt. */
    private Duration longestTurn() {
        CallLimits longest = settings.streams() ? settings.streaming() : settings.speaking();
        return longest.whole()
                .plus(settings.speaking().whole().multipliedBy(2))
                .plus(settings.loading().whole().multipliedBy(MOST_LOADS));
    }

    /** The turn has ended. */
    void end() {
        attendant.end();
    }

    /**
     * Calls it. If it answered in this turn and takes no connection any more, it died of what it was asked: {@link
     * Answer.Lost}. What we give up goes on in it, unseen: it may be busy for a while, and fail half-way.
     *
     * @param streaming whether the answer is made by a thread of its own, which goes on when we leave: with what it is
     *     saying, or with loading both models if it has failed
     */
    Answer call(Function<URI, HttpRequest> request, CallLimits limits, boolean streaming) throws InterruptedException {
        Duration rest = settings.speaking().stall();
        try {
            Answer answer = judged(server.send(request, limits));
            heard(answer);
            rest = restAfter(answer);
            return answer;
        } catch (InterruptedException givenUp) {
            doubt();
            avoidedUntil = clock.nanos() + rest.toNanos();
            throw givenUp;
        } finally {
            if (streaming) {
                closedUntil = clock.nanos() + rest.toNanos();
            }
        }
    }

    private Duration restAfter(Answer answer) {
        return switch (answer) {
            case Answer.Overran _ -> settings.reloading();
            case Answer.Overflowed _ -> settings.speaking().stall();
            case Answer.Given _, Answer.Failed _, Answer.Unreachable _, Answer.Busy _, Answer.Lost _, Answer.Cut _ ->
                Duration.ZERO;
        };
    }

    private Answer judged(Answer answer) {
        boolean died = hasAnswered && answer instanceof Answer.Unreachable;
        hasAnswered |= answer instanceof Answer.Given;
        return died ? new Answer.Lost() : answer;
    }

    private void heard(Answer answer) {
        Sign.ofTrouble(answer).ifPresent(attendant::saw);
        if (answer instanceof Answer.Given) {
            heard = clock.nanos();
            return;
        }
        forget();
        if (answer instanceof Answer.Unreachable || answer instanceof Answer.Lost) {
            avoidedUntil = clock.nanos() + PASSED_OVER.toNanos();
        }
    }

    /** What it has loaded is unknown from now on. */
    void forget() {
        loaded = null;
        doubt();
    }

    /** What it knows of recordings and prompt texts may be half of one and half of another. */
    void doubt() {
        freshReferences.clear();
        promptLang = null;
    }

    /** It has loaded the voice's weights and has read its recording with them. */
    void loaded(Voice voice) {
        lastGood = voice;
        loaded = voice.weights();
        read(voice.reference());
    }

    void read(String reference) {
        freshReferences.add(reference);
    }

    /** It knows no prompt text but in this language. */
    void prompted(String lang) {
        promptLang = lang;
    }

    /** Other processes are used first, for half a minute; then what it has loaded is loaded again. */
    void putOutOfUse() {
        forget();
        avoidedUntil = clock.nanos() + OUT_OF_USE.toNanos();
    }

    void spoke() {
        silences = 0;
        attendant.saw(Sign.SPOKE);
    }

    void lostCard() {
        attendant.saw(Sign.LOST_CARD);
        putOutOfUse();
    }

    /** And could not be given it, or another one, again. */
    void lostModel() {
        attendant.saw(Sign.LOST_MODEL);
        putOutOfUse();
    }

    /** One silence may be a text that is too long; a half-dead process says nothing else until its weights are set. */
    void wasSilent() {
        attendant.saw(Sign.SILENT);
        forget();
        silences++;
        if (silences > 1) {
            putOutOfUse();
        }
    }
}
