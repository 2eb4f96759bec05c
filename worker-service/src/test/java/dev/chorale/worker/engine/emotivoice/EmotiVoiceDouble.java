package dev.chorale.worker.engine.emotivoice;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.http.RawServer;
import dev.chorale.worker.engine.http.Talk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Behaves as {@code openaiapi:app} does: one route, whole answers, and the same 500 for whatever fails. */
final class EmotiVoiceDouble implements AutoCloseable {
    private static final Set<String> SPEAKERS = Set.of("8051", "9017");
    private static final Set<String> FORMATS = Set.of("mp3", "wav", "flac", "ogg", "opus", "adts");

    /** What its style model takes, at a token for each character. */
    private static final int LONGEST_PROMPT = 510;

    /** What its memory holds of one pass. */
    private static final int LONGEST_PASS = 200;

    /** What goes wrong with a request. */
    enum Fault {
        NONE,
        FULL,
        OTHER_RATE,
        ZEROS,
        MP3,
        SHORT_BODY,
        HELD
    }

    final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    final Queue<JsonNode> asked = new ConcurrentLinkedQueue<>();
    final CountDownLatch release = new CountDownLatch(1);
    /** How many calls were in the server when a call began, in the order of the calls. */
    final Queue<Integer> company = new ConcurrentLinkedQueue<>();

    volatile String poison = "none";
    /** Whether the program is there with which it changes speed. */
    volatile boolean stretches = true;

    private final RawServer server = new RawServer(this::answer);

    EmotiVoiceDouble() throws IOException {}

    String url() {
        return server.url();
    }

    /** The requests for speech, the worker's own greetings aside. */
    List<JsonNode> performed() {
        return asked.stream()
                .filter(one -> !one.path("input").asText().equals("你好。"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        release.countDown();
        server.close();
    }

    private void answer(Talk talk) throws Exception {
        if (!talk.line().startsWith("POST /v1/audio/speech ")) {
            talk.whole(404, "Content-Type: application/json\r\n", "{\"detail\":\"Not Found\"}");
            return;
        }
        JsonNode one = talk.json();
        asked.add(one);
        company.add(inside());
        speak(talk, one, Optional.ofNullable(faults.poll()).orElse(Fault.NONE));
    }

    /** The requests that it works on. */
    int inside() {
        return server.unanswered(talk -> talk.line().startsWith("POST "));
    }

    private void speak(Talk talk, JsonNode one, Fault fault) throws Exception {
        String input = one.path("input").asText();
        boolean fails = !SPEAKERS.contains(one.path("voice").asText("8051"))
                || !FORMATS.contains(one.path("response_format").asText("mp3"))
                || one.path("speed").asDouble(1) <= 0
                || (!stretches && one.path("speed").asDouble(1) != 1)
                || input.length() > LONGEST_PASS
                || one.path("prompt").asText().length() > LONGEST_PROMPT
                || input.contains(poison);
        if (fault == Fault.HELD) {
            release.await(10, TimeUnit.SECONDS);
        }
        if (fails || fault == Fault.FULL) {
            talk.whole(500, "Content-Type: text/plain\r\n", "Internal Server Error");
            return;
        }
        double seconds = Math.max(0.3, input.length() * 0.08 / one.path("speed").asDouble(1));
        byte[] wav = Wavs.of(16000, Wavs.tone(16000, seconds));
        if (fault == Fault.SHORT_BODY) {
            talk.head(200, "Content-Type: audio/wav\r\nContent-Length: " + (wav.length + 2) + "\r\n");
            talk.write(wav);
            return;
        }
        talk.whole(
                200,
                "Content-Type: audio/wav\r\n",
                switch (fault) {
                    case OTHER_RATE -> Wavs.of(24000, Wavs.tone(24000, seconds));
                    case ZEROS -> Wavs.of(16000, new short[16000]);
                    case MP3 -> "ID3 and so on".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    default -> wav;
                });
    }
}
