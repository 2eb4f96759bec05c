package dev.chorale.worker.engine.openai;

import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.http.RawServer;
import dev.chorale.worker.engine.http.RawServer.Script;
import dev.chorale.worker.engine.http.Talk;
import java.io.IOException;
import java.util.List;

/** A server that greets a worker that starts with good audio, and does with every other request what the test says. */
final class FakeServer implements AutoCloseable {
    static final int RATE_HZ = 24000;

    private final RawServer server;
    private final Script greeting;
    private final Script script;
    private volatile boolean everything;

    FakeServer(Script script) throws IOException {
        this(FakeServer::good, script);
    }

    /** @param greeting what it does with the first requests for speech, which are the same of every worker */
    FakeServer(Script greeting, Script script) throws IOException {
        this.greeting = greeting;
        this.script = script;
        this.server = new RawServer(talk -> scriptFor(talk).answer(talk));
    }

    /** One whose script also answers what is no request for speech; the others say 404 to that, as a sign of life. */
    static FakeServer ofEverything(Script script) throws IOException {
        FakeServer server = new FakeServer(script);
        server.everything = true;
        return server;
    }

    String url() {
        return server.url();
    }

    /** All requests. */
    List<Talk> talks() {
        return List.copyOf(server.talks);
    }

    /** The requests for speech, the greeting aside. */
    List<Talk> asked() {
        return talks().stream()
                .filter(t -> t.line().startsWith("POST") && !isGreeting(t))
                .toList();
    }

    /** Half a second, at the speed that is asked for. */
    static void good(Talk talk) throws IOException {
        double seconds =
                0.5 / (talk.bytes().length == 0 ? 1 : talk.json().path("speed").asDouble(1));
        talk.whole(200, "Content-Type: audio/wav\r\n", Wavs.of(RATE_HZ, Wavs.tone(RATE_HZ, seconds)));
    }

    /** Takes no connection from now on. */
    void die() throws IOException {
        server.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private Script scriptFor(Talk talk) {
        if (talk.line().startsWith("GET") && !everything) {
            return asked -> asked.whole(404, "", "");
        }
        return isGreeting(talk) ? greeting : script;
    }

    private static boolean isGreeting(Talk talk) {
        return talk.body().contains("\"Hello.\"");
    }
}
