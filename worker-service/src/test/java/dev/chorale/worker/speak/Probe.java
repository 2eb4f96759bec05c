package dev.chorale.worker.speak;

import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What ffprobe and ffmpeg say of a file. */
record Probe(int sampleRateHz, double seconds, int channels) {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(30), 1 << 28);

    static Probe of(Path file) throws InterruptedException {
        String told = new String(
                run(
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_entries",
                        "stream=sample_rate,channels:format=duration",
                        "-of",
                        "flat",
                        file.toString()),
                StandardCharsets.UTF_8);
        return new Probe((int) figure(told, "sample_rate"), figure(told, "duration"), (int) figure(told, "channels"));
    }

    /** All metadata of the file, as JSON whose strings are unescaped once. */
    static String tags(Path file) throws InterruptedException {
        byte[] told = run(
                "ffprobe", "-v", "error", "-show_entries", "format_tags:stream_tags", "-of", "json", file.toString());
        return new String(told, StandardCharsets.UTF_8).replace("\\\"", "\"");
    }

    /** The file's samples at its own rate, s16le. */
    static byte[] decoded(Path file) throws InterruptedException {
        return run("ffmpeg", "-nostdin", "-v", "error", "-i", file.toString(), "-f", "s16le", "pipe:1");
    }

    static byte[] run(String... command) throws InterruptedException {
        Ending ending = Child.run(List.of(command), new byte[0], LIMITS);
        if (ending instanceof Ending.Ended end
                && end.exitCode() == 0
                && end.errors().isEmpty()) {
            return end.output();
        }
        throw new AssertionError(ending);
    }

    private static double figure(String told, String name) {
        return told.lines()
                .filter(line -> line.contains("." + name + "="))
                .mapToDouble(line ->
                        Double.parseDouble(line.substring(line.indexOf('=') + 1).replace("\"", "")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + told));
    }
}
