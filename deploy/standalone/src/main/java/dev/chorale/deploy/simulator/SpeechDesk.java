package dev.chorale.deploy.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.time.Pause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Serves calls for speech: right, or wrong in the way that fate has chosen. */
final class SpeechDesk {
    private final Set<String> voices;
    private final Fate fate;
    private final double timeScale;
    private final CallJournal journal;
    private final Deaths deaths;

    private final InstantSource clock = InstantSource.system();
    private final Pause pause = Pause.system();
    private final LoadCurve curve;
    private final SharedMachine machine;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong downUntil = new AtomicLong();
    private volatile Behaviour behaviour = Behaviour.GOOD;

    /** The two ways in which an engine's process ends. */
    interface Deaths {
        /** Every connection is reset. */
        void crash();

        /** This process ends at once. */
        void kill();
    }

    SpeechDesk(Simulator.Options options, Fate fate, CallJournal journal, Deaths deaths) {
        this.voices = new TreeSet<>(options.voices());
        this.fate = fate;
        this.timeScale = options.timeScale();
        this.journal = journal;
        this.deaths = deaths;
        this.curve = LoadCurve.ofMachine(options.machine());
        this.machine = new SharedMachine(curve, timeScale);
    }

    Set<String> voices() {
        return voices;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    void behave(Behaviour other) {
        behaviour = other;
    }

    Fate fate() {
        return fate;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** How full its memory is, 0..100. */
    double memoryPercent() {
        return isDown() ? 0 : curve.memoryPercent(inFlight());
    }

    /** Whether a crashed engine has not come back yet. */
    boolean isDown() {
        return clock.millis() < downUntil.get();
    }

    void speak(Exchange exchange) throws IOException, InterruptedException {
        SpeechRequest request;
        try {
            request = SpeechRequest.parse(exchange.body(), voices);
        } catch (IllegalArgumentException refused) {
            exchange.answer(
                    400, "application/json", error("invalid_request_error", String.valueOf(refused.getMessage())));
            return;
        }
        long began = clock.millis();
        String outcome = "abandoned";
        int calls = inFlight.incrementAndGet();
        try {
            outcome = serve(exchange, request, calls);
        } finally {
            inFlight.decrementAndGet();
            journal.add(request.sound().sha256(), began, clock.millis(), outcome);
        }
    }

    /** @param calls in flight when this one came, itself included */
    private String serve(Exchange exchange, SpeechRequest request, int calls) throws IOException, InterruptedException {
        Behaviour now = behaviour;
        String text = request.sound().input();
        Optional<Mishap> mishap = isTooMuch(calls, now) ? Optional.of(Mishap.CRASH) : fate.of(text, now);
        if (mishap.isEmpty() && now.law()) {
            mishap = worked();
        }
        if (!mishap.equals(Optional.of(Mishap.CRASH))) {
            pause.of(scaled(now.delayOf(text)));
        }
        if (mishap.isEmpty()) {
            answer(exchange, request, SimulatedVoice.pcm(request.sound()));
            return "spoken";
        }
        suffer(mishap.get(), exchange, request);
        return mishap.get().wireName();
    }

    private boolean isTooMuch(int calls, Behaviour now) {
        return now.deathAtConcurrency() > 0 && calls >= now.deathAtConcurrency();
    }

    private Optional<Mishap> worked() throws InterruptedException {
        return switch (machine.work()) {
            case DONE -> Optional.empty();
            case FAILED -> Optional.of(Mishap.ERROR);
            case DEATH -> Optional.of(Mishap.CRASH);
        };
    }

    private void suffer(Mishap mishap, Exchange exchange, SpeechRequest request) throws IOException {
        Sound sound = request.sound();
        switch (mishap) {
            case ERROR -> exchange.answer(500, "application/json", error("server_error", "out of memory"));
            case BUSY -> exchange.answer(503, "application/json", error("overloaded", "try again"));
            case RESET -> exchange.reset();
            case HANG -> hang(exchange, request);
            case SILENCE -> answer(exchange, request, new byte[SimulatedVoice.pcm(sound).length]);
            case TRUNCATION -> truncate(exchange, request);
            case HALF -> answer(exchange, request, firstHalf(SimulatedVoice.pcm(sound)));
            case WRONG_VOICE -> answer(exchange, request, SimulatedVoice.pcm(sound.withVoice(sound.voice() + "'")));
            case CRASH -> crash();
            case KILL -> deaths.kill();
        }
    }

    private static byte[] firstHalf(byte[] pcm) {
        return Arrays.copyOf(pcm, pcm.length / 4 * 2);
    }

    private static void answer(Exchange exchange, SpeechRequest request, byte[] pcm) throws IOException {
        exchange.answer(200, request.contentType(), request.wrapped(pcm));
    }

    private static void hang(Exchange exchange, SpeechRequest request) throws IOException {
        int length = request.wrapped(SimulatedVoice.pcm(request.sound())).length;
        exchange.begin(200, request.contentType(), length);
        exchange.awaitCaller();
    }

    private static void truncate(Exchange exchange, SpeechRequest request) throws IOException {
        byte[] whole = request.wrapped(SimulatedVoice.pcm(request.sound()));
        exchange.begin(200, request.contentType(), whole.length);
        exchange.send(whole, whole.length / 2);
        exchange.end();
    }

    private void crash() {
        long away = scaled(Duration.ofMillis((long) behaviour.restartMs())).toMillis();
        downUntil.set(clock.millis() + away);
        deaths.crash();
    }

    private Duration scaled(Duration engineTime) {
        return Duration.ofNanos((long) (engineTime.toNanos() / timeScale));
    }

    /** OpenAI's error object. */
    static byte[] error(String type, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("type", type).put("message", message);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
