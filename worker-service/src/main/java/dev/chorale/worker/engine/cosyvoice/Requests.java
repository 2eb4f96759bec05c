package dev.chorale.worker.engine.cosyvoice;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What is sent to the server: forms, with the recording as a file where there is one. */
final class Requests {
    /** Safe because no text can hold it: texts have no control characters, and the recording is no text. */
    private static final String BOUNDARY = "----chorale-7d1c9a52e0f84b6c";

    private Requests() {}

    /** There is no route for it: whatever is answered is a sign of life. */
    static HttpRequest sign(URI address) {
        return HttpRequest.newBuilder(URI.create(address + "/")).GET().build();
    }

    /** @param text in the model's own markup, see {@link Written} */
    static HttpRequest speech(URI address, Voice voice, String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("tts_text", voice.textPrefix() + text);
        put(fields, "spk_id", voice.speaker());
        put(fields, "prompt_text", voice.promptText());
        put(fields, "instruct_text", voice.instructText());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + voice.mode().route()));
        return voice.recording()
                .map(recording -> request.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(BodyPublishers.ofByteArray(multipart(fields, recording.wav()))))
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
