package dev.chorale.worker.engine.cosyvoice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.MemoryFiles;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wavs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Voices whose recording their tenant uploaded. */
class CosyVoiceUploadedVoicesTest {
    private static final UUID TENANT = UUID.randomUUID();
    private static final byte[] RECORDING = Wavs.of(16000, Wavs.tone(16000, 4));

    @TempDir
    Path folder;

    private final MemoryFiles files = new MemoryFiles();
    private Booth booth;

    @BeforeEach
    void build() throws Exception {
        booth = new Booth(folder);
        booth.files = files;
    }

    @Test
    void an_uploaded_recording_is_sent_and_needs_no_folder() throws Exception {
        MadeVoice anna = voice(files.put(TENANT, RECORDING));
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            CosyVoiceEngine engine = booth.open(server);

            assertThat(speak(engine, anna)).isInstanceOf(Spoken.Speech.class);
            assertThat(speak(engine, anna)).isInstanceOf(Spoken.Speech.class);

            assertThat(CosyVoiceDouble.recordingOf(server.performed().getFirst())
                            .sampleRateHz())
                    .isEqualTo(24000);
            assertThat(files.opened).hasSize(1);
        }
    }

    @Test
    void a_recording_that_is_gone_or_anothers_is_the_voices_fault() throws Exception {
        String id = files.put(UUID.randomUUID(), RECORDING);
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            EngineFailure failure = failure(booth.open(server), voice(id));

            Booth.assertFailure(failure, "voice_unusable", Kind.PERMANENT);
            assertThat(failure.message()).startsWith("settings.prompt_audio: " + id + " (expected");
            assertThat(server.asked).isEmpty();
        }
    }

    @Test
    void while_it_cannot_be_read_the_run_waits_uncharged() throws Exception {
        MadeVoice anna = voice(files.put(TENANT, RECORDING));
        files.away = true;
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            CosyVoiceEngine engine = booth.open(server);
            Booth.assertFailure(failure(engine, anna), "voice_file_unavailable", Kind.OVERLOADED);
            files.away = false;
            files.changed = true;
            Booth.assertFailure(failure(engine, anna), "engine_failed", Kind.TRANSIENT);
            files.changed = false;

            assertThat(speak(engine, anna)).isInstanceOf(Spoken.Speech.class);
        }
    }

    /** A program that follows them would read what lies on this machine, or call others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffconcat version 1.0\nfile SECRET\n",
                "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:4,\nfile:SECRET\n#EXT-X-ENDLIST\n",
                "no recording at all"
            })
    void a_recording_that_points_elsewhere_is_not_followed(String content) throws Exception {
        Path secret = Files.createTempFile("secret", ".wav");
        Files.write(secret, RECORDING);
        String hostile = content.replace("SECRET", secret.getFileName().toString());
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            EngineFailure failure = failure(booth.open(server), voice(files.put(TENANT, hostile.getBytes(UTF_8))));

            Booth.assertFailure(failure, "voice_unusable", Kind.PERMANENT);
            assertThat(failure.message()).contains("a recording that ffmpeg can read");
        } finally {
            Files.delete(secret);
        }
    }

    @Test
    void what_came_is_removed_again() throws Exception {
        long before = recordings();
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            speak(booth.open(server), voice(files.put(TENANT, RECORDING)));
            failure(booth.open(server), voice(files.put(TENANT, new byte[] {1})));
            failure(booth.open(server), voice(files.put(TENANT, new byte[(20 << 20) + 1])));
        }
        assertThat(recordings()).isEqualTo(before);
    }

    private static long recordings() throws Exception {
        try (Stream<Path> found = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return found.filter(file -> file.getFileName().toString().startsWith("chorale-recording-"))
                    .count();
        }
    }

    private static MadeVoice voice(String file) {
        return new MadeVoice(
                "cosy",
                "en",
                Map.of("mode", "zero-shot", "prompt_audio", file, "prompt_text", "What is said."),
                TENANT);
    }

    private static Spoken speak(CosyVoiceEngine engine, MadeVoice voice) throws InterruptedException {
        return engine.speak(new Segment("A few words.", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, voice));
    }

    private static EngineFailure failure(CosyVoiceEngine engine, MadeVoice voice) throws InterruptedException {
        Spoken spoken = speak(engine, voice);
        assertThat(spoken).isInstanceOf(Spoken.Refused.class);
        return ((Spoken.Refused) spoken).failure();
    }
}
