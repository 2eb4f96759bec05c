package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;

/** The engine's processes, what one call of them may take, and who hears whether they spoke. */
record Line(Wire wire, Servers servers, CallLimits limits, Hearing hearing) {
    static Line to(ServerSettings settings, Wire wire, CallLimits limits, Hearing hearing) {
        return new Line(wire, new Servers(settings, wire.addresses(settings), wire.sign()), limits, hearing);
    }

    /** @param text in the model's own markup, see {@link Written} */
    Answer ask(Voice voice, String text) throws InterruptedException {
        return servers.send(wire.speech(voice, text).judged(hearing::heard), limits);
    }
}
