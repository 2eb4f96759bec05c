package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.VoiceFileId;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.OwnVoices;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.SharedFolder;
import dev.chorale.worker.engine.UploadedFiles;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Voices that the operator names or a tenant made, with what each generation of the model wants in texts written into them. */
final class Voices {
    private static final String AUDIO = "prompt-audio";
    /** The tags by which models of generation 1 know the language of a text. */
    private static final List<String> TAGGED = List.of("zh", "en", "ja", "yue", "ko");

    private static final Duration CONVERTING = Duration.ofSeconds(60);
    /** The server refuses longer ones; shorter ones make a poor voice. */
    private static final double LEAST_SECONDS = 3;

    private static final double MOST_SECONDS = 30;

    /** A recording is kept with each, up to 1.4 MB. */
    private static final int MOST_MADE = 64;

    /**
     * For what a stranger sent: forms that hold their sound themselves. A playlist would have other files read, or other
     * machines called.
     */
    private static final List<String> HARMLESS = List.of(
            "-protocol_whitelist",
            "file",
            "-format_whitelist",
            "wav,w64,aiff,caf,au,flac,mp3,aac,ogg,mov,matroska,amr");

    private final Wire wire;
    private final int generation;
    private final Directions directions;
    private final String ffmpeg;
    private final UploadedFiles uploads;

    Voices(Wire wire, Directions directions, String ffmpeg, UploadedFiles uploads) {
        this.wire = wire;
        this.generation = directions.generation();
        this.directions = directions;
        this.ffmpeg = ffmpeg;
        this.uploads = uploads;
    }

    /** A recording to be converted. @param bounds what ffmpeg may not do with it */
    private record Source(String file, List<String> bounds) {
        static Source ofOperator(String file) {
            return new Source(file, List.of());
        }
    }

    /** @throws IllegalArgumentException if a voice cannot be spoken with; it names the option */
    OwnVoices<Voice> read(Options options) throws InterruptedException {
        Optional<SharedFolder> folder = folder(options);
        List<Voice> voices = new ArrayList<>();
        for (Map.Entry<String, Options> named : options.voices().entrySet()) {
            Options given = named.getValue();
            voices.add(voice(named.getKey(), given, given.text(AUDIO).map(Source::ofOperator)));
        }
        return new OwnVoices<>(voices, made -> made(made, folder), MOST_MADE);
    }

    private static Optional<SharedFolder> folder(Options options) {
        return options.text("shared-dir").map(dir -> {
            try {
                return new SharedFolder(Path.of(dir), dir);
            } catch (IOException | InvalidPathException e) {
                throw options.refusal("shared-dir", "a folder that this worker can read");
            }
        });
    }

    /** An operator may name any file of the worker's machine, a tenant those of one folder and those that it uploaded. */
    private Voice made(MadeVoice made, Optional<SharedFolder> folder) throws InterruptedException {
        Options options = Options.of(made, CosyVoiceSettings.OF_VOICE);
        if (UploadedFiles.named(options, AUDIO).isPresent()) {
            return ofUpload(made, options);
        }
        Optional<String> file = options.text(AUDIO);
        if (file.isPresent() && folder.isEmpty()) {
            throw options.refusal(AUDIO, "none: this engine has no shared-dir");
        }
        return voice(
                made.version(),
                options,
                file.map(name -> folder.flatMap(f -> f.file(name))
                        .map(Path::toString)
                        .map(Source::ofOperator)
                        .orElseThrow(() -> options.refusal(AUDIO, "a file below shared-dir"))));
    }

    /** The recording is kept in the form that is sent; what came is removed again. */
    private Voice ofUpload(MadeVoice made, Options options) throws InterruptedException {
        try {
            Path fetched = Files.createTempFile("chorale-recording-", ".tmp");
            try {
                uploads.fetch(made, options, AUDIO, fetched, VoiceFileId.MAX_RECORDING_BYTES);
                return voice(made.version(), options, Optional.of(new Source(fetched.toString(), HARMLESS)));
            } finally {
                Files.deleteIfExists(fetched);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a recording could not be placed", e);
        }
    }

    private Voice voice(String name, Options options, Optional<Source> file) throws InterruptedException {
        Mode mode = Mode.of(options.choice(CosyVoiceSettings.MODE, Mode.words()));
        if (!wire.modes().contains(mode)) {
            throw options.refusal(
                    CosyVoiceSettings.MODE, "another mode: " + wire.server() + " has no call for this one");
        }
        if (!mode.isOf(generation)) {
            throw options.refusal(
                    CosyVoiceSettings.MODE, "another mode: a model of generation " + generation + " has not this one");
        }
        for (String option : List.of("speaker", AUDIO, "prompt-text", "instruct-text")) {
            boolean needed = mode.needs.contains(option);
            if (needed != options.text(option).isPresent()) {
                throw options.refusal(option, (needed ? "something" : "none") + " for mode " + mode.word);
            }
        }
        String language = options.text(Options.LANGUAGE).orElse("und");
        if (!language.matches("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")) {
            throw options.refusal(Options.LANGUAGE, "a BCP 47 tag: en-US");
        }
        return new Voice(
                new EngineVoice(name, language, name, directions.skills(mode)),
                mode,
                options.text("speaker").orElse(""),
                options.text("prompt-text").map(this::prompt).orElse(""),
                options.text("instruct-text").map(directions::written).orElse(""),
                prefix(mode, language),
                recording(options, file));
    }

    /** Without the mark a model of generation 3 fails, and the answer is cut. */
    private String prompt(String said) {
        return generation == 3 && !said.contains(Directions.END_OF_PROMPT)
                ? Directions.ASSISTANT + Directions.END_OF_PROMPT + said
                : said;
    }

    private String prefix(Mode mode, String language) {
        if (mode != Mode.CROSS_LINGUAL) {
            return "";
        }
        return switch (generation) {
            case 1 -> tag(language);
            case 3 -> Directions.ASSISTANT + Directions.END_OF_PROMPT;
            default -> "";
        };
    }

    private static String tag(String language) {
        String primary =
                language.toLowerCase(Locale.ROOT).replaceFirst("-.*", "").replace("cmn", "zh");
        return TAGGED.contains(primary) ? "<|" + primary + "|>" : "";
    }

    private Optional<Voice.Recording> recording(Options options, Optional<Source> file) throws InterruptedException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        if (!isThere(file.get().file())) {
            throw options.refusal(AUDIO, "the path of a file on this worker");
        }
        Pcm pcm = converted(file.get()).orElseThrow(() -> options.refusal(AUDIO, "a recording that ffmpeg can read"));
        double seconds = (double) pcm.sampleCount() / pcm.sampleRateHz();
        if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
            throw options.refusal(AUDIO, String.format(Locale.ROOT, "3 to 30 s, not %.2f s", seconds));
        }
        return Optional.of(new Voice.Recording(pcm));
    }

    private static boolean isThere(String file) {
        try {
            return Files.isRegularFile(Path.of(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private Optional<Pcm> converted(Source source) throws InterruptedException {
        String rate = Integer.toString(wire.promptRateHz());
        List<String> command = new ArrayList<>(List.of(ffmpeg, "-nostdin", "-v", "error"));
        command.addAll(source.bounds());
        command.addAll(List.of("-i", "file:" + source.file(), "-vn", "-ac", "1", "-ar", rate, "-f", "s16le", "pipe:1"));
        Limits limits = new Limits(CONVERTING, 2 * wire.promptRateHz() * 60);
        return switch (Child.run(command, new byte[0], limits)) {
            case Ending.Ended(int code, byte[] pcm, String _)
            when code == 0 && pcm.length > 0 -> Optional.of(new Pcm(pcm, wire.promptRateHz()));
            case Ending.Ended _, Ending.Overflowed _ -> Optional.empty();
            case Ending.Overran _, Ending.NotStarted _ ->
                throw new UncheckedIOException(new IOException("a recording could not be converted now"));
        };
    }
}
