package dev.chorale.worker.engine.gptsovits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Spoke;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GptSovitsMadeVoicesTest {
    @TempDir
    Path folder;

    private Studio studio;
    private GptSovitsDouble server;

    @BeforeEach
    void build() throws Exception {
        studio = new Studio(Files.createDirectory(folder.resolve("shared")));
        server = new GptSovitsDouble();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void an_engine_without_a_voice_is_opened_without_a_call_and_speaks_with_a_made_one() throws Exception {
        GptSovitsEngine engine = studio.without("alice").without("bob").open(server);
        assertThat(server.talks()).isEmpty();
        assertThat(engine.card().voices()).isEmpty();
        assertThat(engine.card().sampleRateHz()).isEqualTo(32000);

        Spoken spoken = speak(engine, made("bob"));

        assertThat(spoken).isInstanceOf(Spoken.Speech.class);
        Spoke spoke = server.spoke.getFirst();
        assertThat(spoke.gpt()).isEqualTo("gpt-bob");
        assertThat(spoke.sovits()).isEqualTo("05bob");
        assertThat(spoke.asked().path("ref_audio_path").asText())
                .isEqualTo(studio.copyOf("bob.wav").toString());
        assertThat(spoke.asked().path("prompt_text").asText()).isEqualTo("What bob said.");
        assertThat(spoke.asked().path("prompt_lang").asText()).isEqualTo("en");
        assertThat(spoke.asked().path("text_lang").asText()).isEqualTo("en");
    }

    @Test
    void made_voices_take_turns_with_those_of_the_operator_so_that_weights_are_loaded_seldom() throws Exception {
        GptSovitsEngine engine = studio.without("bob").open(server);
        speak(engine, made("bob"));
        speak(engine, made("bob"));
        speak(engine, made("alice"));
        Studio.speech(engine, "alice");

        assertThat(server.loads).containsExactly("05alice", "gpt-alice", "05bob", "gpt-bob", "05alice", "gpt-alice");
    }

    @Test
    void a_version_is_made_ready_once() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        speak(engine, made("bob"));
        Files.delete(studio.shared.resolve("bob.wav"));

        assertThat(speak(engine, made("bob"))).isInstanceOf(Spoken.Speech.class);
        assertThat(failure(engine, with(made("bob"), "prompt_text", "Another.")).message())
                .contains("settings.ref_audio: bob.wav");
    }

    @ParameterizedTest
    @CsvSource({
        "ref_audio, ../outside.wav",
        "ref_audio, x/../alice.wav",
        "ref_audio, /etc/hostname",
        "ref_audio, link.wav",
        "ref_audio, short.wav",
        "ref_audio, alice.ckpt",
        "gpt_weights, none.ckpt",
        "sovits_weights, alice.ckpt",
        "prompt_lang, fr",
        "pitch, 2"
    })
    void a_setting_that_cannot_be_fails_the_run_for_good_and_is_named(String setting, String value) throws Exception {
        Path outside = Files.write(folder.resolve("outside.wav"), Wavs.of(16000, Wavs.tone(16000, 4)));
        Files.createSymbolicLink(studio.shared.resolve("link.wav"), outside);
        Files.write(studio.shared.resolve("short.wav"), Wavs.of(16000, Wavs.tone(16000, 2.9)));
        GptSovitsEngine engine = studio.open(server);
        int before = server.talks().size();

        EngineFailure failure = failure(engine, with(made("alice"), setting, value));

        Studio.assertFailure(failure, "voice_unusable", Kind.PERMANENT);
        assertThat(failure.message()).startsWith("settings." + setting + ": ").contains("expected");
        assertThat(server.talks()).hasSize(before);
    }

    @Test
    void weights_of_v3_and_v4_need_a_prompt_text() throws Exception {
        studio.write("alice.pth", "03alice");
        GptSovitsEngine engine = studio.without("alice")
                .without("bob")
                .with("sample-rate", "24000")
                .open(server);

        assertThat(failure(engine, with(made("alice"), "prompt_text", "")).message())
                .startsWith("settings.prompt_text: ");
        assertThat(speak(engine, made("alice"))).isInstanceOf(Spoken.Speech.class);
    }

    @Test
    void weights_of_another_rate_are_the_voices_fault() throws Exception {
        studio.write("bob.pth", "04bob");
        GptSovitsEngine engine = studio.without("bob").open(server);

        EngineFailure failure = failure(engine, made("bob"));

        Studio.assertFailure(failure, "voice_unusable", Kind.PERMANENT);
        assertThat(failure.message())
                .contains("sovits_weights")
                .contains("48000")
                .contains("32000");
    }

    @Test
    void a_prompt_text_that_another_tenant_has_in_another_language_is_no_hindrance() throws Exception {
        GptSovitsEngine engine = studio.without("bob").open(server);
        MadeVoice bob = made("bob");
        speak(engine, bob);
        speak(engine, with(bob, "prompt_lang", "ja"));

        assertThat(server.performed())
                .extracting(Spoke::prompt)
                .containsExactly("en: What bob said.", "ja: What bob said.");
    }

    @ParameterizedTest
    @CsvSource({"en-GB,en", "cmn,zh", "zh-TW,zh", "und,auto", "yue,yue"})
    void the_tag_of_a_language_becomes_the_servers_code(String tag, String code) throws Exception {
        GptSovitsEngine engine = studio.without("alice").without("bob").open(server);
        speak(engine, new MadeVoice("sovits", tag, made("bob").settings()));

        assertThat(server.spoke.getLast().asked().path("text_lang").asText()).isEqualTo(code);
    }

    @Test
    void a_language_that_the_engine_does_not_read_is_refused() throws Exception {
        GptSovitsEngine engine = studio.open(server);

        Studio.assertFailure(
                failure(engine, new MadeVoice("sovits", "fr", made("bob").settings())),
                "voice_unusable",
                Kind.PERMANENT);
    }

    private static MadeVoice made(String name) {
        return new MadeVoice(
                "sovits",
                "en",
                Map.of(
                        "gpt_weights", name + ".ckpt",
                        "sovits_weights", name + ".pth",
                        "ref_audio", name + ".wav",
                        "prompt_text", "What " + name + " said."));
    }

    private static MadeVoice with(MadeVoice voice, String setting, String value) {
        Map<String, String> settings = new HashMap<>(voice.settings());
        settings.put(setting, value);
        return new MadeVoice(voice.engine(), voice.language(), settings);
    }

    private static Spoken speak(GptSovitsEngine engine, MadeVoice voice) throws InterruptedException {
        return engine.speak(new Segment("A few words.", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, voice));
    }

    private static EngineFailure failure(GptSovitsEngine engine, MadeVoice voice) throws InterruptedException {
        Spoken spoken = speak(engine, voice);
        assertThat(spoken).as(List.of(voice).toString()).isInstanceOf(Spoken.Refused.class);
        return ((Spoken.Refused) spoken).failure();
    }
}
