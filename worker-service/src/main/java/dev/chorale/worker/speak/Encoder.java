package dev.chorale.worker.speak;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed ffmpeg, and how it is asked for each format. Equal samples give equal bytes from the same build: it runs
 * bit-exact, on one thread, and resamples in floating point, because soxr's dither for 16 bits is seeded by the clock.
 * May be used by any number of threads.
 */
public final class Encoder {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 1 << 20);
    private static final Pattern VERSION = Pattern.compile("ffmpeg version (\\S+)");

    private final String ffmpeg;
    private final Path workDirectory;
    private final String build;
    private final boolean soxr;

    private Encoder(String ffmpeg, Path workDirectory, String build, boolean soxr) {
        this.ffmpeg = ffmpeg;
        this.workDirectory = workDirectory;
        this.build = build;
        this.soxr = soxr;
    }

    /**
     * Reads the program's version; blocks for a moment.
     *
     * @param ffmpeg by name or path
     * @param workDirectory where files grow; exists
     * @throws IllegalStateException if it is not installed
     */
    public static Encoder open(String ffmpeg, Path workDirectory) throws InterruptedException {
        if (Child.run(List.of(ffmpeg, "-version"), new byte[0], LIMITS) instanceof Ending.Ended end) {
            String said = new String(end.output(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(said);
            if (version.find()) {
                String build = "ffmpeg " + version.group(1);
                return new Encoder(ffmpeg, workDirectory, build, said.contains("--enable-libsoxr"));
            }
        }
        throw new IllegalStateException(ffmpeg + ": did not tell its version (expected ffmpeg)");
    }

    /** Program and version: {@code ffmpeg 5.1.9-0+deb12u1}. Another build may write other bytes. */
    public String build() {
        return build;
    }

    /**
     * Starts to encode into a new file in the work directory. WAV and bare PCM at the rate of the samples need no program.
     *
     * @param pcmRateHz of the samples that will come
     * @param rateHz of the file, one of {@link AudioFormat#sampleRatesHz()}
     * @throws IOException if the file cannot be made or the program cannot be started
     */
    public Egress begin(AudioFormat format, int pcmRateHz, int rateHz, SyntheticMark mark) throws IOException {
        return new Egress(workDirectory, format, pcmRateHz, rateHz, opening(format, pcmRateHz, rateHz, mark));
    }

    private Egress.Opening opening(AudioFormat format, int pcmRateHz, int rateHz, SyntheticMark mark) {
        Egress.Opening program = file -> new ChildSink(command(format, pcmRateHz, rateHz, mark, file), file);
        if (pcmRateHz != rateHz) {
            return program;
        }
        return switch (format) {
            case PCM -> file -> new FileSink(file, FileSink.Header.NONE);
            case WAV -> file -> new FileSink(file, size -> Wav.header(rateHz, mark.comment(), size));
            case MP3, OPUS, AAC, FLAC -> program;
        };
    }

    private List<String> command(AudioFormat format, int pcmRateHz, int rateHz, SyntheticMark mark, Path file) {
        List<String> command = new ArrayList<>(List.of(ffmpeg, "-nostdin", "-v", "error", "-xerror", "-threads", "1"));
        command.addAll(List.of("-f", "s16le", "-ar", Integer.toString(pcmRateHz), "-ac", "1", "-i", "pipe:0"));
        command.addAll(List.of("-map_metadata", "-1", "-af", filter(pcmRateHz, rateHz)));
        command.addAll(codec(format, rateHz));
        command.addAll(List.of("-threads", "1", "-fflags", "+bitexact", "-flags:a", "+bitexact"));
        command.addAll(mark.options(format));
        command.addAll(List.of("-y", file.toString()));
        return command;
    }

    private String filter(int pcmRateHz, int rateHz) {
        if (pcmRateHz == rateHz) {
            return "anull";
        }
        String quality = soxr ? "resampler=soxr:precision=28" : "filter_size=64:phase_shift=10";
        return "aformat=sample_fmts=fltp,aresample=" + rateHz + ":" + quality;
    }

    /** Bit rates for speech of one channel: more would not be heard. */
    private static List<String> codec(AudioFormat format, int rateHz) {
        return switch (format) {
            case WAV -> List.of("-c:a", "pcm_s16le", "-f", "wav");
            case MP3 -> List.of("-c:a", "libmp3lame", "-b:a", rateHz > 24000 ? "96k" : "64k", "-f", "mp3");
            case OPUS -> List.of("-c:a", "libopus", "-b:a", "32k", "-application", "voip", "-f", "ogg");
            case AAC ->
                List.of(
                        "-c:a",
                        "aac",
                        "-b:a",
                        Integer.toString(Math.min(64_000, 4 * rateHz)),
                        "-write_id3v2",
                        "1",
                        "-f",
                        "adts");
            case FLAC -> List.of("-c:a", "flac", "-sample_fmt", "s16", "-f", "flac");
            case PCM -> List.of("-c:a", "pcm_s16le", "-f", "s16le");
        };
    }
}
