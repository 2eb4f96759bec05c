package dev.chorale.deploy.demo;

import dev.chorale.deploy.client.ApiPlace;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "speak",
        mixinStandardHelpOptions = true,
        description = "Have one text spoken by the running API; prints the audio's path.",
        footer = {"", ApiPlace.FOOTER})
public final class SpeakCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** File extension to the API's format. */
    private static final Map<String, String> FORMATS = Map.of(
            "wav", "wav", "mp3", "mp3", "opus", "opus", "ogg", "opus", "aac", "aac", "flac", "flac", "pcm", "pcm");

    @Parameters(index = "0", paramLabel = "TEXT", description = "What to say.")
    private String text = "";

    @Option(
            names = {"-v", "--voice"},
            description = "The voice (default espeak/en-us).")
    private String voice = "espeak/en-us";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the audio goes; its extension is the format (default speech.wav).")
    private Path file = Path.of("speech.wav");

    @Mixin
    private ApiPlace place = new ApiPlace(System.getenv());

    private final Console console;

    public SpeakCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        String format = formatOf(file);
        long begun = System.nanoTime();
        Api api = new Api(place.api());
        Job submitted = api.submit(Map.of("input", text, "voice", voice, "format", format));
        Job job = api.await(submitted, LIMIT).succeeded();
        AudioFile.write(file, api.audio(job), job);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        console.result(file.toString());
        console.say(Narrator.seconds(job.audio()) + " of audio after " + Narrator.seconds(took) + " (cache "
                + job.cache() + ", " + job.id() + ")");
        return 0;
    }

    static String formatOf(Path file) {
        String name = file.toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String format = FORMATS.get(extension);
        if (format == null) {
            throw new Failure("-o: " + file + " (expected a name that ends in .wav, .mp3, .opus, .aac, .flac or .pcm)");
        }
        return format;
    }
}
