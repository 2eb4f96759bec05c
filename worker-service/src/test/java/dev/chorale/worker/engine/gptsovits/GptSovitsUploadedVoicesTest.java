package dev.chorale.worker.engine.gptsovits;

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
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Spoke;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voices whose weights and recordings their tenant uploaded. */
class GptSovitsUploadedVoicesTest {
    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final byte[] RECORDING = Wavs.of(16000, Wavs.tone(16000, 6));

    @TempDir
    Path folder;

    private final MemoryFiles files = new MemoryFiles();
    private Studio studio;
    private GptSovitsDouble server;
    private String gpt;
    private String sovits;
    private String recording;

    @BeforeEach
    void build() throws Exception {
        studio = new Studio(Files.createDirectory(folder.resolve("shared")))
                .without("alice")
                .without("bob");
        studio.files = files;
        server = new GptSovitsDouble();
        gpt = files.put(TENANT, "gpt-carol".getBytes(UTF_8));
        sovits = files.put(TENANT, "05carol".getBytes(UTF_8));
        recording = files.put(TENANT, RECORDING);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void files_are_placed_among_the_copies_under_their_hash_and_the_server_is_told_of_them() throws Exception {
        assertThat(speak(studio.open(server), carol())).isInstanceOf(Spoken.Speech.class);

        Spoke spoke = server.spoke.getFirst();
        assertThat(spoke.gpt()).isEqualTo("gpt-carol");
        assertThat(spoke.sovits()).isEqualTo("05carol");
        assertThat(spoke.asked().path("ref_audio_path").asText())
                .isEqualTo(copy(recording, ".wav").toString());
        assertThat(copy(gpt, ".ckpt")).hasContent("gpt-carol");
        assertThat(copy(sovits, ".pth")).hasContent("05carol");
        assertThat(copy(recording, ".wav")).hasBinaryContent(RECORDING);
        assertThat(names()).hasSize(3);
    }

    @Test
    void what_is_there_is_not_fetched_again_by_the_next_worker() throws Exception {
        speak(studio.open(server), carol());
        files.opened.clear();

        speak(studio.open(server), carol());

        assertThat(files.opened).isEmpty();
    }

    @Test
    void a_copy_that_was_damaged_is_fetched_again() throws Exception {
        speak(studio.open(server), carol());
        Files.writeString(copy(gpt, ".ckpt"), "gpt-ca");

        speak(studio.open(server), carol());

        assertThat(copy(gpt, ".ckpt")).hasContent("gpt-carol");
        assertThat(server.spoke.getLast().gpt()).isEqualTo("gpt-carol");
    }

    @Test
    void workers_that_share_the_folder_may_fetch_at_once() throws Exception {
        List<GptSovitsEngine> engines = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            engines.add(studio.open(server));
        }
        List<Future<Spoken>> spoken = new ArrayList<>();
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            engines.forEach(engine -> spoken.add(hands.submit(() -> speak(engine, carol()))));
        }
        for (Future<Spoken> one : spoken) {
            assertThat(one.get()).isInstanceOf(Spoken.Speech.class);
        }

        assertThat(names())
                .containsExactlyInAnyOrder(
                        gpt.substring(5) + ".ckpt", sovits.substring(5) + ".pth", recording.substring(5) + ".wav");
    }

    @Test
    void a_file_that_is_gone_fails_the_run_for_good_and_names_the_setting() throws Exception {
        files.delete(TENANT, sovits);

        EngineFailure failure = failure(carol());

        Studio.assertFailure(failure, "voice_unusable", Kind.PERMANENT);
        assertThat(failure.message()).startsWith("settings.sovits_weights: " + sovits + " (expected");
        assertThat(server.talks()).isEmpty();
    }

    @Test
    void a_voice_never_gets_the_file_of_another_tenant() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        assertThat(failure(engine, carol().of(OTHER)).message()).startsWith("settings.ref_audio: ");

        assertThat(speak(engine, carol())).isInstanceOf(Spoken.Speech.class);

        assertThat(failure(engine, carol().of(OTHER)).message())
                .as("not though the same version is ready for its owner")
                .startsWith("settings.ref_audio: ");
    }

    @Test
    void a_file_of_another_tenant_has_no_path() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        speak(engine, carol());
        Files.createSymbolicLink(studio.shared.resolve("link"), studio.shared.resolve("by-hash"));

        for (String path : List.of("by-hash", "./by-hash", "link")) {
            String file = path + "/" + recording.substring(5) + ".wav";
            assertThat(failure(engine, with("ref_audio", file)).message())
                    .startsWith("settings.ref_audio: " + file + " (expected");
        }
    }

    @Test
    void while_they_cannot_be_read_the_run_waits_uncharged() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        files.away = true;
        EngineFailure failure = failure(engine, carol());
        Studio.assertFailure(failure, "voice_file_unavailable", Kind.OVERLOADED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(5));
        files.away = false;
        files.torn = true;
        Studio.assertFailure(failure(engine, carol()), "voice_file_unavailable", Kind.OVERLOADED);
        files.torn = false;

        assertThat(names()).isEmpty();
        assertThat(speak(engine, carol())).isInstanceOf(Spoken.Speech.class);
    }

    @Test
    void while_they_cannot_be_read_a_text_of_many_segments_is_told_so_before_the_first_call() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        files.away = true;
        assertThat(engine.refusalOf(segment(carol())))
                .hasValueSatisfying(
                        failure -> Studio.assertFailure(failure, "voice_file_unavailable", Kind.OVERLOADED));
        files.away = false;

        assertThat(engine.refusalOf(segment(carol()))).isEmpty();
    }

    @Test
    void content_of_another_hash_is_not_taken() throws Exception {
        files.changed = true;

        EngineFailure failure = failure(carol());

        Studio.assertFailure(failure, "engine_failed", Kind.TRANSIENT);
        assertThat(names()).isEmpty();
        assertThat(server.talks()).isEmpty();
    }

    @Test
    void a_recording_is_checked_as_any_other() throws Exception {
        String text = files.put(TENANT, "#!/bin/sh".getBytes(UTF_8));
        String shortOne = files.put(TENANT, Wavs.of(16000, Wavs.tone(16000, 2)));
        String longOne = files.put(TENANT, new byte[(20 << 20) + 1]);

        assertThat(failure(with("ref_audio", text)).message()).contains("a whole WAV");
        assertThat(failure(with("ref_audio", shortOne)).message()).contains("3 to 10 s");
        assertThat(failure(with("ref_audio", longOne)).message()).contains("at most 20971520 bytes");
        assertThat(names()).doesNotContain(longOne.substring(5) + ".wav");
    }

    @Test
    void a_name_that_is_none_is_a_path_that_is_not_there() throws Exception {
        for (String name :
                List.of("file_../../a.wav", gpt.toUpperCase(java.util.Locale.ROOT), gpt + "0", gpt + "/../../a.wav")) {
            assertThat(failure(with("ref_audio", name)).message()).contains("below shared-dir");
        }
        assertThat(files.opened).isEmpty();
    }

    private MadeVoice carol() {
        return new MadeVoice(
                "sovits",
                "en",
                Map.of(
                        "gpt_weights", gpt,
                        "sovits_weights", sovits,
                        "ref_audio", recording,
                        "prompt_text", "What carol said."),
                TENANT);
    }

    private MadeVoice with(String setting, String value) {
        Map<String, String> settings = new HashMap<>(carol().settings());
        settings.put(setting, value);
        return new MadeVoice("sovits", "en", settings, TENANT);
    }

    private Path copy(String id, String extension) {
        return studio.shared.resolve("by-hash").resolve(id.substring(5) + extension);
    }

    private List<String> names() throws IOException {
        Path copies = Files.createDirectories(studio.shared.resolve("by-hash"));
        try (Stream<Path> found = Files.list(copies)) {
            return found.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Spoken speak(GptSovitsEngine engine, MadeVoice voice) throws InterruptedException {
        return engine.speak(segment(voice));
    }

    private static Segment segment(MadeVoice voice) {
        return new Segment("A few words.", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, voice);
    }

    private EngineFailure failure(MadeVoice voice) throws InterruptedException {
        return failure(studio.open(server), voice);
    }

    private static EngineFailure failure(GptSovitsEngine engine, MadeVoice voice) throws InterruptedException {
        Spoken spoken = speak(engine, voice);
        assertThat(spoken).isInstanceOf(Spoken.Refused.class);
        return ((Spoken.Refused) spoken).failure();
    }
}
