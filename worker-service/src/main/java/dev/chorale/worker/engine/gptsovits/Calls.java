package dev.chorale.worker.engine.gptsovits;

import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.gptsovits.Hearing.Cause;
import dev.chorale.worker.engine.gptsovits.Hearing.Heard;
import dev.chorale.worker.engine.http.ServerSettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings each call to a process; one that reached nobody goes on to the next. */
final class Calls {
    private final List<ServerProcess> processes;
    private final Turns turns;
    private final Stage stage;
    private final Hearing hearing;
    private final Duration patience;
    private final int maxConcurrency;

    Calls(ServerSettings server, GptSovitsSettings settings, Hearing hearing, Monotonic clock) {
        List<URI> addresses = server.addresses("");
        this.processes = addresses.stream()
                .map(address -> new ServerProcess(address, server.attendants().of(address), settings, clock))
                .toList();
        this.turns = new Turns(processes);
        this.stage = new Stage(settings, hearing);
        this.hearing = hearing;
        this.patience = settings.speaking().whole().multipliedBy(server.callsEach());
        this.maxConcurrency = addresses.size() * server.callsEach();
    }

    /** How many calls may be here at once, most of them waiting. */
    int maxConcurrency() {
        return maxConcurrency;
    }

    /** How many processes there are, each with one pair of weights. */
    int processes() {
        return processes.size();
    }

    /** With whose weights they are loaded, as far as that is known. */
    List<Voice> loaded() {
        return processes.stream()
                .flatMap(process -> process.loadedVoice().stream())
                .toList();
    }

    /**
     * Speaks, and blocks until the audio is whole.
     *
     * @throws InterruptedException if the thread was interrupted; the call is aborted by then
     */
    Heard speak(Voice voice, Segment segment) throws InterruptedException {
        Set<ServerProcess> tried = new HashSet<>();
        Heard heard = failed(hearing.unreachable());
        while (isAnyThere(tried) && Stage.isAway(heard)) {
            Optional<ServerProcess> process = turns.take(voice.weights(), tried, patience);
            if (process.isEmpty()) {
                return failed(hearing.busy());
            }
            heard = held(process.get(), voice, segment);
            tried.add(process.get());
        }
        return heard;
    }

    /** While all are being started anew, a call is turned away at once: another worker may take its run. */
    private boolean isAnyThere(Set<ServerProcess> tried) {
        return processes.stream().anyMatch(process -> !tried.contains(process) && !process.isAway());
    }

    private Heard held(ServerProcess process, Voice voice, Segment segment) throws InterruptedException {
        try {
            return process.begin() ? begun(process, voice, segment) : failed(hearing.unreachable());
        } finally {
            turns.giveBack(process);
        }
    }

    private Heard begun(ServerProcess process, Voice voice, Segment segment) throws InterruptedException {
        try {
            return stage.speak(process, voice, segment);
        } finally {
            process.end();
        }
    }

    private static Heard failed(EngineFailure failure) {
        return new Heard.Failed(failure, Cause.PASSING);
    }
}
