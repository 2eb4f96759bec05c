package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.http.RawServer;
import dev.chorale.worker.engine.http.Talk;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Behaves as {@code runtime/python/fastapi/server.py} does: forms alone, bare samples in chunks without a content type, and
 * a cut answer without a byte for whatever fails.
 */
final class CosyVoiceDouble implements AutoCloseable {
    private static final Pattern PART = Pattern.compile(
            "name=\"([a-z_]+)\"[^\\r]*\\r\\nContent-Type: [^\\r]*\\r\\n\\r\\n(.*?)\\r\\n--", Pattern.DOTALL);

    /** What goes wrong with a request. */
    enum Fault {
        NONE,
        /** The card is full in the flow or the vocoder: cut at once. */
        FULL,
        /** The same after one segment. */
        FULL_LATER,
        NO_BYTE,
        ODD,
        ZEROS,
        INTERNAL,
        HTML,
        HEADER,
        OTHER_HEADER,
        RESET,
        DIE,
        HELD
    }

    /** A request that was spoken, or cut: its route and its fields. */
    record Asked(String route, Map<String, String> fields) {
        String text() {
            return fields.getOrDefault("tts_text", "");
        }
    }

    final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    final List<Asked> asked = new ArrayList<>();
    /** How many requests for speech were in the server when one came, itself included. */
    final List<Integer> company = new ArrayList<>();

    final Set<String> brokenRoutes = new HashSet<>();
    final CountDownLatch release = new CountDownLatch(1);
    volatile String poison = "none";
    /** The only method of its routes. */
    volatile String method = "POST";

    volatile String type = "";
    private final int generation;
    private final int rateHz;
    private final RawServer server = new RawServer(this::answer);

    CosyVoiceDouble(int generation) throws IOException {
        this.generation = generation;
        this.rateHz = generation == 1 ? 22050 : 24000;
    }

    String url() {
        return server.url();
    }

    List<Talk> talks() {
        return List.copyOf(server.talks);
    }

    /** What was asked, the sentences of the rehearsal aside. */
    List<Asked> performed() {
        return asked.stream()
                .filter(one -> !one.text().endsWith("this is a short test."))
                .toList();
    }

    @Override
    public void close() throws IOException {
        release.countDown();
        server.close();
    }

    private void answer(Talk talk) throws Exception {
        String route = talk.line().split(" ")[1];
        if (!route.startsWith("/inference_")) {
            talk.whole(404, "Content-Type: application/json\r\n", "{\"detail\":\"Not Found\"}");
            return;
        }
        if (!talk.line().startsWith(method + " ")) {
            talk.whole(405, "Content-Type: application/json\r\n", "{\"detail\":\"Method Not Allowed\"}");
            return;
        }
        Map<String, String> fields = fields(talk);
        if (fields.getOrDefault("tts_text", "").isEmpty() || !needed(route).allMatch(fields::containsKey)) {
            talk.whole(422, "Content-Type: application/json\r\n", "{\"detail\":[{\"loc\":[\"body\",\"tts_text\"]}]}");
            return;
        }
        Asked one = new Asked(route, fields);
        asked.add(one);
        company.add(inside());
        speak(talk, one, Optional.ofNullable(faults.poll()).orElse(Fault.NONE));
    }

    /** The requests for speech that it works on. */
    int inside() {
        return server.unanswered(talk -> talk.line().contains(" /inference_"));
    }

    private static Stream<String> needed(String route) {
        return switch (route) {
            case "/inference_sft" -> Stream.of("spk_id");
            case "/inference_zero_shot" -> Stream.of("prompt_text", "prompt_wav");
            case "/inference_cross_lingual" -> Stream.of("prompt_wav");
            case "/inference_instruct" -> Stream.of("spk_id", "instruct_text");
            default -> Stream.of("instruct_text", "prompt_wav");
        };
    }

    private void speak(Talk talk, Asked one, Fault fault) throws Exception {
        if (fault == Fault.INTERNAL || (generation == 1 && one.route().endsWith("instruct2"))) {
            talk.whole(500, "Content-Type: text/plain\r\n", "Internal Server Error");
            return;
        }
        if (fault == Fault.RESET || fault == Fault.DIE) {
            if (fault == Fault.DIE) {
                server.close();
            }
            talk.reset();
            return;
        }
        String typed = fault == Fault.HTML ? "text/html" : type;
        talk.head(200, (typed.isEmpty() ? "" : "Content-Type: " + typed + "\r\n") + "Transfer-Encoding: chunked\r\n");
        if (fault == Fault.FULL || !succeeds(one)) {
            return;
        }
        byte[] pcm = Wavs.bytes(Wavs.tone(rateHz, Math.max(0.5, one.text().length() * 0.07)));
        if (fault == Fault.HELD) {
            release.await(10, TimeUnit.SECONDS);
        }
        if (fault == Fault.NO_BYTE) {
            talk.lastChunk();
            return;
        }
        if (fault == Fault.FULL_LATER) {
            talk.chunk(Arrays.copyOf(pcm, pcm.length / 4 * 2));
            return;
        }
        talk.chunk(
                switch (fault) {
                    case ODD -> Arrays.copyOf(pcm, pcm.length - 1);
                    case ZEROS -> new byte[pcm.length];
                    case HEADER -> Wavs.of(rateHz, Wavs.tone(rateHz, 1));
                    case OTHER_HEADER -> Wavs.of(16000, Wavs.tone(16000, 1));
                    default -> pcm;
                });
        talk.lastChunk();
    }

    /** What the model asserts or cannot find ends in a cut answer. */
    private boolean succeeds(Asked one) {
        boolean marked = (one.text()
                        + one.fields().getOrDefault("prompt_text", "")
                        + one.fields().getOrDefault("instruct_text", ""))
                .contains("<|endofprompt|>");
        boolean spoken = generation < 3 || marked || one.route().endsWith("sft");
        boolean known = !one.fields().containsKey("spk_id")
                || one.fields().get("spk_id").equals("中文女");
        return spoken
                && known
                && !brokenRoutes.contains(one.route())
                && !(one.text() + one.fields().getOrDefault("instruct_text", "")).contains(poison)
                && (generation == 1 || !one.route().endsWith("instruct"));
    }

    private static Map<String, String> fields(Talk talk) {
        Map<String, String> fields = new HashMap<>();
        String type = talk.headers().stream()
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("content-type:"))
                .findFirst()
                .orElse("");
        if (type.contains("x-www-form-urlencoded")) {
            for (String field : talk.body().split("&")) {
                String[] pair = field.split("=", 2);
                fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
        } else if (type.contains("multipart/form-data")) {
            String body = new String(talk.bytes(), StandardCharsets.ISO_8859_1);
            Matcher part = PART.matcher(body);
            for (int at = 0; part.find(at); at = part.end() - 2) {
                byte[] value = part.group(2).getBytes(StandardCharsets.ISO_8859_1);
                boolean text = !part.group(1).equals("prompt_wav");
                fields.put(
                        part.group(1), new String(value, text ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
            }
        }
        return fields;
    }

    /** The recording that came with a request. */
    static Wav recordingOf(Asked one) {
        byte[] wav = one.fields().getOrDefault("prompt_wav", "").getBytes(StandardCharsets.ISO_8859_1);
        return Wav.read(wav).orElseThrow();
    }
}
