package dev.chorale.deploy.path;

import static dev.chorale.deploy.path.Client.line;

import java.util.ArrayList;
import java.util.List;

/** Requests that must be refused, and how. */
final class BadRequests {
    private BadRequests() {}

    /** Status, code and body of each. */
    static List<List<Object>> all() {
        List<List<Object>> all = new ArrayList<>();
        all.add(List.of(400, "malformed_request", "{\"input\":\"a\""));
        all.add(List.of(400, "malformed_request", line("a").put("sped", 1)));
        all.add(List.of(400, "malformed_request", line("a").put("speed", "1")));
        all.add(List.of(400, "malformed_request", line("a").put("input", 1)));
        all.add(List.of(400, "malformed_request", line("a\0b")));
        all.add(List.of(400, "malformed_request", "{\"input\":\"\\ud83d\",\"voice\":\"espeak/en-us\"}"));
        all.add(List.of(422, "nothing_to_speak", line(" … ")));
        all.add(List.of(422, "text_too_long", line("a".repeat(200_001))));
        all.add(List.of(422, "text_too_long", line("1e308 dollars")));
        all.add(List.of(422, "text_too_long", line("One. " + "[pause 10s]".repeat(4_321) + " Two.")));
        all.add(List.of(422, "unknown_voice", line("a").put("voice", "espeak/nobody")));
        all.add(List.of(422, "unknown_voice", line("a").put("voice", "nothing")));
        all.add(List.of(422, "invalid_value", line("a").put("speed", 0)));
        all.add(List.of(422, "invalid_value", line("a").put("speed", 4.01)));
        all.add(List.of(422, "invalid_value", line("a").put("pitch", 13)));
        all.add(List.of(422, "invalid_value", line("a").put("volume", -21)));
        all.add(List.of(422, "invalid_value", line("a").put("seed", 0)));
        all.add(List.of(422, "invalid_value", line("a").put("format", "exe")));
        all.add(List.of(422, "invalid_value", line("a").put("sample_rate", 44101)));
        all.add(List.of(422, "invalid_value", line("a").put("priority", "root")));
        all.add(List.of(422, "invalid_value", line("a").put("webhook_url", "ftp://example.com")));
        all.add(List.of(413, "body_too_large", line("a".repeat(1_100_000))));
        return all;
    }
}
