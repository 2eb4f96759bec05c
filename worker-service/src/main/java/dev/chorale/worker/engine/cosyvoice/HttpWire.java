package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The server of fastapi: forms, with the recording as a file where there is one. */
final class HttpWire implements Wire {
    /** Safe because no text can hold it: texts have no control characters, and the recording is no text. */
    private static final String BOUNDARY = "----chorale-7d1c9a52e0f84b6c";

    private static final int PROMPT_RATE_HZ = 24_000;

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
        return Servers.Call.http(address -> request(address, voice, text));
    }

    private static HttpRequest request(URI address, Voice voice, String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("tts_text", voice.textPrefix() + text);
        put(fields, "spk_id", voice.speaker());
        put(fields, "prompt_text", voice.promptText());
        put(fields, "instruct_text", voice.instructText());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + voice.mode().route()));
        return voice.recording()
                .map(recording -> request.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(BodyPublishers.ofByteArray(multipart(fields, Wav.file(recording.pcm())))))
                .orElseGet(() -> request.header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(urlEncoded(fields))))
                .build();
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
