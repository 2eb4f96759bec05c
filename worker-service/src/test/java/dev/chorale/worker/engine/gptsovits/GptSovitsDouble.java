package dev.chorale.worker.engine.gptsovits;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.http.RawServer;
import dev.chorale.worker.engine.http.Talk;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Behaves as {@code api_v2.py} does: its routes and error bodies, its second of silence, its cut streams, its memory of a
 * recording and a prompt text, its configuration that is written before weights are loaded. The content of a weights
 * file stands for the model in it; its first two characters are the version.
 */
final class GptSovitsDouble implements AutoCloseable {
    private static final String JSON = "Content-Type: application/json\r\n";

    /** What goes wrong with a request for speech. */
    enum Fault {
        NONE,
        FULL_WHILE_SPEAKING,
        FULL_AT_REFERENCE,
        /** The card is full after half of another recording was read. */
        FULL_WITHIN_REFERENCE,
        CARD_LOST,
        /** The connection breaks and the process comes up again with what its configuration says. */
        RESTART,
        INTERNAL,
        CUT_ONCE,
        NO_AUDIO,
        OTHER_RATE,
        /** Waits until {@link #release} counts down, in the midst of the answer. */
        HELD,
        /** The same before the first byte of a stream. */
        MUTE
    }

    /** What a listener would have heard of a request. */
    record Spoke(String gpt, String sovits, String reference, String prompt, JsonNode asked) {}

    final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    final List<Spoke> spoke = new ArrayList<>();
    private final Models models = new Models();
    final List<String> loads = models.loads;
    final Set<String> damaged = models.damaged;
    final Map<String, String> unfit = models.unfit;
    final Set<String> hiccups = models.hiccups;
    /** Of these the process dies while it loads them. */
    final Set<String> deadly = new HashSet<>();
    /** Of these it dies just after it said that it has loaded them. */
    final Set<String> fatal = new HashSet<>();

    final CountDownLatch release = new CountDownLatch(1);
    volatile boolean overlapped;
    /** Of its second of silence: that of the model in older versions. */
    volatile int silenceHz = 16000;
    /** How long it loads its models again after a stream that failed. */
    volatile Duration reload = Duration.ZERO;

    private final RawServer server = new RawServer(this::answer);
    private final PromptCache cache = new PromptCache();

    GptSovitsDouble() throws IOException {}

    String url() {
        return server.url();
    }

    List<Talk> talks() {
        return List.copyOf(server.talks);
    }

    /** The requests for speech, the first aside, by which a worker that starts greets. */
    List<Spoke> performed() {
        return spoke.subList(1, spoke.size());
    }

    /** The requests that it works on. */
    int inside() {
        return server.unanswered(GptSovitsDouble::isWork);
    }

    long switches() {
        return loads.stream().filter(load -> load.startsWith("gpt-")).count();
    }

    /** Loses its models, as when it could not load them again after a failure. */
    void loseModels() {
        models.lose();
    }

    void restart() {
        models.restart();
        cache.clear();
    }

    Optional<String> configuredGpt() {
        return models.configuredGpt();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void answer(Talk talk) throws Exception {
        String target = talk.line().split(" ")[1];
        if (target.equals("/control")) {
            talk.whole(400, JSON, "{\"message\":\"command is required\"}");
            return;
        }
        overlapped |= inside() > 1;
        perform(talk, target);
    }

    private static boolean isWork(Talk talk) {
        return !talk.line().startsWith("GET /control");
    }

    private void perform(Talk talk, String target) throws Exception {
        String path = target.replaceFirst("\\?.*", "");
        String value = URLDecoder.decode(target.replaceFirst("[^=]*=?", ""), StandardCharsets.UTF_8);
        switch (talk.line().split(" ")[0] + " " + path) {
            case "POST /tts" -> speak(talk, talk.json());
            case "GET /set_gpt_weights" -> load(talk, "gpt", value);
            case "GET /set_sovits_weights" -> load(talk, "sovits", value);
            case "GET /set_refer_audio" -> refer(talk, value);
            default -> talk.whole(404, JSON, "{\"detail\":\"Not Found\"}");
        }
    }

    private void load(Talk talk, String which, String path) throws IOException {
        String content = models.configure(which, path);
        if (deadly.contains(content)) {
            server.close();
            return;
        }
        Optional<String> complaint = models.load(which, path);
        if (complaint.isPresent()) {
            failed(talk, "change " + which + " weight failed", complaint.get());
            return;
        }
        if (fatal.contains(content)) {
            server.close();
        }
        talk.whole(200, JSON, "{\"message\":\"success\"}");
    }

    private void refer(Talk talk, String path) throws IOException {
        if (models.sovits() == null) {
            failed(talk, "set refer audio failed", "'NoneType' object has no attribute 'model'");
            return;
        }
        if (!Files.exists(Path.of(path))) {
            failed(talk, "set refer audio failed", path + " not exists");
            return;
        }
        cache.refer(path, String.valueOf(models.sovits()));
        talk.whole(200, JSON, "{\"message\":\"success\"}");
    }

    private void speak(Talk talk, JsonNode asked) throws Exception {
        for (String field : List.of("text", "text_lang", "ref_audio_path", "prompt_lang")) {
            if (asked.path(field).asText().isEmpty()) {
                talk.whole(400, JSON, "{\"message\":\"" + field + " is required\"}");
                return;
            }
        }
        boolean streams = asked.path("streaming_mode").asInt() > 0;
        boolean speakable = asked.path("text").asText().codePoints().anyMatch(Character::isLetterOrDigit);
        Fault fault =
                Optional.ofNullable(speakable ? faults.poll() : Fault.NONE).orElse(Fault.NONE);
        String cause = cause(asked, fault);
        if (cause.equals("none")) {
            cache.prompt(
                    asked.path("prompt_text").asText(),
                    asked.path("prompt_lang").asText());
            cause = speakable ? cause : "Please enter valid text.";
        }
        if (!cause.equals("none")) {
            if (streams) {
                talk.chunks("audio/wav");
            } else {
                failed(talk, "tts failed", cause);
            }
            return;
        }
        spoke.add(new Spoke(
                String.valueOf(models.gpt()),
                String.valueOf(models.sovits()),
                cache.reference(),
                cache.prompt(),
                asked));
        boolean fails = fault == Fault.FULL_WHILE_SPEAKING || models.sovits() == null;
        if (streams) {
            stream(talk, asked, fault, fails);
        } else {
            whole(talk, asked, fault, fails);
        }
    }

    /** Why there is no audio at all, in Python's words. */
    private String cause(JsonNode asked, Fault fault) throws IOException {
        String reference = asked.path("ref_audio_path").asText();
        if (models.gpt() == null) {
            return "'NoneType' object has no attribute 'model'";
        }
        if (!asked.path("text_lang").asText().matches("[a-z_]+")) {
            return "";
        }
        Optional<String> unusable = PromptCache.complaint(Path.of(reference));
        if (unusable.isPresent()) {
            return unusable.get();
        }
        if (fault == Fault.CARD_LOST) {
            return "CUDA error: an illegal memory access was encountered";
        }
        boolean read = fault != Fault.FULL_AT_REFERENCE
                && cache.use(reference, String.valueOf(models.sovits()), fault == Fault.FULL_WITHIN_REFERENCE);
        return read ? "none" : "CUDA out of memory. Tried to allocate 2.00 GiB.";
    }

    private void whole(Talk talk, JsonNode asked, Fault fault, boolean fails) throws Exception {
        switch (fault) {
            case RESTART -> {
                restart();
                talk.reset();
            }
            case INTERNAL -> talk.whole(500, "Content-Type: text/plain\r\n", "Internal Server Error");
            case HELD -> release.await(10, TimeUnit.SECONDS);
            default -> {}
        }
        byte[] wav = switch (fault) {
            case NO_AUDIO -> Wavs.of(rateHz());
            case OTHER_RATE -> Wavs.of(16000, Wavs.tone(16000, 1));
            default -> Wavs.of(rateHz(), Wavs.tone(rateHz(), seconds(asked)));
        };
        talk.whole(200, "Content-Type: audio/wav\r\n", fails ? Wavs.of(silenceHz, new short[silenceHz]) : wav);
    }

    /** A header that knows no size, bare samples behind it; a failure is a second of zeros, a reload and a cut. */
    private void stream(Talk talk, JsonNode asked, Fault fault, boolean fails) throws Exception {
        byte[] wav = Wavs.of(rateHz(), Wavs.tone(rateHz(), seconds(asked)));
        Wavs.size(wav, 0);
        talk.chunks("audio/wav");
        if (fault == Fault.MUTE) {
            release.await(10, TimeUnit.SECONDS);
        }
        talk.chunk(Arrays.copyOf(wav, 44));
        int middle = 44 + (wav.length - 44) / 4 * 2;
        talk.chunk(Arrays.copyOfRange(wav, 44, middle));
        if (fault == Fault.HELD) {
            release.await(10, TimeUnit.SECONDS);
        }
        if (fails || fault == Fault.CUT_ONCE) {
            talk.chunk(new byte[32000]);
            loseModels();
            release.await(reload.toMillis(), TimeUnit.MILLISECONDS);
            restart();
            return;
        }
        talk.chunk(Arrays.copyOfRange(wav, middle, wav.length));
        talk.lastChunk();
    }

    private int rateHz() {
        return switch (String.valueOf(models.sovits()).substring(0, 2)) {
            case "02", "03" -> 24000;
            case "04" -> 48000;
            default -> 32000;
        };
    }

    private static double seconds(JsonNode asked) {
        return asked.path("text").asText().length()
                * 0.08
                / asked.path("speed_factor").asDouble(1);
    }

    private static void failed(Talk talk, String message, String exception) throws IOException {
        talk.whole(400, JSON, "{\"message\":\"" + message + "\",\"Exception\":\"" + exception + "\"}");
    }
}
