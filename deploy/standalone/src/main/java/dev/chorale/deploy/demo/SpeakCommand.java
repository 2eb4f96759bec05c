package dev.chorale.deploy.demo;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Home;
import dev.chorale.deploy.launch.LocalApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "speak",
        mixinStandardHelpOptions = true,
        description = "Have one text spoken by the running API; prints the audio's path.",
        footer = {"", "CHORALE_URL and CHORALE_KEY name the API and its key; without them the local data folder does."})
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

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of the up (default .chorale).")
    private @Nullable Path data;

    private final Console console;

    public SpeakCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        String format = formatOf(file);
        long begun = System.nanoTime();
        Api api = api(System.getenv("CHORALE_URL"), System.getenv("CHORALE_KEY"));
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

    private Api api(@Nullable String url, @Nullable String key) {
        if (url != null && key != null) {
            return new Api(url, key);
        }
        LocalApi local = LocalApi.of(data == null ? Home.defaultData() : data);
        return new Api(url == null ? local.url() : url, key == null ? local.key() : key);
    }
}
