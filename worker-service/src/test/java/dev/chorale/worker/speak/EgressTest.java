package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.espeak.EspeakEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    private static final int RATE_HZ = 22050;
    private static final SyntheticMark MARK = new SyntheticMark("Ex \"ample\" & Söhne", "0123abcd");
    private static final String AIGC = "{\"Label\":\"1\",\"ContentProducer\":";

    private static Pcm speech;

    @TempDir
    Path dir;

    private Encoder encoder;

    @BeforeAll
    static void speak() throws Exception {
        var segment = new Segment(
                "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of"
                        + " foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of"
                        + " Light, it was the season of Darkness.",
                "en-us",
                Prosody.NEUTRAL,
                1);
        var engine = EspeakEngine.open("espeak", "espeak-ng", "ffmpeg", 1);
        speech = ((Spoken.Speech) engine.speak(segment)).pcm();
    }

    @BeforeEach
    void open() throws Exception {
        encoder = Encoder.open("ffmpeg", dir);
    }

    static Stream<Arguments> formatsAndRates() {
        return Stream.of(AudioFormat.values())
                .flatMap(format -> format.sampleRatesHz().stream().map(rate -> Arguments.of(format, rate)));
    }

    @ParameterizedTest
    @MethodSource("formatsAndRates")
    void every_format_and_rate_has_its_rate_and_duration(AudioFormat format, int rateHz) throws Exception {
        Recording recording = encode(format, rateHz, MARK, speech);
        double seconds = (double) speech.sampleCount() / RATE_HZ;

        assertThat(recording.durationMs()).isEqualTo((long) (seconds * 1000));
        assertThat(recording.bytes()).isEqualTo(Files.size(recording.file()));
        assertThat(recording.sha256()).isEqualTo(sha256(recording.file()));
        if (format == AudioFormat.PCM) {
            assertThat((double) recording.bytes() / 2 / rateHz).isCloseTo(seconds, within(0.001));
            return;
        }
        Probe probe = Probe.of(recording.file());
        assertThat(probe.sampleRateHz()).isEqualTo(rateHz);
        assertThat(probe.channels()).isEqualTo(1);
        double framesOfPadding = Math.max(0.02 * seconds, 3.0 * 1152 / rateHz);
        assertThat(probe.seconds()).isCloseTo(seconds, within(framesOfPadding));
        double decoded = Probe.decoded(recording.file()).length / 2.0 / rateHz;
        assertThat(decoded).isCloseTo(seconds, within(3.0 * 1152 / rateHz));
    }

    @Test
    void equal_samples_give_equal_bytes_in_another_second() throws Exception {
        List<Recording> first = encodeAll();
        long second = Instant.now().getEpochSecond();
        Waiting.until(() -> Instant.now().getEpochSecond() > second);

        assertThat(encodeAll())
                .extracting(Recording::sha256)
                .isEqualTo(first.stream().map(Recording::sha256).toList());
    }

    @ParameterizedTest
    @EnumSource(AudioFormat.class)
    void the_mark_is_where_the_container_has_room_for_it(AudioFormat format) throws Exception {
        Recording recording = encode(format, format.defaultSampleRateHz(), MARK, speech);
        if (format == AudioFormat.PCM) {
            assertThat(new String(Files.readAllBytes(recording.file()), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("AIGC");
            return;
        }
        assertThat(Probe.tags(recording.file()))
                .contains("AIGC")
                .contains(AIGC)
                .contains("Söhne")
                .contains("0123abcd");
    }

    @ParameterizedTest
    @EnumSource(AudioFormat.class)
    void without_a_producer_there_is_no_mark(AudioFormat format) throws Exception {
        Recording recording = encode(format, format.defaultSampleRateHz(), SyntheticMark.NONE, speech);

        assertThat(new String(Files.readAllBytes(recording.file()), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("AIGC");
    }

    @Test
    void samples_at_the_engines_rate_stay_as_they_are() throws Exception {
        Recording wav = encode(AudioFormat.WAV, RATE_HZ, SyntheticMark.NONE, speech);
        Recording flac = encode(AudioFormat.FLAC, RATE_HZ, MARK, speech);
        Recording pcm = encode(AudioFormat.PCM, RATE_HZ, MARK, speech);

        assertThat(Probe.decoded(wav.file())).isEqualTo(speech.bytes());
        assertThat(Probe.decoded(flac.file())).isEqualTo(speech.bytes());
        assertThat(Files.readAllBytes(pcm.file())).isEqualTo(speech.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Chorale", "Chorale.", "合唱 \"AI\""})
    void a_wav_that_needed_no_program_is_what_ffmpeg_writes(String producer) throws Exception {
        SyntheticMark mark = new SyntheticMark(producer, "ab");
        Path raw = encode(AudioFormat.PCM, RATE_HZ, mark, speech).file();
        Path expected = dir.resolve("expected.wav");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-f", "s16le"));
        command.addAll(List.of("-ar", Integer.toString(RATE_HZ), "-ac", "1", "-i", raw.toString()));
        command.addAll(List.of("-fflags", "+bitexact", "-flags:a", "+bitexact"));
        command.addAll(mark.options(AudioFormat.WAV));
        command.add(expected.toString());
        Probe.run(command.toArray(String[]::new));

        assertThat(encode(AudioFormat.WAV, RATE_HZ, mark, speech).file()).hasSameBinaryContentAs(expected);
    }

    @Test
    void filling_an_aac_stream_leaves_its_samples_alone() throws Exception {
        Path plain = dir.resolve("plain.aac");
        Path level = dir.resolve("level.aac");
        Path wav = encode(AudioFormat.WAV, 24000, SyntheticMark.NONE, speech).file();
        Probe.run("ffmpeg", "-nostdin", "-v", "error", "-i", wav.toString(), "-b:a", "64k", plain.toString());

        assertThat(ConstantRateAdts.rewrite(plain, level)).isTrue();
        assertThat(Probe.decoded(level)).isEqualTo(Probe.decoded(plain));
        assertThat(ConstantRateAdts.rewrite(wav, level)).isFalse();
    }

    @Test
    void an_aac_file_of_minutes_has_its_duration() throws Exception {
        Pcm[] chapter = Stream.generate(() -> speech).limit(12).toArray(Pcm[]::new);
        for (int rateHz : List.of(8000, 48000)) {
            Recording recording = encode(AudioFormat.AAC, rateHz, MARK, chapter);
            assertThat(Probe.of(recording.file()).seconds() * 1000)
                    .isCloseTo(recording.durationMs(), within(0.02 * recording.durationMs()));
        }
    }

    @Test
    void an_aborted_recording_leaves_no_file_and_no_process() throws Exception {
        try (Egress egress = encoder.begin(AudioFormat.MP3, RATE_HZ, 24000, MARK)) {
            assertThat(egress.add(speech)).isEmpty();
        }
        assertThat(dir).isEmptyDirectory();
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void an_encoder_that_fails_is_a_value_and_leaves_no_file() throws Exception {
        Encoder broken = Encoder.open(program("cat >/dev/null; exit 5"), dir.resolve("bin"));
        try (Egress egress = broken.begin(AudioFormat.WAV, RATE_HZ, 24000, MARK)) {
            egress.add(speech);
            assertThat(egress.finish())
                    .isEqualTo(new Encoded.Failed(new EngineFailure(
                            "encoder_failed", EngineFailure.Kind.TRANSIENT, "the encoder ended with code 5")));
        }
        assertThat(dir.resolve("bin")).isDirectoryNotContaining("glob:**/speech-*");
    }

    @Test
    void an_encoder_that_dies_early_is_noticed_while_feeding() throws Exception {
        Encoder broken = Encoder.open(program("exit 7"), dir.resolve("bin"));
        try (Egress egress = broken.begin(AudioFormat.WAV, RATE_HZ, 24000, MARK)) {
            Optional<EngineFailure> failure = Optional.empty();
            for (int i = 0; i < 50 && failure.isEmpty(); i++) {
                failure = egress.add(speech);
            }
            assertThat(failure).get().extracting(EngineFailure::code).isEqualTo("encoder_failed");
        }
    }

    @Test
    void audio_over_the_longest_recording_is_refused_for_good() throws Exception {
        Encoder idle = Encoder.open(program("cat >/dev/null"), dir.resolve("bin"));
        Pcm hour = new Pcm(new byte[2 * 3600 * 10], 10);
        try (Egress egress = idle.begin(AudioFormat.PCM, 10, 8000, MARK)) {
            for (int i = 0; i < 12; i++) {
                assertThat(egress.add(hour)).isEmpty();
            }
            assertThat(egress.add(hour)).get().satisfies(failure -> {
                assertThat(failure.code()).isEqualTo("audio_too_long");
                assertThat(failure.kind()).isEqualTo(EngineFailure.Kind.PERMANENT);
            });
        }
    }

    private List<Recording> encodeAll() throws Exception {
        List<Recording> recordings = new java.util.ArrayList<>();
        for (AudioFormat format : AudioFormat.values()) {
            recordings.add(encode(format, format.defaultSampleRateHz(), MARK, speech));
        }
        return recordings;
    }

    private Recording encode(AudioFormat format, int rateHz, SyntheticMark mark, Pcm... segments) throws Exception {
        try (Egress egress = encoder.begin(format, RATE_HZ, rateHz, mark)) {
            for (Pcm segment : segments) {
                assertThat(egress.add(segment)).isEmpty();
            }
            Encoded encoded = egress.finish();
            assertThat(encoded).isInstanceOf(Encoded.Whole.class);
            return ((Encoded.Whole) encoded).recording();
        }
    }

    /** A program that presents itself as ffmpeg and does something else when it is to encode. */
    private String program(String encoding) throws Exception {
        Path program = Files.createDirectories(dir.resolve("bin")).resolve("ffmpeg");
        Files.writeString(program, """
                #!/bin/sh
                case "$*" in
                  -version) echo 'ffmpeg version 0.0' ;;
                  *) %s ;;
                esac
                """.formatted(encoding));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
