package dev.chorale.deploy.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A text that the demo has spoken.
 *
 * @param name what the narration calls it, and its audio file
 * @param voice a built-in voice
 * @param text what is spoken
 */
record DemoText(String name, String voice, String text) {
    static List<DemoText> all() {
        return List.of(
                new DemoText("english", "espeak/en-us", read("english.txt")),
                new DemoText("mandarin", "espeak/cmn", read("mandarin.txt")),
                new DemoText("chapter", "espeak/en-us", read("chapter.txt")));
    }

    private static String read(String file) {
        try (InputStream in = Objects.requireNonNull(DemoText.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
