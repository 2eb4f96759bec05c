package dev.chorale.worker.engine.gptsovits;

import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.VoiceFileId;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.OwnVoices;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.SharedFolder;
import dev.chorale.worker.engine.TenantFiles;
import dev.chorale.worker.engine.UploadedFiles;
import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.gptsovits.Voice.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Voices that the operator names or a tenant made: their files are checked and copied, and what the server would refuse is refused. */
final class Voices {
    /** Each with the BCP 47 tag by which its texts are cut. {@code all_…} reads everything as that language. */
    private static final Map<String, String> LANGUAGES = Map.ofEntries(
            Map.entry("auto", "und"),
            Map.entry("auto_yue", "und"),
            Map.entry("en", "en"),
            Map.entry("zh", "zh"),
            Map.entry("all_zh", "zh"),
            Map.entry("ja", "ja"),
            Map.entry("all_ja", "ja"),
            Map.entry("yue", "yue"),
            Map.entry("all_yue", "yue"),
            Map.entry("ko", "ko"),
            Map.entry("all_ko", "ko"));

    /** The codes for tags that are no codes. */
    private static final Map<String, String> TAGS = Map.of("cmn", "zh", "und", "auto");

    /** The first characters of SoVITS weights of v3 and v4, with and without LoRA: these do not speak without a prompt text. */
    private static final List<String> NEED_PROMPT_TEXT = List.of("02", "03", "04");

    private static final String RECORDING = "ref-audio";

    /** What the server says of a recording, at its own rate: 48000..160000 samples at 16 kHz. */
    private static final double LEAST_SECONDS = 3;

    private static final double MOST_SECONDS = 10;

    /** The server mixes no more than two to one. */
    private static final int MOST_CHANNELS = 2;

    /** As of those that are uploaded. */
    private static final int MOST_BYTES = Math.toIntExact(VoiceFileId.MAX_RECORDING_BYTES);

    /** Enough for a server that knows no more than a few at a time; a voice is a few texts here. */
    private static final int MOST_MADE = 1000;

    private final SharedFolder folder;
    private final UploadedFiles uploads;

    /** How the file behind a setting comes to this machine. */
    private interface Finding {
        Path file(Options options, String key, String extension) throws InterruptedException;
    }

    private Voices(SharedFolder folder, UploadedFiles uploads) {
        this.folder = folder;
        this.uploads = uploads;
    }

    /**
     * @param files of the tenants that make voices
     * @throws IllegalArgumentException if a voice cannot be spoken with; it names the option
     */
    static OwnVoices<Voice> read(Options options, TenantFiles files) throws InterruptedException {
        Voices voices = new Voices(folder(options), new UploadedFiles(files));
        List<Voice> read = new ArrayList<>();
        for (Map.Entry<String, Options> named : options.voices().entrySet()) {
            read.add(voices.named(named.getKey(), named.getValue()));
        }
        return new OwnVoices<>(read, voices::made, MOST_MADE);
    }

    private static SharedFolder folder(Options options) {
        String dir = options.required("shared-dir", "a folder");
        try {
            return new SharedFolder(Path.of(dir), options.text("server-dir").orElse(dir));
        } catch (IOException | InvalidPathException e) {
            throw options.refusal("shared-dir", "a folder that this worker can read");
        }
    }

    private Voice named(String name, Options options) throws InterruptedException {
        String language = language(options, Options.LANGUAGE);
        return voice(name, options, language, this::file);
    }

    private Voice made(MadeVoice made) throws InterruptedException {
        Options options = Options.of(made, GptSovitsSettings.OF_VOICE);
        String tag = made.language().toLowerCase(Locale.ROOT).replaceFirst("-.*", "");
        String language = TAGS.getOrDefault(tag, tag);
        if (!LANGUAGES.containsKey(language)) {
            throw options.refusal(Options.LANGUAGE, "one that the engine reads: en, zh, yue, ja, ko, or und");
        }
        return voice(made.version(), options, language, (given, key, extension) -> file(made, given, key, extension));
    }

    private Voice voice(String name, Options options, String language, Finding finding) throws InterruptedException {
        Path reference = finding.file(options, RECORDING, ".wav");
        checkRecording(options, reference);
        Path gpt = finding.file(options, "gpt-weights", ".ckpt");
        Path sovits = finding.file(options, "sovits-weights", ".pth");
        String prompt = options.text("prompt-text").orElse("");
        if (prompt.isEmpty() && NEED_PROMPT_TEXT.contains(beginning(sovits))) {
            throw options.refusal("prompt-text", "what the recording says: these weights need it");
        }
        String promptLang = options.text("prompt-lang").isEmpty() ? language : language(options, "prompt-lang");
        List<Path> copies = List.of(folder.copy(gpt), folder.copy(sovits), folder.copy(reference));
        List<String> told = copies.stream().map(folder::told).toList();
        return new Voice(
                new EngineVoice(name, LANGUAGES.getOrDefault(language, "und"), name),
                language,
                new Weights(told.get(0), told.get(1)),
                told.get(2),
                prompt,
                promptLang,
                copies);
    }

    /** What a tenant uploaded stands among the copies already. */
    private Path file(MadeVoice made, Options options, String key, String extension) throws InterruptedException {
        Optional<String> uploaded = UploadedFiles.named(options, key);
        if (uploaded.isEmpty()) {
            return file(options, key, extension);
        }
        uploads.require(made, options, key);
        long most = key.equals(RECORDING) ? VoiceFileId.MAX_RECORDING_BYTES : Long.MAX_VALUE;
        return folder.fetched(uploaded.get(), extension, to -> uploads.fetch(made, options, key, to, most));
    }

    private Path file(Options options, String key, String extension) {
        String name = options.required(key, "a file *" + extension + " below shared-dir");
        Optional<Path> file = folder.file(name);
        return file.filter(f -> f.toString().toLowerCase(Locale.ROOT).endsWith(extension))
                .orElseThrow(() -> options.refusal(key, "a file *" + extension + " below shared-dir"));
    }

    /** The server accepts any code that some version of it knows and fails later on the rest. */
    private static String language(Options options, String key) {
        String code = options.required(key, "a language").toLowerCase(Locale.ROOT);
        if (!LANGUAGES.containsKey(code)) {
            throw options.refusal(
                    key, String.join(", ", LANGUAGES.keySet().stream().sorted().toList()));
        }
        return code;
    }

    private static void checkRecording(Options options, Path file) {
        byte[] bytes = bytes(options, file);
        Optional<Wav> wav = Wav.read(bytes);
        if (wav.isEmpty() || wav.get().isTorn() || Wav.isCut(bytes)) {
            throw options.refusal(RECORDING, "a whole WAV of 16-bit integers or 32-bit floats");
        }
        int channels = wav.get().channels();
        if (channels > MOST_CHANNELS) {
            throw options.refusal(RECORDING, "one or two channels, not " + channels);
        }
        Pcm pcm = wav.get().pcm();
        double seconds = (double) pcm.sampleCount() / pcm.sampleRateHz();
        if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
            throw options.refusal(RECORDING, String.format(Locale.ROOT, "3 to 10 s, not %.2f s", seconds));
        }
    }

    private static byte[] bytes(Options options, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw options.refusal(RECORDING, "at most " + (MOST_BYTES >> 20) + " MiB");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String beginning(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(2), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
