package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.HttpCall;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The server of fastapi: forms, with the recording as a file where there is one. In some versions all routes take GET alone,
 * with the form as its body; which they are is found out by the first answer of 405.
 */
final class HttpWire implements Wire {
    /** Safe because no text can hold it: texts have no control characters, and the recording is no text. */
    private static final String BOUNDARY = "----chorale-7d1c9a52e0f84b6c";

    private static final int PROMPT_RATE_HZ = 24_000;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final Set<URI> takingGet = ConcurrentHashMap.newKeySet();

    /** What is sent, for one call. */
    private record Form(String type, BodyPublisher body) {}

    @Override
    public String kind() {
        return "cosyvoice";
    }

    @Override
    public String server() {
        return "CosyVoice's fastapi server";
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.allOf(Mode.class);
    }

    @Override
    public int promptRateHz() {
        return PROMPT_RATE_HZ;
    }

    @Override
    public List<URI> addresses(ServerSettings settings) {
        return settings.addresses("");
    }

    /** There is no route for it: whatever is answered is a sign of life. */
    @Override
    public Servers.Call sign() {
        return Servers.Call.http(address ->
                HttpRequest.newBuilder(URI.create(address + "/")).GET().build());
    }

    @Override
    public Servers.Call speech(Voice voice, String text) {
        return (address, limits) -> {
            boolean get = takingGet.contains(address);
            Answer answer = send(address, get, voice, text, limits);
            if (!(answer instanceof Answer.Given given) || given.status() != METHOD_NOT_ALLOWED) {
                return answer;
            }
            Answer other = send(address, !get, voice, text, limits);
            note(address, !get, other);
            return other;
        };
    }

    private static Answer send(URI address, boolean get, Voice voice, String text, CallLimits limits)
            throws InterruptedException {
        Form form = form(voice, text);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(address + voice.mode().route()))
                .header("Content-Type", form.type)
                .method(get ? "GET" : "POST", form.body)
                .build();
        return HttpCall.send(request, limits);
    }

    /** A server that takes neither has not the route at all. */
    private void note(URI address, boolean get, Answer answer) {
        if (get && answer instanceof Answer.Given given && given.status() != METHOD_NOT_ALLOWED) {
            takingGet.add(address);
        } else {
            takingGet.remove(address);
        }
    }

    private static Form form(Voice voice, String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("tts_text", voice.textPrefix() + text);
        put(fields, "spk_id", voice.speaker());
        put(fields, "prompt_text", voice.promptText());
        put(fields, "instruct_text", voice.instructText());
        return voice.recording()
                .map(recording -> new Form(
                        "multipart/form-data; boundary=" + BOUNDARY,
                        BodyPublishers.ofByteArray(multipart(fields, Wav.file(recording.pcm())))))
                .orElseGet(() ->
                        new Form("application/x-www-form-urlencoded", BodyPublishers.ofString(urlEncoded(fields))));
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    private static String urlEncoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** As in RFC 7578. */
    private static byte[] multipart(Map<String, String> fields, byte[] wav) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        fields.forEach((name, value) -> {
            part(body, "name=\"" + name + "\"", "text/plain; charset=utf-8");
            body.writeBytes((value + "\r\n").getBytes(StandardCharsets.UTF_8));
        });
        part(body, "name=\"prompt_wav\"; filename=\"prompt.wav\"", "audio/wav");
        body.writeBytes(wav);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    private static void part(ByteArrayOutputStream body, String disposition, String type) {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: "
                + type + "\r\n\r\n";
        body.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    }
}
