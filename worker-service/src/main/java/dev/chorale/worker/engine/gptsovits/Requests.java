package dev.chorale.worker.engine.gptsovits;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.worker.engine.Segment;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/** What is sent to a process; the control routes take GET alone. */
final class Requests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Requests() {}

    /** Answered at once by a process that is not speaking: with 400, as the command is missing. */
    static HttpRequest sign(URI address) {
        return HttpRequest.newBuilder(URI.create(address + "/control")).GET().build();
    }

    static HttpRequest gptWeights(URI address, String path) {
        return control(address, "/set_gpt_weights?weights_path=", path);
    }

    static HttpRequest sovitsWeights(URI address, String path) {
        return control(address, "/set_sovits_weights?weights_path=", path);
    }

    static HttpRequest reference(URI address, String path) {
        return control(address, "/set_refer_audio?refer_audio_path=", path);
    }

    static HttpRequest speech(URI address, Voice voice, Segment segment, int streamingMode) {
        String words = Reading.written(voice.textLang(), segment.words());
        ObjectNode body = body(voice, Lines.of(words), streamingMode);
        body.put("prompt_text", voice.promptText());
        body.put("prompt_lang", voice.promptLang());
        body.put("speed_factor", segment.prosody().speedPercent() / 100.0);
        body.put("seed", segment.seed());
        return post(address, body);
    }

    /** Leaves the server with another prompt text than the voice's. There is nothing to say, so it speaks nothing. */
    static HttpRequest otherPrompt(URI address, Voice voice) {
        ObjectNode body = body(voice, "。", 0);
        body.put("prompt_text", voice.promptText().startsWith("H") ? "Good day." : "Hello.");
        body.put("prompt_lang", "en");
        return post(address, body);
    }

    /** One line at a time: with a larger batch the streaming modes 2 and 3 lose the rest of each batch. */
    private static ObjectNode body(Voice voice, String lines, int streamingMode) {
        ObjectNode body = JSON.createObjectNode();
        body.put("text", lines);
        body.put("text_lang", voice.textLang());
        body.put("ref_audio_path", voice.reference());
        body.put("text_split_method", "cut0");
        body.put("batch_size", 1);
        body.put("media_type", "wav");
        body.put("streaming_mode", streamingMode);
        return body;
    }

    private static HttpRequest post(URI address, ObjectNode body) {
        return HttpRequest.newBuilder(URI.create(address + "/tts"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private static HttpRequest control(URI address, String route, String path) {
        return HttpRequest.newBuilder(URI.create(address + route + URLEncoder.encode(path, StandardCharsets.UTF_8)))
                .GET()
                .build();
    }
}
